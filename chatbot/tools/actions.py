"""What changes something: proposed with the question, done once upon a clear yes, whatever happens in between.

The row says how far it got. Its step from proposed to running is one conditional update: of two workers one does it.
A worker that dies while it runs leaves an outcome that nobody knows, and a person looks.
"""

import time
from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from typing import Any

from django.utils import timezone

from chatbot.engine.types import Proposal
from chatbot.models import Action
from chatbot.tools.box import Box
from conversations.models import Conversation
from isp.exceptions import IspError, OutcomeUnknown, Refused

State = Action.State
# Another worker may be at it just now.
WAIT, STEP = 4.0, 0.2
CALLS: dict[str, Callable[[Box, Action], Any]] = {
    "trust_unlock": lambda box, a: box.adapter.trust_unlock(a.subscriber_id, key=str(a.key)),
    "change_due_day": lambda box, a: box.adapter.change_due_day(
        a.subscriber_id, int(a.arguments["day"]), key=str(a.key)
    ),
    "open_service_order": lambda box, a: box.adapter.open_service_order(
        a.subscriber_id, str(a.arguments.get("description", "")), key=str(a.key)
    ),
}


def propose(conversation: Conversation, proposal: Proposal) -> Action:
    """In the transaction that asks the customer, under the conversation's lock. An older question is void."""
    drop_proposed(conversation)
    return Action.objects.create(
        conversation=conversation,
        tool=proposal.tool,
        subscriber_id=proposal.subscriber_id,
        arguments=proposal.arguments,
    )


def drop_proposed(conversation: Conversation) -> None:
    Action.objects.filter(conversation=conversation, state=State.PROPOSED).update(state=State.DROPPED)


def perform(box: Box, action_id: int) -> Action | None:
    """The action, ended one way or another; null when there is none of this conversation. Raises nothing of the
    provider's: `state` tells."""
    mine = Action.objects.filter(pk=action_id, conversation_id=box.account.conversation_id)
    if mine.filter(state=State.PROPOSED).update(state=State.RUNNING, confirmed_at=timezone.now()):
        _run(box, mine.get())
    return _ended(mine)


def begun(box: Box, action_id: int) -> Action | None:
    """The action if it was confirmed before, however it ended."""
    found = Action.objects.filter(pk=action_id, conversation_id=box.account.conversation_id)
    return found.exclude(state__in=[State.PROPOSED, State.DROPPED]).first()


def _run(box: Box, action: Action) -> None:
    try:
        answer = box.ask(
            action.tool, lambda: CALLS[action.tool](box, action), of=action.subscriber_id, **action.arguments
        )
        state, result = State.DONE, _plain(asdict(answer))
    except Refused as refused:
        state, result = State.REFUSED, {"code": refused.code}
    except OutcomeUnknown:
        state, result = State.UNKNOWN, {}
    except IspError:
        state, result = State.FAILED, {}
    Action.objects.filter(pk=action.pk, state=State.RUNNING).update(state=state, result=result)


def _ended(mine: Any) -> Action | None:
    """Waits for another worker that is at it; one that takes too long is taken for dead."""
    deadline = time.monotonic() + WAIT
    while (action := mine.first()) and action.state == State.RUNNING and time.monotonic() < deadline:
        time.sleep(STEP)
    if action and action.state == State.RUNNING:
        mine.filter(state=State.RUNNING).update(state=State.UNKNOWN)
        action.refresh_from_db()
    return action if isinstance(action, Action) else None


def _plain(result: dict[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in result.items()}
