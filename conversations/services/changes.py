"""Reactions, edits and revokes: each belongs to an earlier message, is no message of its own, wakes nobody and opens
no conversation. Applied as sets, in any order: of two reactions of one person the newer counts, a revoke is final,
and what comes before its message waits for it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from conversations.events import ConversationChanged, MessageChanged, publish
from conversations.models import ChangeKind, Channel, Direction, Message, MessageChange
from conversations.services.files import expected_files, lacks_file, store_expected
from conversations.services.identities import Sender, locked_known_customers
from conversations.services.opening import latest_conversations

WINDOW = timedelta(hours=24)
# How long the sweeper looks for messages of ours whose id was not known yet when somebody reacted.
SETTLED_WITHIN, SETTLED_AT_ONCE = timedelta(hours=6), 500
RESULT = ["type", "content", "payload", "media", "edited_at", "deleted_at", "versions", "reactions"]


@dataclass(frozen=True, slots=True)
class IncomingChange:
    """`direction`: incoming by the customer, outgoing by the business on its own phone."""

    external_id: str
    kind: ChangeKind
    direction: Direction
    sender: Sender
    target_external_id: str
    at: datetime
    data: dict[str, Any] = field(default_factory=dict)
    author_key: str = ""


def record_changes(channel: Channel, changes: Sequence[IncomingChange]) -> int:
    """Keep each once, and apply those whose message is known. Returns how many were new. Safe to repeat."""
    with transaction.atomic():
        stored = _fresh(changes)
        if not stored:
            return 0
        _open_windows(channel, [change for change in changes if change.external_id in stored])
        rows = MessageChange.objects.bulk_create(list(stored.values()), ignore_conflicts=True)
        _apply(_waiting({row.target_external_id for row in rows}))
        return len(rows)


def apply_waiting(messages: Iterable[Message]) -> None:
    """Messages that have just been stored, and what came before them. One question where nothing did."""
    waiting = _waiting({message.external_id for message in messages if message.external_id})
    if waiting:
        _apply(waiting)


def settle_changes() -> int:
    """For the sweeper: changes of messages whose id is known by now. Returns how many."""
    since = timezone.now() - SETTLED_WITHIN
    waiting = MessageChange.objects.filter(message=None, stored_at__gt=since)
    known = Message.objects.filter(external_id__in=waiting.values("target_external_id")).values("external_id")
    targets = {row["external_id"] for row in known[:SETTLED_AT_ONCE] if row["external_id"]}
    if not targets:
        return 0
    with transaction.atomic():
        found = _waiting(targets)
        _apply(found)
    return len(found)


def _fresh(changes: Iterable[IncomingChange]) -> dict[str, MessageChange]:
    rows = {change.external_id: _row(change) for change in changes}
    known = MessageChange.objects.filter(external_id__in=rows).values_list("external_id", flat=True)
    for external_id in list(known):
        del rows[external_id]
    return rows


def _row(change: IncomingChange) -> MessageChange:
    return MessageChange(
        external_id=change.external_id,
        kind=change.kind,
        direction=change.direction,
        author_key=change.author_key,
        target_external_id=change.target_external_id,
        data=change.data,
        at=change.at,
    )


def _waiting(targets: set[str]) -> list[MessageChange]:
    """Locked, so that none is applied twice."""
    rows = MessageChange.objects.select_for_update().filter(message=None, target_external_id__any_of=targets)
    return list(rows.order_by("at", "pk"))


def _apply(changes: Sequence[MessageChange]) -> None:
    """In the order of their time. Whoever changes a message holds its row, and looks at it after it has it."""
    targets = {change.target_external_id for change in changes}
    rows = Message.objects.select_for_update().filter(external_id__in=targets).order_by("pk")
    messages = {message.external_id: message for message in rows}
    groups: dict[str, list[MessageChange]] = defaultdict(list)
    for change in changes:
        if change.target_external_id in messages:
            change.message = messages[change.target_external_id]
            groups[change.target_external_id].append(change)
    changed = [messages[key] for key, group in groups.items() if _change(messages[key], group)]
    if changed:
        files = expected_files(message for message in changed if lacks_file(message))
        Message.objects.bulk_update(changed, RESULT)
        store_expected(files)
    applied = [change for group in groups.values() for change in group]
    if applied:
        MessageChange.objects.bulk_update(applied, ["message"])
    publish(*[MessageChanged(message_id=row.pk, conversation_id=row.conversation_id) for row in changed])


def _change(message: Message, changes: Iterable[MessageChange]) -> bool:
    """True when any of them made a difference."""
    differences = [DOES[ChangeKind(change.kind)](message, change) for change in changes]
    return any(differences)


def _react(message: Message, change: MessageChange) -> bool:
    """One per person. A reaction taken back stays as an empty one, so that an older one that comes late does not
    bring it back."""
    others, mine = [], None
    for reaction in message.reactions or []:
        if (reaction["by"], reaction["author"]) == (change.direction, change.author_key):
            mine = reaction
        else:
            others.append(reaction)
    if mine is not None and _at(mine) > change.at:
        return False
    new = {
        "by": change.direction,
        "author": change.author_key,
        "emoji": change.data.get("emoji", ""),
        "at": change.at.isoformat(),
    }
    message.reactions = [*others, new]
    return True


def _at(reaction: dict[str, Any]) -> datetime:
    at = parse_datetime(reaction["at"])
    assert at is not None
    return at


def _edit(message: Message, change: MessageChange) -> bool:
    """The words of a text or a caption; and the file, where another one comes along."""
    is_older = message.edited_at is not None and message.edited_at > change.at
    if message.direction != change.direction or message.deleted_at is not None or is_older:
        return False
    _keep_version(message)
    message.content, message.edited_at = str(change.data.get("content", "")), change.at
    if _is_other(change.data.get("media"), message.media or {}):
        message.type, message.media = change.data["type"], change.data["media"]
    return True


def _is_other(new: dict[str, Any] | None, old: dict[str, Any]) -> bool:
    """An edited caption names its file, too; the same file may go under another id."""
    if not new or new["id"] == old.get("id"):
        return False
    return not new.get("sha256") or new["sha256"] != old.get("sha256")


def _revoke(message: Message, change: MessageChange) -> bool:
    """Its content leaves the message, so that neither search nor bot nor any client shows it again."""
    if message.direction != change.direction or message.deleted_at is not None:
        return False
    _keep_version(message)
    message.content, message.payload, message.media, message.deleted_at = "", {}, None, change.at
    return True


def _keep_version(message: Message) -> None:
    written = message.edited_at or message.created_at
    version = {
        "content": message.content,
        "payload": message.payload,
        "media": message.media,
        "at": written.isoformat(),
    }
    message.versions = [*(message.versions or []), version]


DOES = {ChangeKind.REACTION: _react, ChangeKind.EDIT: _edit, ChangeKind.REVOKE: _revoke}

OPEN_WINDOW = """
UPDATE conversations_conversation AS c SET window_expires_at = GREATEST(c.window_expires_at, v.expires)
FROM unnest(%s::uuid[], %s::timestamptz[]) AS v(id, expires) WHERE c.id = v.id
"""


def _open_windows(channel: Channel, changes: Iterable[IncomingChange]) -> None:
    """Whoever reacts has done something: WhatsApp's 24 hours begin anew, in the conversation that there is."""
    newest: dict[Sender, datetime] = {}
    for change in changes:
        if change.kind == ChangeKind.REACTION and change.direction == Direction.INCOMING:
            newest[change.sender] = max(change.at, newest.get(change.sender, change.at))
    if not newest:
        return
    found = locked_known_customers(list(newest))
    until = {found[sender].pk: at + WINDOW for sender, at in newest.items() if sender in found}
    rows = latest_conversations(channel, found.values()).values()
    with connection.cursor() as cursor:
        cursor.execute(OPEN_WINDOW, [[row.pk for row in rows], [until[row.customer_id] for row in rows]])
    publish(*[ConversationChanged(conversation_id=row.pk) for row in rows])
