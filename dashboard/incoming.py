"""What a customer's message holds beside its words, ready to be shown. A payload may hold anything: only what has the
known shape is shown."""

from decimal import Decimal
from typing import Any

from babel.numbers import format_currency
from django.utils.translation import get_language, to_locale
from django.utils.translation import gettext as _

from conversations.models import Direction, Message

Data = dict[str, Any]
MOST = 20
FACES = ("👍", "❤️", "😂", "😮", "😢", "🙏")


def part(message: Message, *keys: str) -> Data:
    """The object at this place of the payload; empty where there is none."""
    found: Any = message.payload
    for key in keys:
        found = found.get(key) if isinstance(found, dict) else None
    return found if isinstance(found, dict) else {}


def cards_of(message: Message) -> list[Data]:
    cards = (message.payload or {}).get("contacts")
    return [_card(card) for card in cards[:MOST] if isinstance(card, dict)] if isinstance(cards, list) else []


def _card(card: Data) -> Data:
    name, org = card.get("name"), card.get("org")
    return {
        "name": _text(name, "formatted_name") or _("Contact"),
        "company": _text(org, "company"),
        "phones": _texts(card.get("phones"), "phone"),
        "emails": _texts(card.get("emails"), "email"),
    }


def order_rows(message: Message) -> list[Data]:
    rows = part(message, "order").get("product_items")
    found = rows[:MOST] if isinstance(rows, list) else []
    return [
        {
            "name": _text(row, "product_retailer_id"),
            "quantity": _text(row, "quantity"),
            "price": money(_text(row, "item_price"), _text(row, "currency")),
        }
        for row in found
        if isinstance(row, dict)
    ]


def order_totals(message: Message) -> list[str]:
    sums = (message.payload or {}).get("totals")
    found = sums[:MOST] if isinstance(sums, list) else []
    return [money(_text(row, "amount"), _text(row, "currency")) for row in found if isinstance(row, dict)]


def money(amount: str, currency: str) -> str:
    """As the reader's language writes it; what is no amount of a currency, as it came."""
    try:
        return format_currency(Decimal(amount), currency, locale=to_locale(get_language() or "en"))
    except (ArithmeticError, ValueError, LookupError):
        return f"{currency} {amount}".strip()


def member_of(message: Message) -> str:
    """Who of a group's members wrote."""
    group = part(message, "group")
    return _text(group, "name") or _text(group, "member")


def quotes_unknown(message: Message) -> bool:
    return bool(_text(part(message, "context"), "id")) and message.reply_to_id is None


def answers_of(message: Message) -> list[tuple[str, str]]:
    """The fields of a flow that the customer filled in; `flow_token` is ours, not theirs."""
    fields = part(message, "flow", "fields")
    return [(name.replace("_", " "), _plain(value)) for name, value in fields.items() if name != "flow_token"][:MOST]


def why_unsupported(message: Message) -> str:
    payload = message.payload or {}
    kind = str(payload.get("kind") or "")
    if kind not in ("", "unsupported", "unknown"):
        return _("A message of the type “%(kind)s”, which cannot be shown here.") % {"kind": kind[:40]}
    errors = payload.get("errors")
    error = errors[0] if isinstance(errors, list) and errors else {}
    was = _text(payload, "was")
    sentence = _("A kind of message that WhatsApp does not pass on. Ask the customer to send it in another way.")
    # Meta's own words are in English, and say the same wherever it names the kind.
    reason = _text(error.get("error_data"), "details") if isinstance(error, dict) else ""
    return " ".join(word for word in (sentence, f"({was})" if was else reason) if word)


def news_of(message: Message) -> str:
    """What WhatsApp tells about the customer."""
    kind = _text(part(message, "system"), "type")
    if kind in ("user_changed_number", "customer_changed_number"):
        number = _text(part(message, "system"), "wa_id")
        return _("The customer has a new number: %(number)s") % {"number": f"+{number}" if number else "?"}
    return {
        "user_changed_user_id": _("WhatsApp gave the customer a new user id"),
        "customer_identity_changed": _("The customer's security code changed"),
        "request_welcome": _("The customer opened the chat"),
    }.get(kind, message.content or _("News from WhatsApp"))


def reactions_of(message: Message) -> list[str]:
    return [str(row.get("emoji")) for row in message.reactions or [] if row.get("emoji")]


def our_reaction(message: Message) -> str:
    ours = (row.get("emoji") for row in message.reactions or [] if row.get("by") == Direction.OUTGOING)
    return str(next(ours, "") or "")


def forwarded_mark(message: Message) -> str:
    context = part(message, "context")
    if context.get("frequently_forwarded") is True:
        return _("Forwarded many times")
    return _("Forwarded") if context.get("forwarded") is True else ""


def permission_of(message: Message) -> str:
    answer = _text(part(message, "interactive", "call_permission_reply"), "response")
    return {"accept": _("The customer allows calls"), "reject": _("The customer allows no calls")}.get(answer, "")


def _text(source: Any, key: str) -> str:
    value = source.get(key) if isinstance(source, dict) else None
    return str(value)[:300] if isinstance(value, str | int | float) else ""


def _texts(rows: Any, key: str) -> list[str]:
    return [text for row in rows[:MOST] if (text := _text(row, key))] if isinstance(rows, list) else []


def _plain(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(str(item) for item in value)[:500]
    return str(value)[:500]
