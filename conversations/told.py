"""The rows that WebSocket events tell of, read for every message and every change: with what is told, and no more."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet, prefetch_related_objects

from accounts.models import Team, User
from conversations.columns import all_but
from conversations.composed import Composed
from conversations.models import Channel, Conversation, Customer, Label, Message

CUSTOMER = frozenset({"id", "name", "phone", "plan", "since"})
NAMED = frozenset({"id", "name"})
# Of a message's conversation and customer, what is not told of them.
BESIDE_MESSAGE = [
    *all_but(Conversation, "conversation", frozenset({"id", "customer", "assigned_to", "team", "status"})),
    *all_but(Customer, "conversation__customer", CUSTOMER),
]
BESIDE_CARD = [
    *all_but(Customer, "customer", CUSTOMER),
    *all_but(Channel, "channel", frozenset({"id", "kind"})),
    *all_but(User, "assigned_to", NAMED),
    *all_but(Team, "team", NAMED),
    *all_but(User, "last_message__author", NAMED),
]


def _composed_messages(ids: Collection[int]) -> QuerySet[Message]:
    rows = Message.objects.select_related("conversation__customer", "author").defer(*BESIDE_MESSAGE)
    return rows.filter(pk__any_of=ids).order_by("pk")


def _composed_cards(ids: Collection[UUID]) -> QuerySet[Conversation]:
    rows = Conversation.objects.select_related("customer", "channel", "assigned_to", "team", "last_message__author")
    return rows.defer(*BESIDE_CARD).annotate(is_labelled=are_labelled()).filter(pk__any_of=ids)


MESSAGES = Composed(_composed_messages, [-1])
CARDS = Composed(_composed_cards, [UUID(int=1)])


def told_messages(ids: Collection[int]) -> list[Message]:
    return MESSAGES(list(ids))


def told_cards(ids: Collection[UUID]) -> list[Conversation]:
    """As `with_card` has them."""
    return with_labels(CARDS(list(ids)))


def are_labelled() -> Exists:
    return Exists(Conversation.labels.through.objects.filter(conversation=OuterRef("pk")))


def with_labels(rows: list[Conversation]) -> list[Conversation]:
    """Annotated with `is_labelled`. Most have no label: then none is asked for."""
    labelled = [row for row in rows if row.is_labelled]  # type: ignore[attr-defined]
    none = Label.objects.none()
    none._result_cache = []  # even of nothing Django would compose a statement
    for row in rows:
        row._prefetched_objects_cache = {} if row.is_labelled else {"labels": none}  # type: ignore[attr-defined]
    prefetch_related_objects(labelled, "labels")
    return rows
