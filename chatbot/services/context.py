"""What the bot knows of a conversation when its turn comes: since it began, or last came back from a person."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Max, QuerySet
from django.utils import timezone

from chatbot.engine.languages import guess_language
from chatbot.engine.types import DESCRIBED, Line, PastTurn, Persona, Snapshot
from chatbot.models import BotSettings, Turn
from chatbot.providers import is_model_configured
from chatbot.providers.embeddings import is_configured as has_embeddings
from chatbot.services.budget import exhausted
from chatbot.services.dialogues import account_of
from chatbot.services.earlier import earlier_conversations
from chatbot.services.listening import readings_of
from conversations.composed import Composed
from conversations.models import AuthorKind, Conversation, Direction, Message, MessageType, TimelineKind

CONTEXT_LINES = 20
BREAKS = (TimelineKind.RETURNED_TO_BOT, TimelineKind.REOPENED, TimelineKind.CLOSED)
# Turns that came to an end without an answer: their messages are still owed one.
UNANSWERED = (Turn.Outcome.OVERTAKEN, Turn.Outcome.FAILED)
# Behind which number the present part began, and up to which message it is answered. Campaigns and system messages
# answer nothing.
PLACE = """
SELECT coalesce((
    SELECT max(id) FROM conversations_timelineentry WHERE conversation_id = %(id)s AND kind = ANY(%(breaks)s)
), 0), greatest((
    SELECT max(id) FROM conversations_message
    WHERE conversation_id = %(id)s AND direction = %(outgoing)s AND author_kind = ANY(%(authors)s)
), (
    SELECT max(answers_id) FROM chatbot_turn
    WHERE conversation_id = %(id)s AND state = %(done)s AND outcome <> ALL(%(unanswered)s)
), 0)
"""
MAX_TEXT = 2000
LATE = timedelta(seconds=45)


def _latest(conversation_id: UUID, start: int) -> QuerySet[Message]:
    said = Message.objects.filter(conversation=conversation_id, pk__gt=start)
    return said.order_by("-pk")[: 2 * CONTEXT_LINES]


LATEST = Composed(_latest, UUID(int=1), -1)


def context_start(conversation: Conversation) -> int:
    """Messages and timeline entries share one number line: what lies behind this number is over."""
    found = conversation.timeline.filter(kind__in=BREAKS).aggregate(last=Max("pk"))["last"]
    return int(found or 0)


@dataclass(frozen=True, slots=True)
class Present:
    """The part of a conversation that counts: what was said in it, and of that what nobody answered yet; both oldest
    first."""

    start: int
    earlier: tuple[Message, ...]
    burst: list[Message]


def present_of(conversation: Conversation) -> Present:
    """Two statements."""
    start, answered = _place_of(conversation)
    messages = LATEST(conversation.pk, start)[::-1]
    owed = [m for m in messages if m.direction == Direction.INCOMING and m.pk > answered]
    earlier = [m for m in messages if not owed or m.pk < owed[0].pk][-CONTEXT_LINES:]
    return Present(start, tuple(earlier), owed)


def _place_of(conversation: Conversation) -> tuple[int, int]:
    values: dict[str, Any] = {
        "id": conversation.pk,
        "breaks": [str(kind) for kind in BREAKS],
        "outgoing": str(Direction.OUTGOING),
        "authors": [str(AuthorKind.BOT), str(AuthorKind.AGENT)],
        "done": str(Turn.State.DONE),
        "unanswered": [str(outcome) for outcome in UNANSWERED],
    }
    with connection.cursor() as cursor:
        cursor.execute(PLACE, values)
        start, answered = cursor.fetchone() or (0, 0)
    return start, answered


def snapshot_of(
    conversation: Conversation, present: Present, settings: BotSettings, began: float | None = None
) -> Snapshot:
    """`began` is when the turn did, by time.monotonic(): its time runs from there."""
    lines, now = _with_readings(present.earlier), _with_readings(present.burst)
    language = _language((*lines, *now))
    # Most turns are the first of their conversation: then nothing stands anywhere of earlier ones.
    is_first = not present.earlier
    return Snapshot(
        burst=now,
        lines=lines,
        past=() if is_first else past_turns(conversation, present.start),
        customer_name=conversation.customer.name,
        language=language,
        persona=persona_of(settings),
        account=account_of(conversation, present.start, began, is_new=is_first),
        background=background_of(conversation) if is_model_configured() else (),
        earlier=earlier_conversations(conversation, language),
        never_say=tuple(settings.never_say.splitlines()),
        paused=_paused(conversation, present.burst, settings) if is_model_configured() or has_embeddings() else "",
        start=present.start,
    )


def background_of(conversation: Conversation) -> tuple[str, ...]:
    """The customer's data, for a model."""
    customer = conversation.customer
    data = [f"plan: {customer.plan}"] if customer.plan else []
    if customer.since:
        data.append(f"customer since: {customer.since.isoformat()}")
    return tuple(data)


def _paused(conversation: Conversation, burst: Sequence[Message], settings: BotSettings) -> str:
    """A model is not asked where it may cost no more, nor for somebody who has waited long: the knowledge answers at
    once, and a slow model does not grow a queue of customers."""
    if timezone.now() - burst[0].stored_at > LATE:
        return "late"
    return exhausted(settings, conversation.pk)


def bare_snapshot(present: Present) -> Snapshot:
    """Only what the customer wrote just now; needs nothing but the messages."""
    return Snapshot(burst=tuple(_line(message) for message in present.burst), start=present.start)


def persona_of(settings: BotSettings) -> Persona:
    return Persona(
        name=settings.persona,
        company=settings.company,
        greeting=settings.greeting,
        answer_from=settings.answer_from,
        hand_over_from=settings.hand_over_from,
        hands_over_cancellation=settings.hands_over_cancellation,
        hands_over_anger=settings.hands_over_anger,
        hands_over_legal=settings.hands_over_legal,
        tone=settings.tone,
        instructions=settings.instructions,
    )


def past_turns(conversation: Conversation, start: int) -> tuple[PastTurn, ...]:
    turns = (
        Turn.objects.filter(conversation=conversation, answers__gt=start, state=Turn.State.DONE)
        .exclude(outcome__in=UNANSWERED)
        .order_by("-answers")[: 2 * CONTEXT_LINES]
    )
    return tuple(
        PastTurn(
            question=turn.question,
            intent=turn.intent,
            reason=turn.reason,
            sources=tuple(source["id"] for source in turn.sources),
        )
        for turn in reversed(turns)
    )


def lines_after(conversation: Conversation, start: int) -> tuple[Line, ...]:
    """The latest ones of the conversation's present part, oldest first."""
    return _with_readings(list(conversation.messages.filter(pk__gt=start).order_by("-pk")[:CONTEXT_LINES])[::-1])


def _with_readings(messages: Sequence[Message]) -> tuple[Line, ...]:
    """A voice note's words are the customer's own; what a picture shows stands beside them, and is nobody's wish."""
    could_be_read = [message for message in messages if message.media]
    readings = readings_of(could_be_read) if could_be_read else {}
    lines = []
    for message in messages:
        read = readings.get(message.pk, "")
        is_heard = message.type == MessageType.AUDIO
        lines.append(replace(_line(message), text=read) if read and is_heard else _line(message))
        if read and not is_heard:
            lines.append(Line(author=message.author_kind, text=f"[{message.type}: {read}]", type=DESCRIBED))
    return tuple(lines)


def _line(message: Message) -> Line:
    return Line(author=message.author_kind, text=message.content[:MAX_TEXT], type=message.type)


def _language(lines: Sequence[Line]) -> str:
    return guess_language(" ".join(line.text for line in lines if line.author == AuthorKind.CUSTOMER))
