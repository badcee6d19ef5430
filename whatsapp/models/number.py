from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from conversations.models import Channel

# Messages a second, by WhatsApp's word for the throughput; and for a number that is used in the app as well.
RATES, SHARED_RATE = {"STANDARD": 80, "HIGH": 1000}, 20


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
    # Sealed (accounts.sealing); read by whatsapp.services.credentials alone, and never shown.
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
    # Stops that end by themselves: StopKind → when, in seconds since 1970.
    stops_end = models.JSONField(default=dict, blank=True, editable=False)
    # What WhatsApp says of it, in WhatsApp's words: asked for now and then, and told by webhooks in between.
    verified_name = models.CharField(_("verified name"), max_length=200, blank=True, default="")
    name_status = models.CharField(_("name's status"), max_length=40, blank=True, default="")
    status = models.CharField(_("status"), max_length=40, blank=True, default="")
    quality = models.CharField(_("quality"), max_length=20, blank=True, default="")
    messaging_limit = models.CharField(_("messaging limit"), max_length=40, blank=True, default="")
    throughput = models.CharField(_("throughput"), max_length=40, blank=True, default="")
    # It is used in the WhatsApp Business app as well: what was written there has come to us.
    is_shared_with_app = models.BooleanField(_("shared with the WhatsApp Business app"), default=False, editable=False)
    # Null: as WhatsApp allows it.
    own_rate = models.PositiveIntegerField(
        _("messages per second"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(10_000)],
        help_text=_("Empty: as WhatsApp allows it: 80, 1,000 at level HIGH, 20 where shared with the app."),
    )
    # Null: not known yet.
    is_token_valid = models.BooleanField(_("token valid"), null=True, blank=True)
    is_subscribed = models.BooleanField(_("webhook subscribed"), null=True, blank=True)
    checked_at = models.DateTimeField(_("checked"), null=True, blank=True)
    check_error = models.CharField(_("check failed"), max_length=300, blank=True, default="")
    failed_checks = models.PositiveIntegerField(default=0, editable=False)
    next_check_at = models.DateTimeField(default=timezone.now, editable=False)
    last_webhook_at = models.DateTimeField(_("last webhook"), null=True, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("business number"), _("business numbers")

    def __str__(self) -> str:
        return self.phone_number_id

    @property
    def allowed_rate(self) -> int:
        """Messages a second: what people said of this number, else of all, else as its health says."""
        shared = SHARED_RATE if self.is_shared_with_app else 0
        said = self.own_rate or settings.WHATSAPP_MESSAGES_PER_SECOND or shared or RATES.get(self.throughput, 0)
        return int(said or RATES["STANDARD"])

    def reason_to_hold(self, *kinds: str) -> str:
        """Why nothing of any of these kinds may go out now; empty when it may."""
        partial = (str(self.partial_stops[kind]) for kind in kinds if kind in self.partial_stops)
        return self.stopped_reason or next(partial, "")
