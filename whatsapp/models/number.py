from django.db import models
from django.utils.translation import gettext_lazy as _

from conversations.models import Channel


class StopKind(models.TextChoices):
    """What may be stopped: everything from a number, or a part."""

    ALL = "all", _("Everything")
    MARKETING = "marketing", _("Marketing")
    PAID = "paid", _("What costs money")
    CAMPAIGNS = "campaigns", _("Campaigns")


class BusinessNumber(models.Model):
    """A WhatsApp number of ours. Where it has no credentials of its own, those of the environment hold."""

    channel = models.OneToOneField(Channel, on_delete=models.PROTECT, related_name="whatsapp_number")
    phone_number_id = models.CharField(_("phone number id"), max_length=32, unique=True)
    business_account_id = models.CharField(_("business account id"), max_length=32, blank=True, default="")
    # Sealed (whatsapp.sealing); read by whatsapp.services.credentials alone, and never shown.
    sealed_token = models.TextField(blank=True, default="", editable=False)
    sealed_app_secret = models.TextField(blank=True, default="", editable=False)
    sealed_verify_token = models.TextField(blank=True, default="", editable=False)
    # A refusal that concerns the whole number (an expired token, a block) stops sending until this is cleared.
    stopped_reason = models.CharField(_("stopped because"), max_length=300, blank=True, default="")
    stopped_at = models.DateTimeField(_("stopped"), null=True, blank=True)
    # Stops of a part: StopKind → why.
    partial_stops = models.JSONField(_("stopped in part"), default=dict, blank=True)
    # When a message was last tried although something is stopped.
    probed_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name, verbose_name_plural = _("business number"), _("business numbers")

    def __str__(self) -> str:
        return self.phone_number_id

    def reason_to_hold(self, *kinds: str) -> str:
        """Why nothing of any of these kinds may go out now; empty when it may."""
        partial = (str(self.partial_stops[kind]) for kind in kinds if kind in self.partial_stops)
        return self.stopped_reason or next(partial, "")
