from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Team


class CannedResponse(models.Model):
    """A text that agents insert by typing `/` and its shortcut. `{{customer.name}}` and the like are filled in."""

    shortcut = models.SlugField(_("shortcut"), max_length=40, unique=True)
    content = models.TextField(_("content"), max_length=4096)
    team = models.ForeignKey(
        Team, verbose_name=_("team"), null=True, blank=True, on_delete=models.CASCADE, related_name="canned_responses"
    )

    class Meta:
        verbose_name, verbose_name_plural = _("canned response"), _("canned responses")
        ordering = ("shortcut",)

    def __str__(self) -> str:
        return f"/{self.shortcut}"
