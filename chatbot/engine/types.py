"""The engine's words."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID


class Action(StrEnum):
    ANSWER = "answer"
    HAND_OVER = "hand_over"
    SILENT = "silent"


class Reason(StrEnum):
    """Why it was decided so. Kept on the turn; a later turn of the conversation builds on it."""

    HUMAN = "human"
    COMPLAINT = "complaint"
    LEGAL = "legal"
    CANCELLATION = "cancellation"
    MEDIA = "media"
    DATA = "data"
    REPEATED = "repeated"
    UNKNOWN = "unknown"
    NOT_HELPED = "not_helped"
    KNOWN = "known"
    SMALL_TALK = "small_talk"
    NOTHING_SAID = "nothing_said"
    PROVIDER = "provider"
    ERROR = "error"
    TOOL = "tool"
    TOOL_FAILED = "tool_failed"
    IDENTITY = "identity"
    EARLIER = "earlier"
    DANGER = "danger"
    NOT_GRANTED = "not_granted"
    PRIVATE = "private"
    LANGUAGE = "language"
    OFF_TOPIC = "off_topic"


# The type of a line that says what a file shows: words about the customer's file, not the customer's.
DESCRIBED = "described"


@dataclass(frozen=True, slots=True)
class Line:
    """One message, as far as the bot can read it: `type` is the message's type."""

    author: str  # customer, bot, agent
    text: str
    type: str = "text"


@dataclass(frozen=True, slots=True)
class PastTurn:
    question: str
    intent: str = ""
    reason: str = ""
    sources: tuple[int, ...] = ()


class Way(StrEnum):
    """How an article was found, where its meaning was looked at, too."""

    TEXT = "text"
    MEANING = "meaning"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Candidate:
    """An article that may answer. `score` is how sure we are that it does, 0 to 1."""

    id: int
    title: str
    content: str
    intent: str
    score: float
    team_id: int | None = None
    language: str = ""
    way: Way | None = None

    @property
    def source(self) -> dict[str, object]:
        return {"id": self.id, "title": self.title, "score": round(self.score, 3)}

    @property
    def found(self) -> dict[str, object]:
        """For the record of what was found."""
        return {**self.source, "way": self.way.value} if self.way else self.source


@dataclass(frozen=True, slots=True)
class Earlier:
    """A conversation of this customer that is over: when, about what, and how it ended."""

    day: date
    protocol: str
    intent: str = ""
    # The matter in the customer's language.
    matter: str = ""
    resolution: str = ""
    # The agents' own words, masked: for a model, and never told as they stand.
    labels: tuple[str, ...] = ()
    notes: str = ""

    @property
    def told(self) -> str:
        """For a model."""
        about = ", ".join(part for part in (self.intent, *self.labels) if part)
        parts = (f"about {about}" if about else "", f"ended as {self.resolution or 'closed'}", self.notes)
        what = "; ".join(part for part in parts if part)
        return f"earlier conversation of {self.day.isoformat()}, protocol {self.protocol}: {what}"

    @property
    def facts(self) -> str:
        """What may be said of it, however it is written."""
        return f"{self.day.isoformat()} {self.day:%d/%m/%Y} {self.day:%d/%m} {self.protocol}"


@dataclass(frozen=True, slots=True)
class Persona:
    name: str = ""
    company: str = ""
    greeting: str = ""
    answer_from: float = 0.5
    # Below it nobody is asked for other words: a person comes at once.
    hand_over_from: float = 0.0
    hands_over_cancellation: bool = True
    hands_over_anger: bool = True
    hands_over_legal: bool = True
    # For a model.
    tone: str = ""
    instructions: str = ""


@dataclass(frozen=True, slots=True)
class Account:
    """Who asks, for the tools, and what was found out before."""

    conversation_id: UUID
    customer_id: UUID
    slots: dict[str, Any] = field(default_factory=dict)
    # By time.monotonic(): what is not done by then is not done in this turn.
    deadline: float = float("inf")


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All that a decision stands on."""

    burst: tuple[Line, ...]
    lines: tuple[Line, ...] = ()
    past: tuple[PastTurn, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    customer_name: str = ""
    language: str = "pt-br"
    persona: Persona = field(default_factory=Persona)
    # Null: without tools.
    account: Account | None = None
    # For a model: the customer's data.
    background: tuple[str, ...] = ()
    # The latest first.
    earlier: tuple[Earlier, ...] = ()
    never_say: tuple[str, ...] = ()
    # Why no model is asked this time; empty: one may be.
    paused: str = ""
    # Behind which number the present part of the conversation began; 0: it began with the conversation.
    start: int = 0

    @property
    def question(self) -> str:
        return "\n".join(line.text for line in self.burst if line.text.strip())

    @property
    def own_words(self) -> str:
        """Without what a file shows: that is nobody's wish."""
        return "\n".join(line.text for line in self.burst if line.type != DESCRIBED and line.text.strip())

    @property
    def last(self) -> PastTurn | None:
        return self.past[-1] if self.past else None


@dataclass(frozen=True, slots=True)
class Draft:
    """What a provider proposes."""

    reply: str
    intent: str
    confidence: float
    action: Action
    reason: str = ""
    sources: tuple[int, ...] = ()
    # An article's own words: to send them a second time would be a loop.
    is_verbatim: bool = False
    # A hand-over or small talk that the provider recognised by itself, and as what.
    cause: Reason | None = None
    provider: str = "offline"
    tokens: int = 0
    error: str = ""
    # What a model was asked for it: how often, and how many of the tokens were read by it.
    calls: int = 0
    prompt_tokens: int = 0
    # What the customer gave and the model saw only masked.
    given: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A message after the answer: a text that is copied as a whole, or a file."""

    text: str = ""
    filename: str = ""
    mime_type: str = ""
    content: bytes = b""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the customer is asked to confirm."""

    tool: str
    subscriber_id: str
    arguments: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Decision:
    action: Action
    reason: Reason
    intent: str
    confidence: float
    # What the customer reads; upon a hand-over the protocol and the position follow it.
    text: str = ""
    # What the agent reads upon a hand-over.
    note: str = ""
    # What it is about where the intent does not say (a wish for a person, a complaint): who should take over.
    matter: str = ""
    sources: tuple[Candidate, ...] = ()
    team_id: int | None = None
    draft: Draft | None = None
    # All that was found, for the record.
    retrieved: tuple[Candidate, ...] = ()
    parts: tuple[Part, ...] = ()
    # What is to be remembered until the customer's next line; null leaves it as it is.
    slots: dict[str, Any] | None = None
    proposal: Proposal | None = None
