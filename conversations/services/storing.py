"""Inserting what came from outside: each message once, with the message that it answers."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol, TypeVar

from conversations.models import AuthorKind, Conversation, Direction, Message, MessageStatus, MessageType
from conversations.services.files import insert_with_files
from conversations.services.quotes import link_answers


class Item(Protocol):
    @property
    def external_id(self) -> str: ...
    @property
    def written_at(self) -> datetime: ...
    @property
    def type(self) -> MessageType: ...
    @property
    def content(self) -> str: ...
    @property
    def payload(self) -> dict[str, Any]: ...
    @property
    def media(self) -> dict[str, Any] | None: ...
    @property
    def reply_to_external_id(self) -> str: ...


I = TypeVar("I", bound=Item)  # noqa: E741


def fresh(items: Iterable[I]) -> list[I]:
    """In the order of their time, each once, without what is stored already."""
    once = {item.external_id: item for item in sorted(items, key=lambda item: item.written_at, reverse=True)}
    stored = set(Message.objects.filter(external_id__any_of=once).values_list("external_id", flat=True))
    return sorted((i for key, i in once.items() if key not in stored), key=lambda item: item.written_at)


def store(
    pairs: Sequence[tuple[Conversation, Item]],
    *,
    direction: Direction,
    author_kind: AuthorKind,
    status: MessageStatus,
) -> list[Message]:
    """Insert them into their conversations, whose rows are locked."""
    quoted = {item.reply_to_external_id for _, item in pairs} - {""}
    known = dict(Message.objects.filter(external_id__any_of=quoted).values_list("external_id", "pk")) if quoted else {}
    messages = insert_with_files(
        [
            Message(
                conversation=conversation,
                direction=direction,
                type=item.type,
                content=item.content,
                payload=item.payload,
                media=item.media,
                author_kind=author_kind,
                status=status,
                external_id=item.external_id,
                reply_to_id=known.get(item.reply_to_external_id),
                reply_to_external_id=_unknown(item.reply_to_external_id, known),
                created_at=item.written_at,
                sent_at=item.written_at if direction == Direction.OUTGOING else None,
            )
            for conversation, item in pairs
        ]
    )
    link_answers(messages)
    return messages


def _unknown(quoted: str, known: Mapping[str | None, int]) -> str | None:
    """What is to be looked for when it comes."""
    return quoted[:200] if quoted and quoted not in known else None
