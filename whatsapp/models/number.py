from django.db import models
from django.utils.translation import gettext_lazy as _

from conversations.models import Channel


class BusinessNumber(models.Model):
    """A WhatsApp number of ours. The first one's credentials come from the environment."""

    channel = models.OneToOneField(Channel, on_delete=models.PROTECT, related_name="whatsapp_number")
    phone_number_id = models.CharField(_("phone number id"), max_length=32, unique=True)
    business_account_id = models.CharField(_("business account id"), max_length=32, blank=True, default="")
    # A refusal that concerns the whole number (an expired token, a block) stops sending until this is cleared.
    stopped_reason = models.CharField(_("stopped because"), max_length=300, blank=True, default="")
    stopped_at = models.DateTimeField(_("stopped"), null=True, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("business number"), _("business numbers")

    def __str__(self) -> str:
        return self.phone_number_id
