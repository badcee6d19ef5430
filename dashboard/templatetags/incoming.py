"""What is in a customer's message, for its bubble."""

from typing import Any

from django import template

from conversations.models import Message
from conversations.services.forwarding import can_forward
from dashboard import incoming

register = template.Library()
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
    "may_forward": can_forward,
}.items():
    register.filter(name, reader)


@register.simple_tag
def faces() -> tuple[str, ...]:
    """What an agent reacts with by one click; over the API any emoji goes."""
    return incoming.FACES


@register.filter
def our_reaction(message: Message) -> str:
    return incoming.our_reaction(message)


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
