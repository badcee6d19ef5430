"""Canned responses, with the conversation's own words filled in."""

from django.db.models import Q

from accounts.models import User
from conversations.filling import fill, variables
from conversations.models import CannedResponse, Conversation


def for_conversation(conversation: Conversation, user: User) -> list[dict[str, str]]:
    """Those of everybody, of the conversation's team and of the agent's teams, ready to be sent."""
    rows = CannedResponse.objects.filter(
        Q(team=None) | Q(team=conversation.team_id) | Q(team__in=user.teams.all())
    ).distinct()
    values = variables(conversation, user)
    return [{"shortcut": row.shortcut, "text": fill(row.content, values)} for row in rows.order_by("shortcut")]
