"""A conversation's record: all that was said, in order, to be printed or kept as a PDF file.

The customer's copy has what passed between them and the company. The company's own also has who wrote it, the notes
and what happened in between.
"""

from dataclasses import dataclass
from itertools import chain

from django.utils.translation import gettext as _

from conversations.models import AuthorKind, Conversation, Message, MessageStatus, MessageType, TimelineEntry
from dashboard.thread import Item

# More would be no paper that anybody reads.
MOST = 3000


@dataclass(frozen=True, slots=True)
class Record:
    items: list[Item]
    is_inside: bool
    is_cut: bool


def record_of(conversation: Conversation, *, is_inside: bool) -> Record:
    """The last so many messages, in two statements at most."""
    shown = Message.objects.exclude(type=MessageType.REACTION).filter(conversation=conversation)
    if not is_inside:
        # What never reached the customer is not theirs.
        shown = shown.exclude(status=MessageStatus.FAILED)
    found = list(shown.select_related("author").order_by("-created_at", "-pk")[: MOST + 1])
    messages, is_cut = found[:MOST], len(found) > MOST
    for message in messages:
        message.conversation = conversation
    entries = TimelineEntry.objects.none()
    if is_inside:
        entries = TimelineEntry.objects.filter(conversation=conversation).select_related("actor")
        if is_cut:
            entries = entries.filter(created_at__gte=messages[-1].created_at)
    items = chain(
        (Item(id=row.pk, at=row.created_at, message=row) for row in messages),
        (Item(id=row.pk, at=row.created_at, entry=row) for row in entries),
    )
    return Record(sorted(items, key=lambda item: (item.at, item.id)), is_inside, is_cut)


def writer_of(message: Message, *, is_inside: bool) -> str:
    """Names of colleagues are not for the customer's copy."""
    if message.author_kind == AuthorKind.CUSTOMER:
        return message.conversation.customer.name or _("Customer")
    if message.author_kind == AuthorKind.AGENT and is_inside and message.author:
        return message.author.name
    return str(AuthorKind(message.author_kind).label)
