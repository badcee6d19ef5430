"""What the bot kept of customers' words goes after its time; what was counted of it stays.

Turns stay as rows without their question, so that no figure of the past changes. Everything is found by an index, goes
in batches, and can be interrupted anywhere: the next sweep goes on.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from chatbot.models import Action, AgentDraft, BotSettings, Dialogue, GapQuestion, Reading, SolvedCase, ToolCall, Turn
from conversations.services.handoff_notes import forget_handoff_notes

BATCH, BATCHES = 1000, 20
# A dialogue is void after two hours; whoever comes back later shows again who they are.
DIALOGUE_KEPT = timedelta(days=1)
# What may still be asked for.
OPEN_ACTIONS = (Action.State.PROPOSED, Action.State.RUNNING)
Forgetting = Callable[[], int]


def forget_old_texts() -> int:
    """Returns how many rows were stripped or deleted. Safe to run at any time, beside itself and beside turns."""
    now, days = timezone.now(), BotSettings.load().keep_days
    count = _in_batches(lambda: _delete(Dialogue.objects.filter(updated_at__lt=now - DIALOGUE_KEPT)))
    if days is None:
        return count
    return count + sum(_in_batches(step) for step in _steps(now - timedelta(days=days)))


def _steps(before: datetime) -> tuple[Forgetting, ...]:
    turns = Turn.objects.filter(created_at__lt=before, state=Turn.State.DONE).exclude(question="")
    readings = Reading.objects.filter(created_at__lt=before).exclude(text="")
    drafts = AgentDraft.objects.filter(created_at__lt=before).exclude(text="")
    actions = Action.objects.filter(created_at__lt=before).exclude(arguments={}, result={})
    return (
        lambda: _strip(turns.order_by("created_at"), question=""),
        lambda: _strip(drafts.order_by("created_at"), text=""),
        # The row stays: nothing is read, and paid for, a second time.
        lambda: _strip(readings.order_by("created_at"), text=""),
        lambda: _strip(actions.exclude(state__in=OPEN_ACTIONS).order_by("created_at"), arguments={}, result={}),
        lambda: _delete(ToolCall.objects.filter(created_at__lt=before).order_by("created_at")),
        lambda: _delete(SolvedCase.objects.filter(solved_at__lt=before).order_by("solved_at")),
        lambda: _delete(GapQuestion.objects.filter(asked_at__lt=before).order_by("asked_at")),
        # In them the bot repeated for the agents what the customer had said.
        lambda: forget_handoff_notes(before, limit=BATCH),
    )


def _in_batches(step: Forgetting) -> int:
    """Until nothing is left, or for now it is enough."""
    total = 0
    for _batch in range(BATCHES):
        count = step()
        total += count
        if count < BATCH:
            break
    return total


def _strip(rows: QuerySet[Any], **fields: object) -> int:
    return _chosen(rows).update(**fields)


def _delete(rows: QuerySet[Any]) -> int:
    return _chosen(rows).delete()[0]


def _chosen(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Those of them that are still so when they are written: whoever just came back is young again."""
    return rows.filter(pk__in=list(rows.values_list("pk", flat=True)[:BATCH]))
