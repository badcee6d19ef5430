"""What WhatsApp says of our account, its numbers and templates, and of customers' wishes: every field of a webhook but
`messages`. Each becomes a neutral fact with the time at which it was true, since webhooks come in any order."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from conversations.services.identities import Sender
from whatsapp.payloads.values import Malformed, items, mapping, moment, required, text

Raw = dict[str, Any]


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
    components: Raw = field(default_factory=dict)  # element, title, footer, buttons


@dataclass(frozen=True, slots=True)
class NumberReport:
    """Of one number by its display, or of all numbers of the account. What is empty was not said."""

    account_id: str
    at: datetime
    display: str = ""
    event: str = ""
    limit: str = ""
    name: str = ""
    name_status: str = ""


@dataclass(frozen=True, slots=True)
class Restriction:
    kind: str
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class AccountReport:
    """Something befell the account, or one number of it."""

    account_id: str
    at: datetime
    event: str
    display: str = ""
    detail: str = ""
    ban: str = ""
    restrictions: tuple[Restriction, ...] = ()


@dataclass(frozen=True, slots=True)
class Notice:
    """For people to read; it changes nothing by itself."""

    account_id: str
    at: datetime
    kind: str
    subject: str
    detail: str
    is_over: bool = False


@dataclass(frozen=True, slots=True)
class Trouble:
    """An error that belongs to a number and to no message."""

    number_id: str
    at: datetime
    code: int
    detail: str


@dataclass(frozen=True, slots=True)
class Preference:
    """A customer does or does not want marketing."""

    sender: Sender
    is_given: bool
    at: datetime
    detail: str


Fact = TemplateChange | NumberReport | AccountReport | Notice | Trouble | Preference


def parse_account(name: str, account_id: str, value: Raw, at: datetime) -> Iterator[Fact] | None:
    """The facts of a change; null for a field that is not known here. Going through them raises Malformed, after
    what makes sense."""
    read = READERS.get(name)
    return None if read is None else read(account_id, value, at)


def parse_troubles(number_id: str, value: Raw, at: datetime) -> list[Trouble]:
    """The errors beside the messages."""
    return [
        Trouble(number_id=number_id, at=at, code=_number(text(error, "code", 20)), detail=_error_detail(error))
        for error in items(value, "errors")
    ]


def _error_detail(error: Raw) -> str:
    return (
        text(mapping(error, "error_data"), "details", 300) or text(error, "message", 300) or text(error, "title", 300)
    )


def _number(value: str) -> int:
    return int(value) if value.isascii() and value.isdigit() else 0


def _template(account_id: str, value: Raw, at: datetime, **said: Any) -> Iterator[Fact]:
    yield TemplateChange(
        name=required(value, "message_template_name", "a template", 512),
        language=required(value, "message_template_language", "a template", 16),
        account_id=account_id,
        at=at,
        template_id=text(value, "message_template_id", 64),
        **said,
    )


def _template_status(account_id: str, value: Raw, at: datetime) -> Iterator[Fact]:
    info, reason = mapping(value, "other_info"), text(value, "reason", 200)
    details = (
        text(mapping(value, "rejection_info"), "reason", 300),
        text(info, "description", 300),
        "" if reason == "NONE" else reason,
    )
    return _template(
        account_id,
        value,
        at,
        status=required(value, "event", "a template's status", 40),
        reason=next((detail for detail in details if detail), ""),
        title=text(info, "title", 60),
        disable_at=_moment(text(mapping(value, "disable_info"), "disable_date", 20)),
        category=text(value, "message_template_category", 32),
    )


def _template_quality(account_id: str, value: Raw, at: datetime) -> Iterator[Fact]:
    return _template(account_id, value, at, quality=required(value, "new_quality_score", "a template's quality", 20))


def _template_category(account_id: str, value: Raw, at: datetime) -> Iterator[Fact]:
    return _template(account_id, value, at, category=required(value, "new_category", "a template's category", 32))


def _template_components(account_id: str, value: Raw, at: datetime) -> Iterator[Fact]:
    prefix = "message_template_"
    parts = {key.removeprefix(prefix): value[key] for key in value if key.startswith(prefix)}
    said = {key: parts[key] for key in ("element", "title", "footer", "buttons") if parts.get(key)}
    return _template(account_id, value, at, components=said)


def _quality(account_id: str, value: Raw, at: datetime) -> Iterator[Fact]:
    limit = text(value, "max_daily_conversations_per_business", 40) or text(value, "current_limit", 40)
    yield NumberReport(
        account_id=account_id,
        at=at,
        display=text(value, "display_phone_number", 40),
        event=text(value, "event", 40),
        limit=limit,
    )


def _capability(account_id: str, value: Raw, at: datetime) -> Iterator[Fact]:
    limit = text(value, "max_daily_conversations_per_business", 40)
    if limit:
        yield NumberReport(account_id=account_id, at=at, limit=limit)


def _name(account_id: str, value: Raw, at: datetime) -> Iterator[Fact]:
    display, decision = text(value, "display_phone_number", 40), text(value, "decision", 40)
    name = text(value, "requested_verified_name", 200)
    yield NumberReport(account_id=account_id, at=at, display=display, name=name, name_status=decision)
    yield Notice(
        account_id=account_id,
        at=at,
        kind="name_rejected",
        subject=display,
        detail=text(value, "rejection_reason", 300),
        is_over=decision != "REJECTED",
    )


def _account(account_id: str, value: Raw, at: datetime) -> Iterator[Fact]:
    yield AccountReport(
        account_id=account_id,
        at=at,
        event=required(value, "event", "an account's update", 60),
        display=text(value, "phone_number", 40),
        detail=text(mapping(value, "violation_info"), "violation_type", 200),
        ban=text(mapping(value, "ban_info"), "waba_ban_state", 60),
        restrictions=tuple(_restriction(raw) for raw in items(value, "restriction_info")),
    )


def _restriction(raw: Raw) -> Restriction:
    return Restriction(kind=text(raw, "restriction_type", 80), until=_moment(text(raw, "expiration", 20)))


def _moment(seconds: str) -> datetime | None:
    """Also one in the future; null when it is none."""
    try:
        return datetime.fromtimestamp(int(seconds), tz=UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _alerts(account_id: str, value: Raw, at: datetime) -> Iterator[Fact]:
    info = mapping(value, "alert_info") or value
    kind = required(info, "alert_type", "an alert", 80)
    concerns = text(value, "entity_id", 40) or account_id
    yield Notice(
        account_id=account_id,
        at=at,
        kind="whatsapp_notice",
        subject=f"{concerns} {kind}",
        detail=text(info, "alert_description", 500),
        is_over=text(info, "alert_status", 20) in ("NONE", "RESOLVED", "INACTIVE"),
    )


def _review(account_id: str, value: Raw, at: datetime) -> Iterator[Fact]:
    decision = required(value, "decision", "a review", 40)
    is_over = decision != "REJECTED"
    yield Notice(account_id=account_id, at=at, kind="account_review", subject="", detail=decision, is_over=is_over)


def _security(account_id: str, value: Raw, at: datetime) -> Iterator[Fact]:
    display, event = text(value, "display_phone_number", 40), required(value, "event", "a security event", 60)
    yield Notice(account_id=account_id, at=at, kind="security", subject=display, detail=event)


def _preferences(account_id: str, value: Raw, at: datetime) -> Iterator[Fact]:
    contacts, odd = items(value, "contacts"), 0
    for raw in items(value, "user_preferences"):
        wish, sender = text(raw, "value", 20), _sender(raw, contacts)
        if text(raw, "category", 40) != "marketing_messages":
            continue
        if not (wish and sender.keys):
            odd += 1
            continue
        yield Preference(
            sender=sender, is_given=wish != "stop", at=moment(raw, "timestamp", at), detail=text(raw, "detail", 200)
        )
    if odd:
        raise Malformed("a preference without a customer or a wish")


def _sender(raw: Raw, contacts: list[Raw]) -> Sender:
    """Contacts are matched by id, never by position."""
    phone, user_id = text(raw, "wa_id", 40), text(raw, "user_id", 160)
    for contact in contacts:
        if (phone and text(contact, "wa_id", 40) == phone) or (user_id and text(contact, "user_id", 160) == user_id):
            name = text(mapping(contact, "profile"), "name", 200)
            return Sender(phone=phone, user_id=user_id or text(contact, "user_id", 160), name=name)
    return Sender(phone=phone, user_id=user_id)


READERS: dict[str, Callable[[str, Raw, datetime], Iterator[Fact]]] = {
    "message_template_status_update": _template_status,
    "message_template_quality_update": _template_quality,
    "template_category_update": _template_category,
    "message_template_components_update": _template_components,
    "phone_number_quality_update": _quality,
    "phone_number_name_update": _name,
    "business_capability_update": _capability,
    "account_update": _account,
    "account_alerts": _alerts,
    "account_review_update": _review,
    "security": _security,
    "user_preferences": _preferences,
}
