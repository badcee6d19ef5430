"""Writing to the customer: one row, which is at the same time its place in the outbox."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.models import Count, Min, Subquery
from django.db.models.functions import Coalesce
from django.db.transaction import TransactionManagementError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.exceptions import DomainError
from accounts.models import User
from conversations.composed import Composed
from conversations.contents import problems_of
from conversations.events import ConversationChanged, MessageQueued, MessagesRead, publish
from conversations.exceptions import AssignedToOther, ConversationIsClosed, Invalid, Overtaken, WindowClosed
from conversations.models import (
    ASSIGNED_STATUSES,
    AuthorKind,
    Conversation,
    Direction,
    Message,
    MessageStatus,
    MessageType,
    ScheduledMessage,
    Status,
)
from conversations.models.message import MEDIA_TYPES
from conversations.services.assignment import hand_to
from conversations.services.held_rows import check_author, held_rows, keep_failure, keep_sent, put_file
from conversations.services.lookup import check_may_write, locked_conversation
from conversations.services.reacting import queue_reaction

MAX_TEXT, MAX_CAPTION = 4096, 1024
# As `Conversation.objects.locked` has it.
LOCKED = Composed(lambda pk: Conversation.objects.select_for_update(of=("self",)).filter(pk=pk), UUID(int=1))
NEWER = """
SELECT EXISTS (
    SELECT 1 FROM conversations_message WHERE conversation_id = %s AND direction = %s AND id > %s
)
"""


@dataclass(frozen=True, slots=True)
class Draft:
    """What is to be sent."""

    type: MessageType = MessageType.TEXT
    content: str = ""
    media: dict[str, Any] | None = None
    payload: dict[str, Any] = field(default_factory=dict)
    reply_to_id: int | None = None
    client_id: str | None = None
    forwarded_of_id: int | None = None


def send_message(conversation_id: UUID, *, draft: Draft, by: User, takes: bool = True) -> Message:
    """Queue a message of an agent, a supervisor or a bot agent.

    A person who answers a conversation that nobody has takes it by that, unless `takes` is false. With a
    `client_id` that this author used before, the message of that time is returned and nothing is sent.
    """
    with transaction.atomic():
        conversation = locked_conversation(conversation_id, by)
        check_may_write(conversation, by)
        if earlier := earlier_message(draft, by):
            return earlier
        return send_locked(conversation, draft=draft, by=by, takes=takes)


def send_locked(conversation: Conversation, *, draft: Draft, by: User, takes: bool = True) -> Message:
    """As `send_message`, in a conversation that is locked and in which they may write."""
    check_draft(conversation, draft)
    if draft.type == MessageType.REACTION:
        check_seat(conversation, by, takes=False)
        return queue_reaction(conversation, draft.payload["reaction"], by=by, client_id=draft.client_id)
    events = check_seat(conversation, by, takes=takes)
    release_held(conversation, of=by)
    return queue_message(conversation, draft=draft, author=by, events=events)


def release_held(*conversations: Conversation, of: User | None = None, upto: int | None = None) -> None:
    """What is held for its author's undoing goes out, in the order in which it was sent: before whatever comes after
    it. The conversations are locked. What may not go out any more fails by itself."""
    locked = {conversation.pk: conversation for conversation in conversations}
    for row in held_rows(conversations, of=of, upto=upto):
        try:
            with transaction.atomic():
                _release(row, locked[row.conversation_id])
        except (DomainError, IntegrityError) as error:
            keep_failure(row, getattr(error, "code", "error"), str(error))


def _release(row: ScheduledMessage, conversation: Conversation) -> None:
    """Who may write there was asked when it was sent; whether WhatsApp still takes it is asked now."""
    check_author(row)
    draft = draft_of(row, client_id=row.client_id)
    check_draft(conversation, draft)
    message = queue_message(conversation, draft=draft, author=row.author, pressed_at=row.created_at)
    put_file(row, message)
    keep_sent(row, message)


def draft_of(row: ScheduledMessage, *, client_id: str | None = None) -> Draft:
    return Draft(
        type=MessageType(row.type),
        content=row.content,
        media=row.media,
        reply_to_id=row.reply_to_id,
        client_id=client_id or f"scheduled-{row.pk}",
    )


def send_bot_answer(conversation_id: UUID, *, drafts: Sequence[Draft], answers: int) -> list[Message]:
    """Queue the built-in bot's answer to the message with id `answers` and those before it.

    Raises Overtaken when the customer wrote again or somebody else sits in the bot's seat: the draft is dropped.
    """
    with transaction.atomic():
        conversation = locked_bot_seat(conversation_id, answers=answers)
        for draft in drafts:
            check_draft(conversation, draft)
        return [queue_message(conversation, draft=draft, author=None) for draft in drafts]


def locked_bot_seat(conversation_id: UUID, *, answers: int) -> Conversation:
    """The conversation, locked, if it is still the built-in bot's turn. Raises Overtaken."""
    if not connection.in_atomic_block:
        raise TransactionManagementError("a lock without a transaction holds nobody")
    conversation = LOCKED.first(conversation_id)
    if conversation is None:
        raise Conversation.DoesNotExist
    if conversation.status != Status.BOT or conversation.assigned_to_id is not None:
        raise Overtaken
    # A statement of its own, after the lock: it sees what was written while this waited for it.
    with connection.cursor() as cursor:
        cursor.execute(NEWER, [conversation_id, str(Direction.INCOMING), answers])
        (is_overtaken,) = cursor.fetchone() or (True,)
    if is_overtaken:
        raise Overtaken
    return conversation


def queue_message(
    conversation: Conversation,
    *,
    draft: Draft,
    author: User | None,
    events: Sequence[object] = (),
    is_answer: bool = True,
    pressed_at: datetime | None = None,
) -> Message:
    """Insert the row and bring the card up to date. The conversation is locked; null author is the built-in bot.
    After what is no answer the customer goes on waiting, and what they wrote stays unread. What was sent at
    `pressed_at` and held since answers what had come by then."""
    kind = AuthorKind.BOT if author is None or author.is_bot else AuthorKind.AGENT
    now = timezone.now()
    message = Message.objects.create(
        conversation=conversation,
        direction=Direction.OUTGOING,
        type=draft.type,
        content=draft.content,
        media=draft.media,
        payload=draft.payload,
        author_kind=kind,
        author=author,
        status=MessageStatus.QUEUED,
        reply_to_id=draft.reply_to_id,
        forwarded_of_id=draft.forwarded_of_id,
        client_id=draft.client_id or None,
        created_at=now,
    )
    conversation.last_message, conversation.last_activity_at, conversation.updated_at = message, now, now
    was_unread = conversation.unread and kind == AuthorKind.AGENT
    if is_answer:
        waiting, unread = _written_since(conversation, pressed_at) if pressed_at else (None, 0)
        conversation.customer_waiting_since, conversation.unread = waiting, unread
    if kind == AuthorKind.AGENT:
        answered_at = pressed_at or now
        conversation.answered_at = max(conversation.answered_at or answered_at, answered_at)
        conversation.first_response_at = conversation.first_response_at or answered_at
    conversation.save(
        update_fields=[
            "answered_at",
            "last_message",
            "last_activity_at",
            "updated_at",
            "customer_waiting_since",
            "unread",
            "first_response_at",
        ]
    )
    publish(
        *events,
        *([MessagesRead(conversation_id=conversation.pk)] if was_unread and not conversation.unread else []),
        MessageQueued(message_id=message.pk, conversation_id=conversation.pk),
        ConversationChanged(conversation_id=conversation.pk),
    )
    return message


def _written_since(conversation: Conversation, at: datetime) -> tuple[datetime | None, int]:
    """Since when the customer waits for an answer to what came after `at`, and how much of it is unread. What
    somebody has answered or read meanwhile stays so. It waits since it came here: written before `at` by WhatsApp's
    clock, it would be owed no answer."""
    waiting, unread = conversation.customer_waiting_since, conversation.unread
    if not (waiting or unread):
        return None, 0
    # From the newest back to the last that came before: the rest of a long conversation is not read.
    before = conversation.messages.filter(stored_at__lte=at).order_by("-pk").values("pk")[:1]
    later = conversation.messages.filter(pk__gt=Coalesce(Subquery(before), 0), author_kind=AuthorKind.CUSTOMER)
    found = later.aggregate(count=Count("pk"), first=Min("stored_at"))
    since = max(waiting, found["first"]) if waiting and found["first"] else None
    return since, min(unread, found["count"])


def earlier_message(draft: Draft, by: User) -> Message | None:
    """What this author sent before under the same id of theirs."""
    if not draft.client_id:
        return None
    return Message.objects.filter(author=by, client_id=draft.client_id).first()


def check_draft(conversation: Conversation, draft: Draft) -> None:
    """What would be refused now. Raises ConversationIsClosed, Invalid or WindowClosed."""
    if not conversation.is_open:
        raise ConversationIsClosed
    if draft.type == MessageType.TEXT and not draft.content.strip():
        raise Invalid(_("Write something."), code="blank", attr="content")
    longest = MAX_CAPTION if draft.type in MEDIA_TYPES else MAX_TEXT
    if len(draft.content) > longest:
        raise Invalid(_("At most %(max)d characters.") % {"max": longest}, code="max_length", attr="content")
    if draft.reply_to_id and not conversation.messages.filter(pk=draft.reply_to_id).exists():
        raise Invalid(_("No such message in this conversation."), code="does_not_exist", attr="reply_to")
    for problem in problems_of(draft.type, draft.payload.get(draft.type)):
        raise Invalid(problem.detail, code=problem.code, attr=problem.attr)
    if draft.type != MessageType.TEMPLATE and not conversation.is_window_open:
        raise WindowClosed


def check_seat(conversation: Conversation, by: User, *, takes: bool) -> Sequence[object]:
    """Who may write now; a conversation that nobody has is taken. Returns what to publish for that."""
    is_other = conversation.assigned_to_id not in (None, by.pk)
    if conversation.status in ASSIGNED_STATUSES and is_other and not by.is_steering and not by.is_bot:
        raise AssignedToOther
    if conversation.status in (Status.BOT, Status.QUEUE) and not by.is_bot and takes:
        return hand_to(conversation, agent=by, by=by)
    return ()
