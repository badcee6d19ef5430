"""The conversation's states and the only ways between them."""

from django.utils.translation import gettext as _

from conversations.exceptions import ConversationIsClosed, TransitionNotAllowed
from conversations.models import Conversation, Status

ALLOWED: dict[Status, frozenset[Status]] = {
    Status.BOT: frozenset({Status.QUEUE, Status.IN_PROGRESS, Status.CLOSED}),
    Status.QUEUE: frozenset({Status.IN_PROGRESS, Status.QUEUE, Status.BOT, Status.CLOSED}),
    Status.IN_PROGRESS: frozenset({Status.WAITING, Status.QUEUE, Status.IN_PROGRESS, Status.BOT, Status.CLOSED}),
    Status.WAITING: frozenset({Status.IN_PROGRESS, Status.WAITING, Status.QUEUE, Status.BOT, Status.CLOSED}),
    Status.CLOSED: frozenset({Status.IN_PROGRESS, Status.QUEUE, Status.BOT}),
}


def check_transition(conversation: Conversation, to: Status, *, reopening: bool = False) -> None:
    """Raises ConversationIsClosed (only reopening leads out of there) or TransitionNotAllowed."""
    current = Status(conversation.status)
    if current == Status.CLOSED and not reopening:
        raise ConversationIsClosed
    if to in ALLOWED[current]:
        return
    raise TransitionNotAllowed(
        _("A conversation that is “%(now)s” cannot become “%(to)s”.") % {"now": current.label, "to": to.label}
    )
