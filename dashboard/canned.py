"""Canned responses, with the conversation's own words filled in."""

from django.db.models import Q

from accounts.models import User
from conversations.filling import fill, variables
from conversations.models import CannedResponse, Conversation


def for_conversation(conversation: Conversation, user: User) -> list[dict[str, str]]:
    """One's own and those of everybody, of the conversation's team and of the agent's teams, ready to be sent."""
    shared = Q(team=None) | Q(team=conversation.team_id) | Q(team__in=user.teams.all())
    rows = CannedResponse.objects.filter(Q(owner=user) | Q(owner=None) & shared).distinct()
    values = variables(conversation, user)
    # Of two with one shortcut one's own comes last, and stays.
    known = {row.shortcut: row for row in sorted(rows, key=lambda row: row.owner_id is not None)}
    return [{"shortcut": name, "text": fill(known[name].content, values)} for name in sorted(known)]
