"""Canned responses, with the conversation's own words filled in."""

import re

from django.db.models import Q

from accounts.models import User
from conversations.models import CannedResponse, Conversation

VARIABLE = re.compile(r"\{\{\s*([a-z_.]+)\s*\}\}")


def for_conversation(conversation: Conversation, user: User) -> list[dict[str, str]]:
    """Those of everybody, of the conversation's team and of the agent's teams, ready to be sent."""
    rows = CannedResponse.objects.filter(
        Q(team=None) | Q(team=conversation.team_id) | Q(team__in=user.teams.all())
    ).distinct()
    values = variables(conversation, user)
    return [{"shortcut": row.shortcut, "text": fill(row.content, values)} for row in rows.order_by("shortcut")]


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


def fill(text: str, values: dict[str, str]) -> str:
    """An unknown variable stays as it is, so that the agent sees it before the customer does."""
    return VARIABLE.sub(lambda match: values.get(match[1], match[0]), text)
