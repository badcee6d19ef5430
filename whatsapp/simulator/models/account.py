from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Account(models.Model):
    """The one business account and its number: what can be set on them, by their owner and by Meta."""

    profile = models.JSONField(default=dict)
    is_subscribed = models.BooleanField(default=True)
    is_registered = models.BooleanField(default=True)
    callback_uri = models.CharField(max_length=500, blank=True, default="")
    number_callback_uri = models.CharField(max_length=500, blank=True, default="")

    # What Meta thinks of the number.
    verified_name = models.CharField(max_length=120, default="TechISP")
    name_status = models.CharField(max_length=32, default="APPROVED")
    quality = models.CharField(max_length=8, default="GREEN")
    throughput = models.CharField(max_length=16, default="STANDARD")
    messaging_limit = models.CharField(max_length=16, default="TIER_2K")
    number_status = models.CharField(max_length=20, default="CONNECTED")
    # What Meta forbids the account: nothing, to begin conversations (RESTRICTED), or anything at all (DISABLED).
    standing = models.CharField(max_length=12, blank=True, default="")

    # How long a message takes to a customer's phone.
    delivery_seconds = models.FloatField(default=0.5)
    # Addresses of media carry it: when it moves on, those given out before are dead.
    media_epoch = models.PositiveIntegerField(default=0)
    # When the number's next message is due at the limited rate.
    next_send_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name, verbose_name_plural = _("business account"), _("business accounts")

    def __str__(self) -> str:
        return f"account {self.pk}"

    @classmethod
    def load(cls) -> "Account":
        return cls.objects.get_or_create(pk=1)[0]
