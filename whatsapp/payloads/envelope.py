"""The envelope: every entry, every change, every message and every status of a webhook."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson

from conversations.services.identity_changes import IdentityChange
from conversations.services.receiving import Inbound
from conversations.services.statuses import StatusUpdate
from whatsapp.payloads.account import READERS, Fact, parse_account, parse_troubles
from whatsapp.payloads.messages import parse_echo, parse_message
from whatsapp.payloads.people import parse_user_id_update
from whatsapp.payloads.statuses import parse_status
from whatsapp.payloads.values import Malformed, identifier, items, mapping, moment, text, texts_cleaned

LONGEST_NUMBER_ID = 32
# What is to be subscribed to; the second are not offered to every app.
FIELDS, SOME_FIELDS = ("messages", *READERS), ("smb_message_echoes", "user_id_update")


@dataclass(slots=True)
class Parsed:
    """What one webhook says. `problems` are parts that made no sense; the others count all the same."""

    messages: list[tuple[str, Inbound]] = field(default_factory=list)  # with the phone number id
    identities: list[IdentityChange] = field(default_factory=list)
    statuses: list[StatusUpdate] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)  # of our account
    notes: list[str] = field(default_factory=list)  # fields that are kept and not applied
    addresses: dict[str, tuple[str, str]] = field(default_factory=dict)  # number id → account id, number
    problems: list[str] = field(default_factory=list)

    def parts(self) -> Iterator["Parsed"]:
        """Each thing that it says by itself."""
        yield from (Parsed(identities=[change]) for change in self.identities)
        yield from (Parsed(messages=[message], addresses=self.addresses) for message in self.messages)
        yield from (Parsed(statuses=[status]) for status in self.statuses)
        yield from (Parsed(facts=[fact]) for fact in self.facts)


def parse(body: bytes, received_at: datetime) -> Parsed:
    """Raises Malformed when the body is no webhook at all."""
    root = load(body)
    if not isinstance(root, dict) or not isinstance(root.get("entry"), list):
        raise Malformed("no entry")
    parsed = Parsed()
    for entry, change in _changes(root):
        _collect(parsed, lambda e=entry, c=change: _apply(parsed, e, c, received_at))  # type: ignore[misc]
    return parsed


def load(body: bytes) -> Any:
    """Lenient where PostgreSQL is strict: no NUL characters, no lone surrogates."""
    try:
        root = orjson.loads(body)
    except orjson.JSONDecodeError:
        try:
            root = json.loads(body.decode("utf-8", "replace"), parse_constant=lambda _: None)
        except (ValueError, RecursionError) as error:
            raise Malformed("not JSON") from error
        return texts_cleaned(root)
    return texts_cleaned(root) if b"\\u0000" in body else root


def _changes(root: dict[str, Any]) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    for entry in items(root, "entry"):
        for change in items(entry, "changes"):
            yield entry, change


def _apply(parsed: Parsed, entry: dict[str, Any], change: dict[str, Any], received_at: datetime) -> None:
    value, account_id = mapping(change, "value"), text(entry, "id")
    name = text(change, "field", 60)
    if name == "messages":
        _messages(parsed, account_id, value, received_at)
    elif name == "smb_message_echoes":
        _people_wrote(parsed, account_id, value, "message_echoes", parse_echo, received_at)
    elif name == "user_id_update":
        for raw in items(value, "user_id_update"):
            _collect(parsed, lambda r=raw: parsed.identities.append(parse_user_id_update(r, received_at)))  # type: ignore[misc]
    else:
        _account(parsed, name, account_id, value, moment(entry, "time", received_at))


def _account(parsed: Parsed, name: str, account_id: str, value: dict[str, Any], at: datetime) -> None:
    facts = parse_account(name, account_id, value, at)
    if facts is None:
        parsed.notes.append(name or "?")
        return
    for fact in facts:
        parsed.facts.append(fact)  # one by one: what comes before a part that makes no sense counts


def _messages(parsed: Parsed, account_id: str, value: dict[str, Any], received_at: datetime) -> None:
    _people_wrote(parsed, account_id, value, "messages", parse_message, received_at)
    for raw in items(value, "statuses"):
        _collect(parsed, lambda r=raw: parsed.statuses.extend(parse_status(r, received_at)))  # type: ignore[misc]
    number_id = identifier(mapping(value, "metadata"), "phone_number_id", LONGEST_NUMBER_ID)
    parsed.facts.extend(parse_troubles(number_id, value, received_at))


Reader = Callable[[dict[str, Any], list[dict[str, Any]], datetime], Inbound]


def _people_wrote(  # noqa: PLR0913
    parsed: Parsed, account_id: str, value: dict[str, Any], key: str, read: Reader, received_at: datetime
) -> None:
    found, contacts = items(value, key), items(value, "contacts")
    if not found:
        return
    metadata = mapping(value, "metadata")
    number_id = identifier(metadata, "phone_number_id", LONGEST_NUMBER_ID)
    if not number_id:
        raise Malformed("a message without phone_number_id")
    parsed.addresses.setdefault(number_id, (account_id, text(metadata, "display_phone_number", 32)))
    for raw in found:
        _collect(parsed, lambda r=raw: parsed.messages.append((number_id, read(r, contacts, received_at))))  # type: ignore[misc]


def _collect(parsed: Parsed, part: Callable[[], None]) -> None:
    try:
        part()
    except Malformed as error:
        parsed.problems.append(str(error))
