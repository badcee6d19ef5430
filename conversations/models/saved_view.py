from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class SavedView(models.Model):
    """A list with its filters and its order, under a name. Its owner's alone, unless a supervisor shares it."""

    owner = models.ForeignKey(User, verbose_name=_("owner"), on_delete=models.CASCADE, related_name="saved_views")
    name = models.CharField(_("name"), max_length=40)
    query = models.CharField(_("filters"), max_length=500)
    is_shared = models.BooleanField(_("shared"), default=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name, verbose_name_plural = _("saved view"), _("saved views")
        ordering = ("name", "id")
        constraints = (models.UniqueConstraint("owner", Lower("name"), name="saved_view_name_once_per_owner"),)
        indexes = (
            # What everybody sees beside their own.
            models.Index(fields=["name"], condition=models.Q(is_shared=True), name="saved_view_shared"),
        )

    def __str__(self) -> str:
        return self.name
