"""The state of a dialogue, kept from turn to turn: void once the conversation's present part is over."""

import time
from datetime import timedelta
from typing import Any

from django.utils import timezone

from chatbot.engine.types import Account, Decision
from chatbot.models import Dialogue
from chatbot.tools.actions import drop_proposed, propose
from conversations.models import Conversation

# Whoever holds the phone after so long shows again who they are.
KEPT = timedelta(hours=2)
# No call of a turn begins after these; with the last one it ends within 25.
TURN_SECONDS = 18.0


def account_of(
    conversation: Conversation, start: int, began: float | None = None, *, is_new: bool = False
) -> Account | None:
    """Null for a group: what is asked there is nobody's own. `is_new`: nothing was said before, so nothing is kept."""
    if conversation.customer.is_group:
        return None
    slots = {} if is_new else _kept(conversation, start)
    return Account(
        conversation_id=conversation.pk,
        customer_id=conversation.customer_id,
        slots=slots,
        deadline=(began or time.monotonic()) + TURN_SECONDS,
    )


def remember(conversation: Conversation, decision: Decision, start: int, *, is_asking: bool = True) -> None:
    """With the answer, under the conversation's lock. `is_asking`: that something was kept when the turn began; what
    it did not find is void, and nobody else writes it."""
    if decision.slots is None:
        if is_asking:
            _leave_question(conversation)
        return
    slots: dict[str, Any] = {**decision.slots, "start": start}
    if decision.proposal:
        slots["action_id"] = propose(conversation, decision.proposal).pk
    elif slots.get("asking") != "confirm":
        drop_proposed(conversation)
    Dialogue.objects.update_or_create(conversation=conversation, defaults={"slots": slots})


def forget(conversation: Conversation) -> None:
    """With a hand-over: what a person takes on, the bot has not left half done."""
    drop_proposed(conversation)
    Dialogue.objects.filter(conversation=conversation).delete()


def _kept(conversation: Conversation, start: int) -> dict[str, Any]:
    kept = Dialogue.objects.filter(conversation=conversation, updated_at__gt=timezone.now() - KEPT).first()
    return kept.slots if kept and kept.slots.get("start", 0) == start else {}


def _leave_question(conversation: Conversation) -> None:
    """The customer spoke of something else: a later "yes" answers that, and not what was asked before."""
    kept = Dialogue.objects.filter(conversation=conversation).first()
    if kept is None or not kept.slots.get("asking"):
        return
    kept.slots.pop("asking")
    kept.slots.pop("action_id", None)
    kept.save(update_fields=["slots", "updated_at"])
    drop_proposed(conversation)
