"""What the bot's tools leave behind: the state of a dialogue, what was proposed and done, and every call."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from conversations.models import Conversation, Customer


class Dialogue(models.Model):
    """What the bot has asked and learnt in a conversation; gone with a hand-over or a closing."""

    conversation = models.OneToOneField(Conversation, on_delete=models.CASCADE, primary_key=True, related_name="+")
    # See chatbot.tools.slots.
    slots = models.JSONField(default=dict)
    updated_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return str(self.conversation_id)


class Action(models.Model):
    """Something that changes the customer's account: proposed, confirmed by the customer, done once."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Proposed")
        DROPPED = "dropped", _("Not wanted")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        REFUSED = "refused", _("Refused")
        FAILED = "failed", _("Failed")
        UNKNOWN = "unknown", _("Outcome unknown")

    conversation = models.ForeignKey(
        Conversation, verbose_name=_("conversation"), on_delete=models.CASCADE, related_name="actions"
    )
    tool = models.CharField(_("tool"), max_length=40)
    subscriber_id = models.CharField(_("subscriber"), max_length=64)
    arguments = models.JSONField(_("arguments"), default=dict, blank=True)
    # Under this the provider's system does it once, however often it is told.
    key = models.UUIDField(_("key"), default=uuid.uuid4, unique=True, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.PROPOSED)
    result = models.JSONField(_("result"), default=dict, blank=True)
    created_at = models.DateTimeField(_("created"), default=timezone.now)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("action"), _("actions")
        constraints = (
            # A "yes" can mean one thing only.
            models.UniqueConstraint(
                fields=["conversation"], condition=Q(state="proposed"), name="action_one_proposed_per_conversation"
            ),
        )
        indexes = (
            # The administration's list, newest first.
            models.Index(fields=["-created_at"], name="action_newest"),
            # The sweeper: customers' data that are kept no longer.
            models.Index(fields=["created_at"], condition=~Q(arguments={}, result={}), name="action_with_data"),
        )

    def __str__(self) -> str:
        return f"{self.tool} {self.state}"


class ToolCall(models.Model):
    """One call of a tool. Arguments are masked; results are not kept."""

    class Outcome(models.TextChoices):
        OK = "ok", _("Answered")
        REFUSED = "refused", _("Refused")
        DENIED = "denied", _("Identity not shown")
        FAILED = "failed", _("Failed")
        UNKNOWN = "unknown", _("Outcome unknown")

    conversation = models.ForeignKey(
        Conversation, verbose_name=_("conversation"), on_delete=models.CASCADE, related_name="tool_calls"
    )
    customer = models.ForeignKey(
        Customer, verbose_name=_("customer"), on_delete=models.CASCADE, related_name="+", db_index=False
    )
    tool = models.CharField(_("tool"), max_length=40)
    subscriber_id = models.CharField(_("subscriber"), max_length=64, blank=True, default="")
    arguments = models.JSONField(_("arguments"), default=dict, blank=True)
    outcome = models.CharField(_("outcome"), max_length=8, choices=Outcome.choices)
    error = models.CharField(_("error"), max_length=200, blank=True, default="")
    latency_ms = models.PositiveIntegerField(_("milliseconds"), default=0)
    created_at = models.DateTimeField(_("created"), default=timezone.now)

    class Meta:
        verbose_name, verbose_name_plural = _("tool call"), _("tool calls")
        indexes = (
            # The administration's list, newest first.
            models.Index(fields=["-created_at"], name="tool_call_newest"),
            # How often somebody lately failed to show who they are.
            models.Index(fields=["customer", "-created_at"], condition=Q(outcome="denied"), name="tool_call_denied"),
        )

    def __str__(self) -> str:
        return f"{self.tool} {self.outcome}"
