"""The bot's turn in a conversation: claim it, think outside of any transaction, act in one.

A turn belongs to the newest message that it answers. Of two workers one gets it (a unique row); of a worker and an
agent the agent wins (the seat is checked again under the conversation's lock); a draft that a newer message overtook
is dropped, and the newer message's turn answers both.
"""

import time
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import structlog
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from chatbot.engine.decisions import hand_over
from chatbot.engine.types import Decision, Reason, Snapshot
from chatbot.models import BotSettings, Turn
from chatbot.services.acting import act, make_ready
from chatbot.services.budget import charge, cost_of
from chatbot.services.context import Present, bare_snapshot, present_of, snapshot_of
from chatbot.services.listening import read_files, waits_for_files
from chatbot.services.stays import follow
from chatbot.services.thinking import think
from conversations.composed import Composed
from conversations.exceptions import Overtaken
from conversations.models import Conversation, Message, Status
from conversations.punctual import until
from conversations.services.details import tell_read_by_bot
from conversations.services.sending import locked_bot_seat

log = structlog.get_logger(__name__)
# What is asked over the network ends by then, all of a turn's calls together: WhatsApp shows "typing" for 25 seconds.
SECONDS = 22.0
# Of these so many for hearing and seeing, so that some are left for the answer.
READING_SECONDS = 12.0
# Longer than that: a claim that is older belongs to a worker that died.
CLAIM = timedelta(seconds=30)
MAX_ATTEMPTS = 3
# A file that is being fetched is looked for again after so many seconds.
FILE_STEP = 1.0
# So soon a message asks again that came while the bot thought about an earlier one.
BUSY_STEP = 1.0
ABANDONED = timedelta(minutes=10)
ERROR = 300


def _in_bot_seat(conversation_id: UUID) -> QuerySet[Conversation]:
    rows = Conversation.objects.select_related("customer")
    return rows.filter(pk=conversation_id, status=Status.BOT, assigned_to=None)


IN_BOT_SEAT = Composed(_in_bot_seat, UUID(int=1))


@dataclass(frozen=True, slots=True)
class TurnResult:
    """`outcome` is a turn's, or "nothing" (no answer is owed), "not_yet" (wait `due_in` seconds), "taken"."""

    outcome: str
    due_in: float = 0.0


def take_turn(conversation_id: UUID) -> TurnResult:
    """Answer what the customer wrote, if it is the built-in bot's turn. Safe to call at any time, any number of
    times, from any number of workers."""
    conversation = IN_BOT_SEAT.first(conversation_id)
    present = present_of(conversation) if conversation else None
    if conversation is None or present is None or not (burst := present.burst):
        _owe_nothing(conversation)
        return TurnResult("nothing")
    due_in = _seconds_until_due(burst[-1])
    if due_in > 0:
        return TurnResult("not_yet", due_in)
    if waits_for_files(burst):
        return TurnResult("not_yet", FILE_STEP)
    turn = _claim(conversation, burst[-1])
    if turn is None and _is_busy(conversation, burst[-1]):
        return TurnResult("not_yet", BUSY_STEP)
    if turn is not None:
        # "Typing …" only where it takes a while: a sign that comes after its answer would stand for 25 seconds.
        is_slow = bool(settings.OPENAI_API_KEY or settings.OPENAI_BASE_URL)
        tell_read_by_bot(conversation.pk, is_answering=is_slow)
    return TurnResult(_run(turn, conversation, present)) if turn else TurnResult("taken")


def due_conversations(limit: int = 500) -> list[UUID]:
    """For the sweeper: who has been waiting for the bot for longer than it should take."""
    overdue = timezone.now() - timedelta(milliseconds=settings.CHATBOT_WAIT_MS) - timedelta(seconds=5)
    waiting = Conversation.objects.filter(
        status=Status.BOT, assigned_to=None, customer_waiting_since__isnull=False, customer_waiting_since__lt=overdue
    )
    return list(waiting.order_by("customer_waiting_since").values_list("pk", flat=True)[:limit])


def close_abandoned_turns() -> int:
    """Turns of workers that died in conversations that have moved on since. Returns how many."""
    return Turn.objects.filter(state=Turn.State.RUNNING, claimed_at__lt=timezone.now() - ABANDONED).update(
        state=Turn.State.DONE, outcome=Turn.Outcome.FAILED, error="abandoned"
    )


def _seconds_until_due(newest: Message) -> float:
    due = newest.stored_at + timedelta(milliseconds=settings.CHATBOT_WAIT_MS)
    return (due - timezone.now()).total_seconds()


def _owe_nothing(conversation: Conversation | None) -> None:
    """Nothing is unanswered though the row says that the customer waits: set it right, or the sweeper never rests."""
    if conversation is None or conversation.customer_waiting_since is None:
        return
    with transaction.atomic():
        locked = Conversation.objects.locked(conversation.pk)
        if locked.status == Status.BOT and not present_of(locked).burst:
            locked.customer_waiting_since = None
            locked.save(update_fields=["customer_waiting_since"])


def _claim(conversation: Conversation, newest: Message) -> Turn | None:
    """The turn, ours alone; null when another worker has it or had it, or still thinks about an earlier message."""
    if turn := _begin(conversation, newest):
        return turn
    if _close_dead(conversation, newest) and (turn := _begin(conversation, newest)):
        return turn
    mine = Turn.objects.filter(
        conversation=conversation,
        answers=newest,
        state=Turn.State.RUNNING,
        claimed_at__lt=timezone.now() - CLAIM,
    )
    if not mine.update(claimed_at=timezone.now(), attempts=F("attempts") + 1):
        return None
    return Turn.objects.get(conversation=conversation, answers=newest)


def _begin(conversation: Conversation, newest: Message) -> Turn | None:
    """Null where this message has its turn already, or another one's is running."""
    try:
        with transaction.atomic():
            return Turn.objects.create(conversation=conversation, answers=newest)
    except IntegrityError:
        return None


def _close_dead(conversation: Conversation, newest: Message) -> int:
    """An earlier message's turn whose worker died: should it come back, it finds its claim gone and writes nothing."""
    earlier = Turn.objects.filter(conversation=conversation, state=Turn.State.RUNNING).exclude(answers=newest)
    return earlier.filter(claimed_at__lt=timezone.now() - CLAIM).update(
        state=Turn.State.DONE, outcome=Turn.Outcome.FAILED, error="abandoned"
    )


def _is_busy(conversation: Conversation, newest: Message) -> bool:
    running = Turn.objects.filter(conversation=conversation, state=Turn.State.RUNNING)
    return running.exclude(answers=newest).exists()


def _run(turn: Turn, conversation: Conversation, present: Present) -> str:
    """Think and act. Whatever goes wrong, the customer and an agent see it; when even that fails (the database is
    away), the claim runs out and another worker takes the turn."""
    started = time.monotonic()
    # Enough to apologise with, should it be the looking up that fails.
    bot, snapshot = BotSettings(), bare_snapshot(present)
    try:
        bot = BotSettings.load()
        with until(started + READING_SECONDS):
            read_files(present.burst, bot)
        snapshot = snapshot_of(conversation, present, bot, started)
        with until(started + SECONDS):
            decision = think(snapshot) if turn.attempts <= MAX_ATTEMPTS else _apology(snapshot)
        charge(bot, decision.draft)
        return _finish(turn, decision, snapshot, bot, started)
    except Overtaken:
        return _drop(turn)
    except Exception as error:  # noqa: BLE001  never silence
        log.exception("turn failed", turn=str(turn.pk))
        return _fail(turn, snapshot, bot, started, error)


def _drop(turn: Turn) -> str:
    """Nothing was written; another worker may hold the turn by now."""
    return Turn.Outcome.OVERTAKEN if _end(turn, outcome=Turn.Outcome.OVERTAKEN) else "taken"


def _apology(snapshot: Snapshot) -> Decision:
    return hand_over(snapshot, Reason.ERROR, "other", confidence=0.0)


def _fail(turn: Turn, snapshot: Snapshot, bot: BotSettings, started: float, error: Exception) -> str:
    turn.error = type(error).__name__
    try:
        return _finish(turn, _apology(snapshot), snapshot, bot, started)
    except Overtaken:
        return _drop(turn)


def _finish(turn: Turn, decision: Decision, snapshot: Snapshot, bot: BotSettings, started: float) -> str:
    """Write the answer or the hand-over and the turn's end in one transaction. Returns the outcome. Raises
    Overtaken."""
    ready = make_ready(turn.conversation, decision)
    with transaction.atomic():
        conversation = locked_bot_seat(turn.conversation_id, answers=turn.answers_id)
        outcome = act(conversation, ready, snapshot, bot)
        draft = decision.draft
        ended = _end(
            turn,
            outcome=outcome,
            stay=follow(conversation, outcome, decision, snapshot, bot),
            question=snapshot.question,
            provider=draft.provider if draft else "rules",
            intent=decision.intent,
            confidence=decision.confidence,
            should_transfer=outcome == Turn.Outcome.HANDED_OVER,
            reason=decision.reason.value,
            sources=[candidate.source for candidate in decision.sources],
            retrieved=[candidate.found for candidate in decision.retrieved],
            latency_ms=round((time.monotonic() - started) * 1000),
            tokens=draft.tokens if draft else 0,
            calls=draft.calls if draft else 0,
            cost=cost_of(bot, draft),
            error=((draft.error if draft else "") or turn.error)[:ERROR],
        )
        if not ended:
            raise Overtaken  # our claim had run out, and another worker holds the turn
    return outcome


def _end(turn: Turn, **fields: object) -> int:
    mine = Turn.objects.filter(pk=turn.pk, state=Turn.State.RUNNING, attempts=turn.attempts)
    return mine.update(state=Turn.State.DONE, **fields)
