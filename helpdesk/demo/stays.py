"""The bot's turns and stays in the histories, as they would have been written while they happened."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from chatbot.engine import moods
from chatbot.engine.decisions import answer
from chatbot.engine.languages import guess_language
from chatbot.engine.standing import standing_after
from chatbot.engine.types import Action, Candidate, Decision, Reason
from chatbot.engine.understanding import understand
from chatbot.engine.wishes import wants_human
from chatbot.models import Stay, Turn
from chatbot.services.learning import collect_solved
from chatbot.services.stays import end_stays
from conversations.models import AuthorKind, Direction, Message, TimelineEntry, TimelineKind
from helpdesk.demo.scene import Scene

SMALL = ("greeting", "thanks", "goodbye")
# How long a turn takes offline, in milliseconds.
QUICKEST, SLOWEST = 45, 420
KNOWN = Candidate(0, "", "", "", 1.0)


def store_stays(scenes: Iterable[Scene]) -> None:
    """Messages and entries have their numbers."""
    stays: list[Stay] = []
    turns: list[Turn] = []
    for scene in scenes:
        made = list(_turns(scene))
        if made:
            stays.append(made[0].stay or Stay())
            turns += made
    Stay.objects.bulk_create(stays)
    Turn.objects.bulk_create(turns)
    end_stays()
    collect_solved()


def _turns(scene: Scene) -> Iterator[Turn]:
    """Until a person comes."""
    over = _handed_over(scene)
    until = over.created_at if over else None
    stay: Stay | None = None
    asked: list[Message] = []
    for message in sorted(scene.messages, key=lambda one: one.pk):
        if message.author_kind == AuthorKind.AGENT:
            return
        if message.direction == Direction.INCOMING:
            asked.append(message)
            continue
        if message.author_kind != AuthorKind.BOT or not asked:
            continue
        decision = _decision("\n".join(one.content for one in asked), is_over=_is_after(message, until))
        stay = stay or _begun(scene, asked)
        _follow(stay, decision, message.created_at, asked, scene)
        yield _turn(scene, stay, asked, decision)
        asked = []
        if stay.state == Stay.State.HANDED_OVER:
            return


def _handed_over(scene: Scene) -> TimelineEntry | None:
    return next((entry for entry in scene.entries if entry.kind == TimelineKind.HANDOFF), None)


def _is_after(message: Message, moment: datetime | None) -> bool:
    """The words with which the bot hands over are written a moment before or after it does."""
    return moment is not None and abs((message.created_at - moment).total_seconds()) < 60  # noqa: PLR2004


def _decision(question: str, *, is_over: bool) -> Decision:
    known = understand(question)
    if is_over:
        return Decision(Action.HAND_OVER, _reason(question), known.intent, known.chance)
    if known.intent in SMALL or moods.is_thanks(question):
        intent = known.intent if known.intent in SMALL else "thanks"
        return answer("", Reason.SMALL_TALK, intent, known.chance)
    return answer("", Reason.KNOWN, known.intent, known.chance, (KNOWN,))


def _reason(question: str) -> Reason:
    if moods.cancels(question):
        return Reason.CANCELLATION
    if moods.is_angry(question):
        return Reason.COMPLAINT
    return Reason.HUMAN if wants_human(question) else Reason.UNKNOWN


def _begun(scene: Scene, asked: list[Message]) -> Stay:
    language = guess_language(" ".join(one.content for one in asked))
    return Stay(conversation=scene.conversation, language=language, began_at=asked[-1].created_at)


def _follow(stay: Stay, decision: Decision, at: datetime, asked: list[Message], scene: Scene) -> None:
    stay.standing = standing_after(stay.standing, decision, "\n".join(one.content for one in asked))
    stay.last_at, stay.confirmed_at = at, at if stay.standing == Stay.Standing.CONFIRMED else None
    if decision.intent not in (*SMALL, "other", "human", "complaint"):
        stay.intent = decision.intent
    if decision.action == Action.HAND_OVER:
        stay.state, stay.reason, stay.ended_at = Stay.State.HANDED_OVER, decision.reason.value, at
        stay.team = scene.conversation.team


def _turn(scene: Scene, stay: Stay, asked: list[Message], decision: Decision) -> Turn:
    is_over = decision.action == Action.HAND_OVER
    return Turn(
        conversation=scene.conversation,
        answers=asked[-1],
        stay=stay,
        state=Turn.State.DONE,
        outcome=Turn.Outcome.HANDED_OVER if is_over else Turn.Outcome.ANSWERED,
        question="\n".join(one.content for one in asked),
        provider="offline",
        intent=decision.intent,
        confidence=round(decision.confidence, 3),
        should_transfer=is_over,
        reason=decision.reason.value,
        latency_ms=scene.random.randint(QUICKEST, SLOWEST),
        created_at=asked[-1].created_at,
        claimed_at=asked[-1].created_at,
    )
