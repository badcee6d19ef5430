"""Notes, labels, priority, and what has been read."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from conversations.events import ConversationChanged, MessagesRead, NoteAdded, publish
from conversations.exceptions import AssignedToOther, ConversationIsClosed
from conversations.models import Conversation, Label, Priority, TimelineEntry, TimelineKind
from conversations.services.lookup import check_may_write, locked_conversation
from conversations.services.mentions import record_mentions


def add_note(conversation_id: UUID, *, by: User, text: str, client_id: str | None = None) -> TimelineEntry:
    """A private note. It is no message, so it cannot reach the customer. With a `client_id` that its author used
    before in this conversation, the note of that time."""
    with transaction.atomic():
        conversation = locked_conversation(conversation_id, by)
        check_may_write(conversation, by)
        notes = conversation.timeline.filter(kind=TimelineKind.NOTE, actor=by)
        earlier = notes.filter(data__client_id=client_id).first() if client_id else None
        if earlier:
            return earlier
        entry = TimelineEntry.objects.create(
            conversation=conversation,
            kind=TimelineKind.NOTE,
            actor=by,
            text=text,
            data={"client_id": client_id} if client_id else {},
        )
        record_mentions(entry, conversation, by)
        publish(NoteAdded(entry_id=entry.pk, conversation_id=conversation.pk))
        return entry


def set_labels(conversation_id: UUID, *, by: User, labels: Iterable[Label]) -> Conversation:
    with transaction.atomic():
        conversation = locked_conversation(conversation_id, by)
        labels = list(labels)
        before = set(conversation.labels.values_list("name", flat=True))
        after = {label.name for label in labels}
        if before != after:
            conversation.labels.set(labels)
            _note_change(
                conversation, TimelineKind.LABELS, by, added=sorted(after - before), removed=sorted(before - after)
            )
        return conversation


def set_priority(conversation_id: UUID, *, by: User, priority: Priority) -> Conversation:
    with transaction.atomic():
        conversation = locked_conversation(conversation_id, by)
        if conversation.priority != priority:
            conversation.priority = priority
            conversation.save(update_fields=["priority"])
            _note_change(conversation, TimelineKind.PRIORITY, by, priority=priority.name.lower())
        return conversation


def mark_read(conversation_id: UUID, *, by: User) -> Conversation:
    """Nothing is unread any more: by whoever has it, or by anybody while nobody has it."""
    with transaction.atomic():
        conversation = locked_conversation(conversation_id, by)
        if conversation.unread and conversation.assigned_to_id in (None, by.pk):
            conversation.unread = 0
            conversation.save(update_fields=["unread"])
            publish(
                MessagesRead(conversation_id=conversation.pk), ConversationChanged(conversation_id=conversation.pk)
            )
        return conversation


def mark_unread(conversation_id: UUID, *, by: User) -> Conversation:
    """To come back to it: by whoever has it, or by anybody while nobody has it. Raises AssignedToOther and
    ConversationIsClosed."""
    with transaction.atomic():
        conversation = locked_conversation(conversation_id, by)
        if conversation.assigned_to_id not in (None, by.pk):
            raise AssignedToOther
        if not conversation.is_open:
            raise ConversationIsClosed
        if not conversation.unread:
            conversation.unread = 1
            conversation.save(update_fields=["unread"])
            publish(ConversationChanged(conversation_id=conversation.pk))
        return conversation


def tell_read_by_bot(conversation_id: UUID, *, is_answering: bool) -> None:
    """The bot has read it, and perhaps writes. Leaves nothing behind: a sign for the customer, no fact."""
    publish(MessagesRead(conversation_id=conversation_id, is_answering=is_answering))


def _note_change(conversation: Conversation, kind: TimelineKind, by: User, **data: object) -> None:
    conversation.updated_at = timezone.now()
    conversation.save(update_fields=["updated_at"])
    TimelineEntry.objects.create(conversation=conversation, kind=kind, actor=by, data=data)
    publish(ConversationChanged(conversation_id=conversation.pk))
