from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Team, User


class CannedResponse(models.Model):
    """A text that agents insert by typing `/` and its shortcut. `{{customer.name}}` and the like are filled in.
    Somebody's own where it has an owner; else shared, by a team or by everybody."""

    shortcut = models.SlugField(_("shortcut"), max_length=40)
    content = models.TextField(_("content"), max_length=4096)
    team = models.ForeignKey(
        Team, verbose_name=_("team"), null=True, blank=True, on_delete=models.CASCADE, related_name="canned_responses"
    )
    owner = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.CASCADE, related_name="canned_responses", editable=False
    )

    class Meta:
        verbose_name, verbose_name_plural = _("canned response"), _("canned responses")
        ordering = ("shortcut",)
        constraints = (
            models.UniqueConstraint(
                fields=["shortcut"], condition=Q(owner=None), name="canned_shortcut_once_for_all",
                violation_error_message=_("There is a canned response with this shortcut already."),
            ),
            models.UniqueConstraint(fields=["owner", "shortcut"], name="canned_shortcut_once_per_owner"),
            models.CheckConstraint(condition=Q(owner=None) | Q(team=None), name="canned_of_a_person_or_of_a_team"),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"/{self.shortcut}"

    def clean(self) -> None:
        """The owner is in no form, so that forms leave the constraint alone."""
        super().clean()
        same = CannedResponse.objects.filter(shortcut=self.shortcut, owner=self.owner).exclude(pk=self.pk)
        if same.exists():
            told = _("There is a canned response with this shortcut already.")
            raise ValidationError({"shortcut": ValidationError(told, code="unique")})
