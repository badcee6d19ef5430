from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class TemplateStatus(models.TextChoices):
    APPROVED = "APPROVED", _("Approved")
    PENDING = "PENDING", _("Pending")
    REJECTED = "REJECTED", _("Rejected")
    PAUSED = "PAUSED", _("Paused")
    DISABLED = "DISABLED", _("Disabled")
    OTHER = "OTHER", _("Other")


class Template(models.Model):
    """A text that Meta approved; the only thing that may be sent outside the 24-hour window."""

    business_account_id = models.CharField(_("business account id"), max_length=32)
    external_id = models.CharField(_("provider's id"), max_length=64, blank=True, default="")
    name = models.CharField(_("name"), max_length=512)
    language = models.CharField(_("language"), max_length=16)
    category = models.CharField(_("category"), max_length=32, blank=True, default="")
    status = models.CharField(_("status"), max_length=20, choices=TemplateStatus.choices)
    parameter_format = models.CharField(_("parameters"), max_length=12, default="POSITIONAL")
    # As Meta describes them: HEADER, BODY, FOOTER, BUTTONS.
    components = models.JSONField(_("components"), default=list)
    synced_at = models.DateTimeField(_("synchronised"), default=timezone.now)

    class Meta:
        verbose_name, verbose_name_plural = _("template"), _("templates")
        ordering = ("name", "language")
        constraints = (
            models.UniqueConstraint(fields=["business_account_id", "name", "language"], name="template_once"),
        )

    def __str__(self) -> str:
        return f"{self.name} ({self.language})"
