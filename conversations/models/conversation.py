"""A conversation: one matter of one customer on one channel, from the first message to the closing."""

import uuid
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Team, User
from conversations.models.channel import Channel
from conversations.models.customer import Customer
from conversations.models.label import Label


class Status(models.TextChoices):
    BOT = "bot", _("With the bot")
    QUEUE = "queue", _("In the queue")
    IN_PROGRESS = "in_progress", _("In progress")
    WAITING = "waiting", _("Waiting for the customer")
    CLOSED = "closed", _("Closed")


OPEN_STATUSES = (Status.BOT, Status.QUEUE, Status.IN_PROGRESS, Status.WAITING)
ASSIGNED_STATUSES = (Status.IN_PROGRESS, Status.WAITING)


class Priority(models.IntegerChoices):
    LOW = 0, _("Low")
    NORMAL = 1, _("Normal")
    HIGH = 2, _("High")
    URGENT = 3, _("Urgent")


class Resolution(models.TextChoices):
    RESOLVED = "resolved", _("Resolved")
    UNRESOLVED = "unresolved", _("Unresolved")
    SPAM = "spam", _("Spam")
    NO_ANSWER = "no_answer", _("Customer did not answer")
    DUPLICATE = "duplicate", _("Duplicate")
    OTHER = "other", _("Other")


class ConversationQuerySet(models.QuerySet["Conversation"]):
    def open(self) -> Self:
        return self.filter(status__in=OPEN_STATUSES)

    def in_hand(self) -> Self:
        """What fills agents' hands: neither waiting for the customer nor set aside."""
        return self.filter(status=Status.IN_PROGRESS, snoozed_at=None)

    def sla(self, state: str) -> Self:
        """Open ones of which something is "breached", or at least at "risk"."""
        field = "sla_due_at" if state == "breached" else "sla_warn_at"
        return self.open().filter(**{f"{field}__lte": timezone.now()})

    def locked(self, pk: uuid.UUID) -> "Conversation":
        """The row, locked until the end of the transaction. Raises Conversation.DoesNotExist."""
        return self.select_for_update(of=("self",)).get(pk=pk)

    def visible_to(self, user: User) -> Self:
        """Supervisors see all; an agent sees what is theirs, and what belongs to their teams or to no team;
        bot agents, like supervisors, see all: what they handed over is still theirs to write into."""
        if user.is_steering or user.is_bot:
            return self
        return self.filter(Q(assigned_to=user) | Q(team__isnull=True) | Q(team__in=user.teams.all()))

    def in_queue_order(self) -> Self:
        return self.order_by("-priority", "queued_at", "id")

    def with_card(self) -> Self:
        """With all that a list shows, in a constant number of queries."""
        rows = self.select_related("customer", "channel", "assigned_to", "team", "last_message__author")
        return rows.prefetch_related("labels")


class Conversation(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    protocol = models.CharField(_("protocol"), max_length=20, unique=True, editable=False)
    channel = models.ForeignKey(Channel, verbose_name=_("channel"), on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey(
        Customer, verbose_name=_("customer"), on_delete=models.PROTECT, related_name="conversations"
    )
    status = models.CharField(_("status"), max_length=12, choices=Status.choices, default=Status.BOT)
    priority = models.PositiveSmallIntegerField(_("priority"), choices=Priority.choices, default=Priority.NORMAL)
    assigned_to = models.ForeignKey(
        User, verbose_name=_("assigned to"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    team = models.ForeignKey(
        Team, verbose_name=_("team"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    labels = models.ManyToManyField(Label, verbose_name=_("labels"), blank=True, related_name="conversations")
    unread = models.PositiveIntegerField(_("unread"), default=0)
    last_message = models.ForeignKey(
        "conversations.Message", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    last_activity_at = models.DateTimeField(_("last activity"), default=timezone.now)
    # Free text may be sent until then (24 hours after the customer's last message).
    window_expires_at = models.DateTimeField(_("window closes"), null=True, blank=True)
    # Since when the customer has been waiting for anybody's answer; null when it is their turn.
    customer_waiting_since = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("created"), default=timezone.now)
    updated_at = models.DateTimeField(_("changed"), default=timezone.now)
    queued_at = models.DateTimeField(_("queued"), null=True, blank=True)
    assigned_at = models.DateTimeField(_("assigned"), null=True, blank=True)
    first_response_at = models.DateTimeField(
        _("first response"), null=True, blank=True, help_text=_("The first answer by a person.")
    )
    # The last answer by a person.
    answered_at = models.DateTimeField(null=True, blank=True, editable=False)
    # What its team has promised (`SlaClock` measures it), while it counts; the soonest; from when on it is in danger.
    first_response_due_at = models.DateTimeField(null=True, blank=True, editable=False)
    next_response_due_at = models.DateTimeField(null=True, blank=True, editable=False)
    resolution_due_at = models.DateTimeField(null=True, blank=True, editable=False)
    sla_due_at = models.DateTimeField(_("due"), null=True, blank=True, editable=False)
    sla_warn_at = models.DateTimeField(null=True, blank=True, editable=False)
    sla_paused_at = models.DateTimeField(null=True, blank=True, editable=False)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    # Set aside by its agent: until then, or without a time until the customer writes, which ends it in any case.
    snoozed_at = models.DateTimeField(_("snoozed"), null=True, blank=True, editable=False)
    snoozed_until = models.DateTimeField(_("snoozed until"), null=True, blank=True, editable=False)
    resolution = models.CharField(_("resolution"), max_length=20, blank=True, default="", choices=Resolution.choices)
    notes = models.TextField(_("closing notes"), blank=True, default="")
    # The advertisement that it began with, in the provider's words; null where there is none.
    referral = models.JSONField(_("advertisement"), null=True, blank=True, editable=False)

    objects = ConversationQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("conversation"), _("conversations")
        constraints = (
            models.UniqueConstraint(
                fields=["customer", "channel"],
                condition=~Q(status="closed"),
                name="conversation_one_open_per_customer",
            ),
            models.CheckConstraint(
                condition=Q(status="closed", closed_at__isnull=False) | (~Q(status="closed") & Q(closed_at=None)),
                name="conversation_closed_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["in_progress", "waiting"]) | Q(assigned_to__isnull=False),
                name="conversation_in_progress_has_agent",
            ),
            models.CheckConstraint(
                condition=~Q(status="queue") | (Q(assigned_to=None) & Q(queued_at__isnull=False)),
                name="conversation_queued_has_no_agent",
            ),
            models.CheckConstraint(
                condition=Q(snoozed_at=None) | Q(status__in=["in_progress", "waiting"]),
                name="conversation_snoozed_is_assigned",
            ),
            models.CheckConstraint(
                condition=Q(snoozed_until=None) | Q(snoozed_at__isnull=False),
                name="conversation_snoozed_until_is_snoozed",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["bot", "queue", "in_progress", "waiting", "closed"]),
                name="conversation_status_known",
            ),
        )
        indexes = (
            # The list of everything, last activity first.
            models.Index(fields=["-last_activity_at", "-id"], name="conversation_activity"),
            # The list by status.
            models.Index(fields=["status", "-last_activity_at", "-id"], name="conversation_status_activity"),
            # "Mine": an agent's open conversations, and how many there are.
            models.Index(
                fields=["assigned_to", "status", "-last_activity_at"],
                condition=~Q(status="closed"),
                name="conversation_mine",
            ),
            # An agent's whole history, last activity first.
            models.Index(fields=["assigned_to", "-last_activity_at", "-id"], name="conversation_agent_activity"),
            # A team's list, last activity first.
            models.Index(fields=["team", "-last_activity_at", "-id"], name="conversation_team_activity"),
            # The queue, in its order.
            models.Index(
                fields=["-priority", "queued_at", "id"], condition=Q(status="queue"), name="conversation_queue"
            ),
            # The list of what is open by how long the customer has been waiting, by the window's end, by priority.
            models.Index(
                fields=["customer_waiting_since", "id"],
                condition=~Q(status="closed") & Q(customer_waiting_since__isnull=False),
                name="conversation_waiting_longest",
            ),
            models.Index(
                fields=["window_expires_at", "id"], condition=~Q(status="closed"), name="conversation_window_end"
            ),
            models.Index(
                fields=["-priority", "-last_activity_at", "-id"],
                condition=~Q(status="closed"),
                name="conversation_most_urgent",
            ),
            # Lists of what is rare among much that is closed: with something unread; of a priority that is not usual.
            models.Index(
                fields=["-last_activity_at", "-id"], condition=Q(unread__gt=0), name="conversation_with_unread"
            ),
            models.Index(
                fields=["priority", "-last_activity_at", "-id"],
                condition=~Q(priority=1),
                name="conversation_unusual",
            ),
            # A customer's conversations, newest first (panel; the latest for a new message).
            models.Index(fields=["customer", "-created_at"], name="conversation_customer"),
            # The bot's sweeper: who waits for an answer by the bot.
            models.Index(
                fields=["customer_waiting_since"],
                condition=Q(status="bot", customer_waiting_since__isnull=False),
                name="conversation_bot_owes",
            ),
            # The list by what is due first, and those of it that are late; those in danger.
            models.Index(
                fields=["sla_due_at", "id"],
                condition=~Q(status="closed") & Q(sla_due_at__isnull=False),
                name="conversation_sla_due",
            ),
            models.Index(
                fields=["sla_warn_at"],
                condition=~Q(status="closed") & Q(sla_warn_at__isnull=False),
                name="conversation_sla_warn",
            ),
            # The sweeper's: which snooze is over.
            models.Index(
                fields=["snoozed_until"], condition=Q(snoozed_until__isnull=False), name="conversation_snooze_due"
            ),
            # Dashboards: opened and closed today.
            models.Index(fields=["created_at"], name="conversation_created"),
            models.Index(fields=["closed_at"], condition=Q(closed_at__isnull=False), name="conversation_closed"),
        )

    def __str__(self) -> str:
        return self.protocol

    @property
    def is_open(self) -> bool:
        return self.status != Status.CLOSED

    @property
    def is_snoozed(self) -> bool:
        return self.snoozed_at is not None

    @property
    def is_response_due(self) -> bool:
        return self.first_response_due_at is not None or self.next_response_due_at is not None

    @property
    def is_window_open(self) -> bool:
        return self.window_expires_at is not None and self.window_expires_at > timezone.now()
