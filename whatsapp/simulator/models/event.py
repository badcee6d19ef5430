from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from whatsapp.simulator.models.message import PhoneMessage


class WebhookEvent(models.Model):
    """One change that waits to be told to the business. Gone once it was answered with 200.

    A trigger notifies the courier of every insert (see the migration `knock`).
    """

    # Whose order is kept: a person's id, 0 for the account, below 0 for what may overtake.
    lane = models.BigIntegerField(default=0)
    field = models.CharField(max_length=64, default="messages")
    value = models.JSONField()
    # The customer's own message, whose second tick is this event's 200.
    message = models.ForeignKey(PhoneMessage, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    # Events of one batch and lane leave in one body.
    batch = models.BigIntegerField(null=True, blank=True)
    # How a batch is laid out: changes of one entry, entries of one body, or one change with many messages.
    shape = models.CharField(max_length=8, blank=True, default="")
    due_at = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name, verbose_name_plural = _("webhook event"), _("webhook events")
        indexes = (
            # The courier: what is due.
            models.Index(fields=["due_at", "id"], name="simulator_event_due"),
        )

    def __str__(self) -> str:
        return f"event {self.pk}"
