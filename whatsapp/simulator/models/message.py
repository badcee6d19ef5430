from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from whatsapp.simulator.models.changes import CurrentTransaction
from whatsapp.simulator.models.person import Person


class PhoneMessageQuerySet(models.QuerySet["PhoneMessage"]):
    def changed_since(self, transaction: int) -> Self:
        return self.filter(changed_in__gte=transaction)

    def from_business(self) -> Self:
        return self.filter(direction=PhoneMessage.Direction.BUSINESS)

    def from_customer(self) -> Self:
        return self.filter(direction=PhoneMessage.Direction.CUSTOMER)

    def bubbles(self) -> Self:
        """What has a bubble of its own: a reaction sits on another's, a refused message never reached the phone."""
        return self.exclude(type__in=["reaction", "edit", "revoke"]).exclude(status=PhoneMessage.Status.FAILED)


class PhoneMessage(models.Model):
    """A message as the phone has it. `content` is the object that the wire carries under the type's name."""

    class Direction(models.TextChoices):
        CUSTOMER = "customer", _("From the customer")
        BUSINESS = "business", _("From the business")

    class Status(models.TextChoices):
        SENT = "sent", _("Sent")
        DELIVERED = "delivered", _("Delivered")
        READ = "read", _("Read")
        PLAYED = "played", _("Played")
        FAILED = "failed", _("Failed")

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="messages")
    # Which number of the business; empty for the first.
    number_id = models.CharField(max_length=32, blank=True, default="")
    wamid = models.CharField(max_length=200, unique=True)
    direction = models.CharField(max_length=8, choices=Direction.choices)
    type = models.CharField(max_length=20)
    content = models.JSONField(default=dict)
    # The message that this one answers.
    quoted_wamid = models.CharField(max_length=200, blank=True, default="")
    # What stands beside the content on the wire: context, referral, group_id, errors.
    extra = models.JSONField(default=dict)
    is_edited = models.BooleanField(default=False)
    is_revoked = models.BooleanField(default=False)
    # One emoji from each side.
    customer_reaction = models.CharField(max_length=40, blank=True, default="")
    business_reaction = models.CharField(max_length=40, blank=True, default="")
    callback_data = models.CharField(max_length=512, blank=True, default="")
    category = models.CharField(max_length=20, default="service")
    status = models.CharField(max_length=9, choices=Status.choices, default=Status.SENT)
    created_at = models.DateTimeField(default=timezone.now)
    changed_in = models.BigIntegerField(db_default=CurrentTransaction())

    objects = PhoneMessageQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("message on the phone"), _("messages on the phone")
        indexes = (
            # A chat's thread, newest first.
            models.Index(fields=["person", "-id"], name="simulator_message_thread"),
            # The page's poll: what changed.
            models.Index(fields=["changed_in"], name="simulator_message_changed"),
            # Opening a chat reads what is unread, on either side.
            models.Index(
                fields=["person", "direction"],
                condition=Q(status__in=["sent", "delivered"]),
                name="simulator_message_unread",
            ),
        )

    def __str__(self) -> str:
        return f"message {self.pk}"

    @property
    def is_from_business(self) -> bool:
        return self.direction == self.Direction.BUSINESS

    @property
    def body(self) -> dict[str, Any]:
        """The content where it is an object, for the types whose content is one."""
        return self.content if isinstance(self.content, dict) else {}
