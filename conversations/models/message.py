"""A message that came from or goes to the customer. An outgoing row is at the same time its place in the outbox."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from conversations.models.conversation import Conversation


class Direction(models.TextChoices):
    INCOMING = "incoming", _("Incoming")
    OUTGOING = "outgoing", _("Outgoing")


class MessageType(models.TextChoices):
    TEXT = "text", _("Text")
    IMAGE = "image", _("Image")
    VIDEO = "video", _("Video")
    AUDIO = "audio", _("Audio")
    DOCUMENT = "document", _("Document")
    STICKER = "sticker", _("Sticker")
    LOCATION = "location", _("Location")
    CONTACTS = "contacts", _("Contacts")
    INTERACTIVE = "interactive", _("Buttons or list")
    BUTTON = "button", _("Button")
    TEMPLATE = "template", _("Template")
    REACTION = "reaction", _("Reaction")
    ORDER = "order", _("Order")
    SYSTEM = "system", _("System")
    UNSUPPORTED = "unsupported", _("Unsupported")


MEDIA_TYPES = (MessageType.IMAGE, MessageType.VIDEO, MessageType.AUDIO, MessageType.DOCUMENT, MessageType.STICKER)


class AuthorKind(models.TextChoices):
    CUSTOMER = "customer", _("Customer")
    AGENT = "agent", _("Agent")
    BOT = "bot", _("Bot")
    SYSTEM = "system", _("System")


class MessageStatus(models.TextChoices):
    RECEIVED = "received", _("Received")
    QUEUED = "queued", _("Queued")
    SENDING = "sending", _("Sending")
    UNCONFIRMED = "unconfirmed", _("Unconfirmed")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Failed")
    DELIVERED = "delivered", _("Delivered")
    READ = "read", _("Read")


# What still stands in the conversation's line: nothing behind it may be sent.
OUTBOX_STATUSES = (MessageStatus.QUEUED, MessageStatus.SENDING, MessageStatus.UNCONFIRMED)

# A status only rises. A message that was reported failed but then delivered or read was delivered.
STATUS_RANK = {
    MessageStatus.QUEUED: 0,
    MessageStatus.SENDING: 1,
    MessageStatus.UNCONFIRMED: 2,
    MessageStatus.SENT: 3,
    MessageStatus.FAILED: 4,
    MessageStatus.DELIVERED: 5,
    MessageStatus.READ: 6,
}


class Message(models.Model):
    # Messages and timeline entries take their ids from one sequence (migration 0003): one number line per thread.
    id = models.BigAutoField(primary_key=True)
    conversation = models.ForeignKey(
        Conversation, verbose_name=_("conversation"), on_delete=models.PROTECT, related_name="messages"
    )
    direction = models.CharField(_("direction"), max_length=8, choices=Direction.choices)
    type = models.CharField(_("type"), max_length=16, choices=MessageType.choices, default=MessageType.TEXT)
    content = models.TextField(_("content"), blank=True, default="", help_text=_("The text, or the caption."))
    # What the type has beside a text: template name and components, place, contacts, buttons; for unknown types raw.
    payload = models.JSONField(_("payload"), default=dict, blank=True)
    # id (the provider's), url, mime_type, sha256, filename, size, is_voice, attachment_id; null where there is none.
    media = models.JSONField(_("media"), null=True, blank=True)
    author_kind = models.CharField(_("author"), max_length=8, choices=AuthorKind.choices)
    author = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(_("status"), max_length=12, choices=MessageStatus.choices)
    error = models.JSONField(_("error"), null=True, blank=True)  # {"code", "detail"}
    external_id = models.CharField(  # noqa: DJ001  null is "not yet known", and only known ids are unique
        _("provider's id"), max_length=200, null=True, blank=True, editable=False
    )
    # The sender's own id for this message: the same one twice is one message.
    client_id = models.CharField(max_length=100, null=True, blank=True, editable=False)  # noqa: DJ001
    reply_to = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    # What it answers by the provider's id, as long as that message has not come; then `reply_to` says it.
    reply_to_external_id = models.CharField(max_length=200, null=True, blank=True, editable=False)  # noqa: DJ001
    # The first of those that it was forwarded from, always: when that is erased, so is this.
    forwarded_of = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False, editable=False
    )
    created_at = models.DateTimeField(_("written"), default=timezone.now)
    stored_at = models.DateTimeField(_("stored"), default=timezone.now, editable=False)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    delivered_at = models.DateTimeField(_("delivered"), null=True, blank=True)
    read_at = models.DateTimeField(_("read"), null=True, blank=True)
    played_at = models.DateTimeField(_("played"), null=True, blank=True)
    # What became of it later (see MessageChange). `versions` are the earlier ones, oldest first: only supervisors
    # see what the customer deleted. An entry of `reactions` without an emoji is one that was taken back.
    edited_at = models.DateTimeField(_("edited"), null=True, blank=True)
    deleted_at = models.DateTimeField(_("deleted"), null=True, blank=True)
    versions = models.JSONField(
        _("earlier versions"), null=True, blank=True
    )  # [{"content", "payload", "media", "at"}]
    reactions = models.JSONField(_("reactions"), null=True, blank=True)  # [{"by", "author", "emoji", "at"}]
    # What it cost, in the provider's words: billable, pricing_model, type, category.
    pricing = models.JSONField(_("pricing"), null=True, blank=True)
    # The outbox: how often it was tried, when it may be tried (again), and when a worker claimed it.
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    next_attempt_at = models.DateTimeField(null=True, blank=True, editable=False)
    claimed_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name, verbose_name_plural = _("message"), _("messages")
        constraints = (
            models.UniqueConstraint(fields=["external_id"], name="message_external_id_once"),
            models.UniqueConstraint(fields=["author", "client_id"], name="message_client_id_once"),
            models.CheckConstraint(
                condition=Q(direction="incoming", status="received")
                | (Q(direction="outgoing") & ~Q(status="received")),
                name="message_status_fits_direction",
            ),
        )
        indexes = (
            # The thread, by time; and what came before or after a message.
            models.Index(fields=["conversation", "-created_at", "-id"], name="message_thread"),
            models.Index(fields=["conversation", "id"], name="message_catch_up"),
            # The outbox: the head of a conversation's line.
            models.Index(
                fields=["conversation", "id"],
                condition=Q(direction="outgoing", status__in=["queued", "sending", "unconfirmed"]),
                name="message_outbox",
            ),
            # The outbox's sweeper: what is due, what was left behind.
            models.Index(
                fields=["status", "next_attempt_at"],
                condition=Q(direction="outgoing", status__in=["queued", "sending", "unconfirmed"]),
                name="message_outbox_due",
            ),
            # The thread's quotes: when a message comes, the answers to it that came before; empty but for those.
            models.Index(
                fields=["reply_to_external_id"],
                condition=Q(reply_to_external_id__isnull=False),
                name="message_waits_for_quoted",
            ),
            # The erasing of a customer: where their words were forwarded to; empty but for those.
            models.Index(
                fields=["forwarded_of"], condition=Q(forwarded_of__isnull=False), name="message_forwarded_of"
            ),
            # The sweeper's: of these the young ones, for those that stay for ever grow old.
            models.Index(
                fields=["stored_at"], condition=Q(reply_to_external_id__isnull=False), name="message_quotes_unknown"
            ),
            # Search in texts.
            GinIndex(SearchVector("content", config="helpdesk_pt"), name="message_search"),
        )

    def __str__(self) -> str:
        return f"{self.direction} {self.pk}"
