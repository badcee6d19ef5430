"""What the bot's messages stand on: the turn that wrote each."""

from bisect import bisect_left
from collections.abc import Sequence
from uuid import UUID

from django.db.models import QuerySet

from chatbot.models import Turn
from conversations.composed import Composed
from conversations.models import AuthorKind, Message

MOST = 200


def add_turns(messages: Sequence[Message]) -> None:
    """Sets `turn` on what the built-in bot wrote: the last one whose question stands before it. One query, and none
    where the bot wrote nothing. All are of one conversation."""
    written = [row for row in messages if row.author_kind == AuthorKind.BOT and row.author_id is None]
    if not written:
        return
    done = DONE(written[0].conversation_id, max(row.pk for row in written))
    turns = sorted(done, key=lambda turn: turn.answers_id)
    numbers = [turn.answers_id for turn in turns]
    for row in written:
        if at := bisect_left(numbers, row.pk):
            row.turn = turns[at - 1]  # type: ignore[attr-defined]


def _done(conversation_id: UUID, before: int) -> QuerySet[Turn]:
    outcomes = [Turn.Outcome.ANSWERED, Turn.Outcome.HANDED_OVER]
    rows = Turn.objects.filter(conversation_id=conversation_id, answers__lt=before, outcome__in=outcomes)
    return rows.order_by("-answers")[:MOST]


DONE = Composed(_done, UUID(int=1), -1)
