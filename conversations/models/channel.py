from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Channel(models.Model):
    """A business number (or another address) at which customers reach us."""

    class Kind(models.TextChoices):
        WHATSAPP = "whatsapp", "WhatsApp"

    kind = models.CharField(_("kind"), max_length=16, choices=Kind.choices, default=Kind.WHATSAPP)
    external_id = models.CharField(
        _("provider's id"), max_length=64, help_text=_("For WhatsApp the phone number id, not the number.")
    )
    name = models.CharField(_("name"), max_length=120)
    address = models.CharField(_("number"), max_length=32, blank=True, default="")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name, verbose_name_plural = _("channel"), _("channels")
        constraints = (models.UniqueConstraint(fields=["kind", "external_id"], name="channel_once_per_provider_id"),)

    def __str__(self) -> str:
        return self.name or self.external_id
