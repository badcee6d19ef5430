"""The words that texts prepared for many conversations leave open, as `{{customer.name}}`."""

import re

from accounts.models import User
from conversations.models import Conversation

VARIABLE = re.compile(r"\{\{\s*([a-z_.]+)\s*\}\}")


def variables(conversation: Conversation, user: User) -> dict[str, str]:
    customer = conversation.customer
    return {
        "customer.name": customer.name,
        "customer.first_name": customer.name.split(" ")[0],
        "customer.phone": customer.phone or "",
        "customer.plan": customer.plan,
        "agent.name": user.name,
        "agent.first_name": user.name.split(" ")[0],
        "protocol": conversation.protocol,
        "conversation.protocol": conversation.protocol,
    }


KNOWN = (
    *("customer.name", "customer.first_name", "customer.phone", "customer.plan"),
    *("agent.name", "agent.first_name", "protocol", "conversation.protocol"),
)


def fill(text: str, values: dict[str, str]) -> str:
    """An unknown variable stays as it is, so that the agent sees it before the customer does."""
    return VARIABLE.sub(lambda match: values.get(match[1], match[0]), text)


def left_open(text: str, values: dict[str, str]) -> list[str]:
    """The variables that would be sent as they stand, or as nothing at all."""
    return [name for name in dict.fromkeys(VARIABLE.findall(text)) if not values.get(name)]
