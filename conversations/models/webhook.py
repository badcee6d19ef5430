"""Webhooks out: other systems are told what happened, signed, with a log of every delivery."""

import secrets
import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


def new_secret() -> str:
    return secrets.token_urlsafe(32)


class Webhook(models.Model):
    class Event(models.TextChoices):
        MESSAGE_RECEIVED = "message_received", _("Message received")
        MESSAGE_STATUS = "message_status", _("Message status changed")
        MESSAGE_UPDATED = "message_updated", _("Message edited, deleted or reacted to")
        CONVERSATION_CREATED = "conversation_created", _("Conversation opened")
        CONVERSATION_UPDATED = "conversation_updated", _("Conversation changed")
        CONVERSATION_CLOSED = "conversation_closed", _("Conversation closed")
        SLA_WARNING = "conversation_sla_warning", _("SLA in danger")
        SLA_BREACHED = "conversation_sla_breached", _("SLA missed")

    url = models.URLField(_("URL"), max_length=500)
    events = ArrayField(models.CharField(max_length=40, choices=Event.choices), verbose_name=_("events"), default=list)
    secret = models.CharField(_("secret"), max_length=100, default=new_secret)
    is_active = models.BooleanField(_("active"), default=True)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)

    class Meta:
        verbose_name, verbose_name_plural = _("webhook"), _("webhooks")
        ordering = ("id",)

    def __str__(self) -> str:
        return self.url


class WebhookDelivery(models.Model):
    class State(models.TextChoices):
        PENDING = "pending", _("Pending")
        DELIVERED = "delivered", _("Delivered")
        FAILED = "failed", _("Failed")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="deliveries")
    event = models.CharField(_("event"), max_length=40)
    # The id of the message or conversation that it tells of, and what of it is told as it was at that moment.
    subject = models.CharField(_("about"), max_length=36, default="", editable=False)
    facts = models.JSONField(default=dict, editable=False)
    body = models.JSONField(_("body"), null=True, blank=True, help_text=_("Written at the first attempt."))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.PENDING)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_attempt_at = models.DateTimeField(_("next attempt"), default=timezone.now)
    response_status = models.PositiveSmallIntegerField(_("answer"), null=True, blank=True)
    error = models.CharField(_("error"), max_length=200, blank=True, default="")
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)

    class Meta:
        verbose_name, verbose_name_plural = _("webhook delivery"), _("webhook deliveries")
        indexes = (
            # The sender: what is due.
            models.Index(fields=["next_attempt_at"], condition=Q(state="pending"), name="webhook_delivery_due"),
            # The log, newest first.
            models.Index(fields=["webhook", "-created_at"], name="webhook_delivery_log"),
        )

    def __str__(self) -> str:
        return str(self.id)
