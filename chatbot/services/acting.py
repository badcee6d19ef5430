"""Carrying out a decision in a conversation whose row is locked and whose seat is the built-in bot's."""

from dataclasses import dataclass

from django.utils import timezone

from accounts.models import Team
from accounts.services.hours import is_open, next_opening
from chatbot.engine.text import words
from chatbot.engine.texts import away_text, hand_over_text
from chatbot.engine.types import Action, Decision, Part, Reason, Snapshot
from chatbot.models import BotSettings, Turn
from chatbot.models.settings import TEAM
from chatbot.services.dialogues import forget, remember
from conversations.composed import Composed
from conversations.events import publish
from conversations.models import Attachment, Conversation
from conversations.services.bot_files import queue_document, store_file
from conversations.services.lifecycle import hand_over
from conversations.services.routing import queue_position
from conversations.services.sending import MAX_TEXT, Draft, queue_message

TEAMS = Composed(Team.objects.all)
# Where the customer may have said whom to.
ASKED_FOR = (Reason.HUMAN, Reason.COMPLAINT, Reason.CANCELLATION)


@dataclass(frozen=True, slots=True)
class Ready:
    """A decision with its files in the storage."""

    decision: Decision
    files: dict[Part, Attachment]


def make_ready(conversation: Conversation, decision: Decision) -> Ready:
    """Before the transaction: the storage may be a network away."""
    return Ready(
        decision,
        {
            part: store_file(conversation, filename=part.filename, mime_type=part.mime_type, content=part.content)
            for part in decision.parts
            if part.filename
        },
    )


def act(conversation: Conversation, ready: Ready, snapshot: Snapshot, bot: BotSettings) -> Turn.Outcome:
    decision = ready.decision
    if decision.action == Action.SILENT:
        conversation.customer_waiting_since = None
        conversation.save(update_fields=["customer_waiting_since"])
        return Turn.Outcome.SILENT
    if decision.action == Action.ANSWER and conversation.is_window_open:
        queue_message(conversation, draft=Draft(content=decision.text[:MAX_TEXT]), author=None)
        _queue_parts(conversation, ready)
        is_asking = bool(snapshot.account and snapshot.account.slots)
        remember(conversation, decision, snapshot.start, is_asking=is_asking)
        return Turn.Outcome.ANSWERED
    if snapshot.start or snapshot.lines:
        forget(conversation)
    _hand_over(conversation, decision, snapshot, bot)
    return Turn.Outcome.HANDED_OVER


def _queue_parts(conversation: Conversation, ready: Ready) -> None:
    for part in ready.decision.parts:
        if part in ready.files:
            queue_document(conversation, ready.files[part])
        else:
            queue_message(conversation, draft=Draft(content=part.text[:MAX_TEXT]), author=None)


def _hand_over(conversation: Conversation, decision: Decision, snapshot: Snapshot, bot: BotSettings) -> None:
    """Into the queue, with a note for the agent and a text to the customer that tells their place in it."""
    events = hand_over(
        conversation,
        by=None,
        reason=decision.note or snapshot.question,
        team=team_of(decision, snapshot, bot),
        data={"intent": decision.intent, "cause": decision.reason.value},
        is_urgent=decision.reason == Reason.DANGER,
    )
    # After the window has closed WhatsApp takes no free text; the agent sees the note all the same.
    if not conversation.is_window_open:
        publish(*events)
    else:
        text = hand_over_text(
            decision.text,
            language=snapshot.language,
            protocol=conversation.protocol,
            position=queue_position(conversation),
            away=_away(conversation.team, snapshot.language),
        )
        # The customer goes on waiting, now for a person, who has read nothing of it yet.
        queue_message(conversation, draft=Draft(content=text[:MAX_TEXT]), author=None, events=events, is_answer=False)


def _away(team: Team | None, language: str) -> str:
    """Out of the team's hours: when somebody is there; nothing while somebody should be."""
    now = timezone.now()
    if team is None or is_open(team, now):
        return ""
    return away_text(language, now=timezone.localtime(now), back=next_opening(team, now))


def team_of(decision: Decision, snapshot: Snapshot, bot: BotSettings) -> Team | None:
    """The one that the customer names, else the matter's, the intent's, the article's; null is the default team."""
    if decision.reason in ASKED_FOR and (named := _named_team(snapshot.question)):
        return named
    for intent in (decision.matter, decision.intent):
        if found := bot.team_for(intent):
            return found
    return TEAM.first(decision.team_id) if decision.team_id else None


def _named_team(question: str) -> Team | None:
    """ "Me passa pro financeiro"."""
    said = f" {' '.join(words(question))} "
    return next((team for team in TEAMS() if f" {' '.join(words(team.name))} " in said), None)
