"""What the bot kept of an erased customer. Its turns and stays are counted for ever, and say nothing of anybody."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Q

from chatbot.models import Action, AgentDraft, Dialogue, Gap, GapQuestion, Reading, SolvedCase, ToolCall, Turn
from chatbot.services.gaps import wait_for_collector
from chatbot.services.learning import wait_for_learner


def forget_customers(conversation_ids: Sequence[UUID]) -> None:
    """Within the transaction that erases them."""
    # Whoever learns from these conversations just now is done before; whoever comes later finds nothing.
    wait_for_learner()
    wait_for_collector()
    _forget_gaps(conversation_ids)
    Dialogue.objects.filter(conversation__in=conversation_ids).delete()
    ToolCall.objects.filter(conversation__in=conversation_ids).delete()
    Action.objects.filter(conversation__in=conversation_ids).update(arguments={}, result={}, subscriber_id="")
    Reading.objects.filter(message__conversation__in=conversation_ids).update(text="", error="")
    AgentDraft.objects.filter(conversation__in=conversation_ids).update(text="")
    Turn.objects.filter(conversation__in=conversation_ids).update(question="", error="")


def _forget_gaps(conversation_ids: Sequence[UUID]) -> None:
    """A proposal may repeat what was said to them. A gap without any question or case left has no words of its own,
    and is tidied away later."""
    questions = GapQuestion.objects.filter(turn__conversation__in=conversation_ids)
    cases = SolvedCase.objects.filter(stay__conversation__in=conversation_ids)
    touched = Gap.objects.filter(Q(pk__in=questions.values("gap")) | Q(pk__in=cases.values("gap")))
    touched.update(proposal="", proposal_from="", wanted_at=None)
    questions.delete()
    cases.delete()
