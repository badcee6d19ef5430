"""What the bot knows of a conversation when its turn comes: since it began, or last came back from a person."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from django.db.models import Max
from django.utils import timezone

from chatbot.engine.text import guess_language
from chatbot.engine.types import DESCRIBED, Line, PastTurn, Persona, Snapshot
from chatbot.models import BotSettings, Turn
from chatbot.providers import is_model_configured
from chatbot.services.budget import exhausted
from chatbot.services.dialogues import account_of
from chatbot.services.earlier import earlier_conversations
from chatbot.services.listening import readings_of
from conversations.models import AuthorKind, Conversation, Direction, Message, MessageType, TimelineKind

CONTEXT_LINES = 20
BREAKS = (TimelineKind.RETURNED_TO_BOT, TimelineKind.REOPENED, TimelineKind.CLOSED)
# Turns that came to an end without an answer: their messages are still owed one.
UNANSWERED = (Turn.Outcome.OVERTAKEN, Turn.Outcome.FAILED)
MAX_TEXT = 2000
LATE = timedelta(seconds=45)


def context_start(conversation: Conversation) -> int:
    """Messages and timeline entries share one number line: what lies behind this number is over."""
    found = conversation.timeline.filter(kind__in=BREAKS).aggregate(last=Max("pk"))["last"]
    return int(found or 0)


def unanswered(conversation: Conversation) -> list[Message]:
    """What the customer wrote and nobody answered yet, oldest first."""
    answered = _answered_up_to(conversation)
    messages = conversation.messages.filter(direction=Direction.INCOMING, pk__gt=answered)
    return list(messages.order_by("-pk")[:CONTEXT_LINES])[::-1]


def _answered_up_to(conversation: Conversation) -> int:
    # Campaigns and system messages answer nothing.
    written = conversation.messages.filter(
        direction=Direction.OUTGOING, author_kind__in=[AuthorKind.BOT, AuthorKind.AGENT]
    ).aggregate(last=Max("pk"))["last"]
    turn = (
        Turn.objects.filter(conversation=conversation, state=Turn.State.DONE)
        .exclude(outcome__in=UNANSWERED)
        .aggregate(last=Max("answers"))["last"]
    )
    return max(context_start(conversation), int(written or 0), int(turn or 0))


def snapshot_of(
    conversation: Conversation, burst: Sequence[Message], settings: BotSettings, began: float | None = None
) -> Snapshot:
    """`began` is when the turn did, by time.monotonic(): its time runs from there."""
    start = context_start(conversation)
    lines = _lines(conversation, start, before=burst[0].pk)
    now = _with_readings(burst)
    language = _language((*lines, *now))
    return Snapshot(
        burst=now,
        lines=lines,
        past=past_turns(conversation, start),
        customer_name=conversation.customer.name,
        language=language,
        persona=persona_of(settings),
        account=account_of(conversation, start, began),
        background=background_of(conversation) if is_model_configured() else (),
        earlier=earlier_conversations(conversation, language),
        never_say=tuple(settings.never_say.splitlines()),
        paused=_paused(conversation, burst, settings) if is_model_configured() else "",
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


def bare_snapshot(burst: Sequence[Message]) -> Snapshot:
    """Only what the customer wrote just now; needs nothing but the messages."""
    return Snapshot(burst=tuple(_line(message) for message in burst))


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


def _lines(conversation: Conversation, start: int, before: int) -> tuple[Line, ...]:
    messages = conversation.messages.filter(pk__gt=start, pk__lt=before).order_by("-pk")
    return _with_readings(list(messages[:CONTEXT_LINES])[::-1])


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
