"""Customers who write to the bot as WhatsApp would deliver it, and what came of each turn."""

import itertools
import time
import uuid
from dataclasses import dataclass

from django.utils import timezone

from accounts.models import Role, User
from chatbot.engine.languages import guess_language
from chatbot.knowledge import find_candidates
from chatbot.meaning import sense_of
from chatbot.models import Article, Turn
from chatbot.services import take_turn
from conversations.models import Channel, Conversation, Direction, MessageType, TimelineKind
from conversations.services.assignment import assign_conversation
from conversations.services.identities import Sender
from conversations.services.incoming import IncomingMessage, record_incoming
from conversations.services.lifecycle import return_to_bot
from evaluation.sets import MEDIA, Script, Step, Utterance

SMALL_TALK, KNOWN, UNKNOWN, MEDIA_REASON = "small_talk", "known", "unknown", "media"
# What the bot does not do or tell, and says so: nothing was answered.
REFUSED = ("not_granted", "private", "off_topic")
_numbers = itertools.count(5_511_900_000_000)


@dataclass(frozen=True, slots=True)
class Played:
    """A turn as it went. `kind` is one of article, small_talk, unknown, media, hand_over, silent, failed."""

    kind: str
    reason: str
    intent: str
    confidence: float
    articles: tuple[str, ...]
    found: tuple[str, ...]
    source_text: str
    text: str
    question: str
    team: str
    note: str
    language: str
    provider: str
    tokens: int
    calls: int
    seconds: float
    cpu: float
    error: str = ""


class Customer:
    """One phone, one conversation."""

    def __init__(self, channel: Channel) -> None:
        self.channel = channel
        self.sender = Sender(phone=str(next(_numbers)), name="Maria Souza")

    def write(self, lines: tuple[str, ...]) -> Conversation:
        record_incoming(self.channel, [self._message(line) for line in lines])
        return Conversation.objects.filter(customer__phone=f"+{self.sender.phone}").latest("created_at")

    def _message(self, line: str) -> IncomingMessage:
        kind, _, rest = line.removeprefix("[").partition("]") if line.startswith("[") else ("", "", line)
        type = MessageType(kind) if kind in MEDIA else MessageType.TEXT
        content = rest.strip() if kind in MEDIA else line
        return IncomingMessage(
            external_id=f"wamid.{uuid.uuid4()}",
            sender=self.sender,
            written_at=timezone.now(),
            type=type,
            content=content,
        )

    def say(self, lines: tuple[str, ...]) -> Played:
        conversation = self.write(lines)
        started, cpu = time.perf_counter(), time.process_time()
        take_turn(conversation.pk)
        return _played(conversation, time.perf_counter() - started, time.process_time() - cpu)


def play_utterance(channel: Channel, utterance: Utterance) -> Played:
    return Customer(channel).say(utterance.lines)


def play_script(channel: Channel, script: Script) -> list[Played]:
    customer = Customer(channel)
    return [_step(customer, step) for step in script.steps]


def _step(customer: Customer, step: Step) -> Played:
    if step.is_return:
        _return_to_bot(customer)
    return customer.say(step.lines)


def _return_to_bot(customer: Customer) -> None:
    """A person takes it out of the queue and gives it back."""
    person, _ = User.objects.get_or_create(
        email="evaluation@example.com", defaults={"role": Role.ADMIN, "name": "Eva"}
    )
    conversation = Conversation.objects.get(customer__phone=f"+{customer.sender.phone}")
    assign_conversation(conversation.pk, agent=person, by=person)
    return_to_bot(conversation.pk, by=person)


def _played(conversation: Conversation, seconds: float, cpu: float) -> Played:
    conversation = Conversation.objects.select_related("team").get(pk=conversation.pk)
    turn = Turn.objects.filter(conversation=conversation).latest("answers")
    answer = conversation.messages.filter(direction=Direction.OUTGOING, pk__gt=turn.answers_id).last()
    entry = conversation.timeline.filter(kind=TimelineKind.HANDOFF).last()
    is_person = turn.outcome == Turn.Outcome.HANDED_OVER
    text = answer.content if answer else ""
    used = {source["id"] for source in turn.sources}
    language = guess_language(" ".join(m.content for m in conversation.messages.filter(direction=Direction.INCOMING)))
    sense = sense_of(turn.question)
    found = find_candidates(turn.question, language=language, sense=sense) if turn.question else []
    names = names_of(used | {candidate.id for candidate in found})
    return Played(
        kind=_kind(turn),
        reason=turn.reason,
        intent=turn.intent,
        confidence=turn.confidence,
        articles=tuple(names[source["id"]] for source in turn.sources),
        found=tuple(names[candidate.id] for candidate in found),
        source_text="\n".join(c.content for c in found if c.id in used),
        text=text,
        question=turn.question,
        team=conversation.team.name if is_person and conversation.team else "",
        note=str(entry.data.get("reason", "")) if is_person and entry else "",
        language=guess_language(text),
        provider=turn.provider,
        tokens=turn.tokens,
        calls=turn.calls,
        seconds=seconds,
        cpu=cpu,
        error=turn.error,
    )


def names_of(articles: set[int]) -> dict[int, str]:
    """By which the sets know an article: its Portuguese title, whatever language it was found in."""
    rows = list(Article.objects.filter(pk__in=articles).only("title", "language", "key"))
    keys = [row.key for row in rows if row.key]
    portuguese = Article.objects.filter(language=Article.Language.PORTUGUESE, key__in=keys)
    titles = dict(portuguese.values_list("key", "title"))
    return {row.pk: titles.get(row.key, row.title) for row in rows}


def _kind(turn: Turn) -> str:
    if turn.outcome == Turn.Outcome.HANDED_OVER:
        return "hand_over"
    if turn.outcome == Turn.Outcome.SILENT:
        return "silent"
    if turn.outcome != Turn.Outcome.ANSWERED:
        return "failed"
    if turn.reason in (UNKNOWN, *REFUSED):
        return UNKNOWN
    return {KNOWN: "article", MEDIA_REASON: MEDIA_REASON}.get(turn.reason, SMALL_TALK)
