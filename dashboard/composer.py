"""What the agent may write now."""

from enum import StrEnum

from accounts.models import User
from conversations.models import ASSIGNED_STATUSES, Conversation


class Mode(StrEnum):
    REPLY = "reply"
    WINDOW = "window"  # the 24 hours are over: only templates
    OTHER = "other"  # another agent has it: only notes
    CLOSED = "closed"


def mode_of(conversation: Conversation, user: User) -> Mode:
    if not conversation.is_open:
        return Mode.CLOSED
    is_others = conversation.status in ASSIGNED_STATUSES and conversation.assigned_to_id != user.pk
    if is_others and not user.is_steering:
        return Mode.OTHER
    return Mode.REPLY if conversation.is_window_open else Mode.WINDOW
