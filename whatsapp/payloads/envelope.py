"""The envelope: every entry, every change, every message and every status of a webhook."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson

from conversations.services.incoming import IncomingMessage
from conversations.services.statuses import StatusUpdate
from whatsapp.payloads.messages import parse_message
from whatsapp.payloads.statuses import parse_status
from whatsapp.payloads.values import Malformed, items, mapping, moment, required, text, texts_cleaned


@dataclass(frozen=True, slots=True)
class TemplateChange:
    """What is empty did not change; `at` is Meta's time. With `components` only that they changed is used."""

    name: str
    language: str
    account_id: str
    at: datetime
    template_id: str = ""
    status: str = ""
    reason: str = ""
    title: str = ""  # FIRST_PAUSE and the like
    disable_at: datetime | None = None
    quality: str = ""
    category: str = ""
    components: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Parsed:
    """What one webhook says. `problems` are parts that made no sense; the others count all the same."""

    messages: list[tuple[str, IncomingMessage]] = field(default_factory=list)  # with the phone number id
    statuses: list[StatusUpdate] = field(default_factory=list)
    templates: list[TemplateChange] = field(default_factory=list)
    addresses: dict[str, tuple[str, str]] = field(default_factory=dict)  # number id → account id, number
    problems: list[str] = field(default_factory=list)


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
            root = json.loads(body.decode("utf-8", "replace"))
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
    if text(change, "field") == "messages":
        _messages(parsed, account_id, value, received_at)
    elif text(change, "field") == "message_template_status_update":
        parsed.templates.append(_template(account_id, value, moment(entry, "time", received_at)))


def _template(account_id: str, value: dict[str, Any], at: datetime) -> TemplateChange:
    return TemplateChange(
        name=required(value, "message_template_name", "a template", 512),
        language=required(value, "message_template_language", "a template", 16),
        account_id=account_id,
        at=at,
        template_id=text(value, "message_template_id", 64),
        status=text(value, "event", 40),
        reason=text(value, "reason", 200),
        title=text(mapping(value, "other_info"), "title", 60),
    )


def _messages(parsed: Parsed, account_id: str, value: dict[str, Any], received_at: datetime) -> None:
    metadata = mapping(value, "metadata")
    number_id = text(metadata, "phone_number_id")
    contacts = items(value, "contacts")
    for raw in items(value, "messages"):
        if not number_id:
            parsed.problems.append("a message without phone_number_id")
            continue
        parsed.addresses.setdefault(number_id, (account_id, text(metadata, "display_phone_number")))
        _collect(parsed, lambda r=raw: parsed.messages.append((number_id, parse_message(r, contacts, received_at))))  # type: ignore[misc]
    for raw in items(value, "statuses"):
        _collect(parsed, lambda r=raw: parsed.statuses.extend(parse_status(r, received_at)))  # type: ignore[misc]


def _collect(parsed: Parsed, part: Callable[[], None]) -> None:
    try:
        part()
    except Malformed as error:
        parsed.problems.append(str(error))
