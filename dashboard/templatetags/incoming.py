"""What is in a customer's message, for its bubble."""

from functools import lru_cache
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from conversations.models import Direction, Message
from conversations.services.forwarding import can_forward
from dashboard import incoming
from dashboard.marks import Tick, tick_of

register = template.Library()
ID = "{id}"
for name, reader in {
    "cards": incoming.cards_of,
    "order_rows": incoming.order_rows,
    "order_totals": incoming.order_totals,
    "member": incoming.member_of,
    "quotes_unknown": incoming.quotes_unknown,
    "answers": incoming.answers_of,
    "why_unsupported": incoming.why_unsupported,
    "news": incoming.news_of,
    "emojis": incoming.reactions_of,
    "forwarded": incoming.forwarded_mark,
    "permission": incoming.permission_of,
}.items():
    register.filter(name, reader)


@register.simple_tag
def acts(message: Message) -> SafeString:
    """The tools of a bubble. Fifty stand in a thread and differ by the message's id alone."""
    is_theirs = message.direction == Direction.INCOMING and bool(message.external_id) and not message.deleted_at
    tools = _acts(get_language(), is_theirs, bool(incoming.our_reaction(message)), can_forward(message))
    return mark_safe(tools.replace(ID, str(message.pk)))  # noqa: S308


@lru_cache(maxsize=32)
def _acts(language: str | None, may_react: bool, has_ours: bool, may_forward: bool) -> str:
    can = {"may_react": may_react, "has_ours": has_ours, "may_forward": may_forward}
    return render_to_string("inbox/_acts.html", {"id": ID, "offered": incoming.FACES, **can}).strip()


@register.simple_tag
def mark(message: Message) -> Tick | None:
    """What became of a message of ours."""
    return tick_of(message) if message.direction == Direction.OUTGOING else None


@register.filter
def advertisement(message: Message) -> dict[str, Any]:
    return incoming.part(message, "referral")


@register.filter
def asked_about(message: Message) -> str:
    product = incoming.part(message, "context", "referred_product").get("product_retailer_id")
    return str(product)[:100] if product else ""


@register.filter
def is_web(address: Any) -> bool:
    return isinstance(address, str) and address.startswith("https://")
