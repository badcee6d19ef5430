"""What happens to conversations, told after the commit. See `accounts.events` for the door itself."""

from dataclasses import dataclass
from uuid import UUID

from accounts.events import publish, subscribe

__all__ = [
    "BotSeatFreed",
    "ConversationAssigned",
    "ConversationChanged",
    "ConversationClosed",
    "ConversationCreated",
    "ConversationQueued",
    "CustomerErased",
    "DraftChanged",
    "FileChanged",
    "FileExpected",
    "Mentioned",
    "MessageChanged",
    "MessageEchoed",
    "MessageHeld",
    "MessageQueued",
    "MessageReceived",
    "MessageStatusChanged",
    "MessagesRead",
    "NoteAdded",
    "QueueLeft",
    "RoomAppeared",
    "ScheduledFailed",
    "ScheduledSent",
    "SlaBreached",
    "SlaWarned",
    "SnoozeEnded",
    "publish",
    "subscribe",
]


@dataclass(frozen=True, slots=True)
class ConversationCreated:
    conversation_id: UUID


@dataclass(frozen=True, slots=True)
class ConversationChanged:
    """Anything that a list or a panel shows: status, assignee, team, labels, priority, unread.

    `previous_agent_id` is who had it before this change took it away from them; `previous_team_id` whose queue or
    list it stood in, if that is another one now.
    """

    conversation_id: UUID
    previous_agent_id: int | None = None
    previous_team_id: int | None = None


@dataclass(frozen=True, slots=True)
class ConversationQueued:
    conversation_id: UUID
    team_id: int | None


@dataclass(frozen=True, slots=True)
class QueueLeft:
    """It left the queue: taken, assigned, closed or transferred."""

    conversation_id: UUID
    team_id: int | None


@dataclass(frozen=True, slots=True)
class ConversationAssigned:
    """To a person, or to a bot agent."""

    conversation_id: UUID
    agent_id: int
    previous_agent_id: int | None = None


@dataclass(frozen=True, slots=True)
class BotSeatFreed:
    """A bot agent left it behind: it is the built-in bot's now."""

    conversation_id: UUID


@dataclass(frozen=True, slots=True)
class ConversationClosed:
    conversation_id: UUID


@dataclass(frozen=True, slots=True)
class RoomAppeared:
    """An agent can perhaps take one more."""

    agent_id: int


@dataclass(frozen=True, slots=True)
class MessageReceived:
    message_id: int
    conversation_id: UUID


@dataclass(frozen=True, slots=True)
class MessageQueued:
    """An outgoing message stands in the outbox."""

    message_id: int
    conversation_id: UUID


@dataclass(frozen=True, slots=True)
class MessageHeld:
    """It was sent, and goes out after these seconds unless it is undone."""

    scheduled_id: int
    seconds: float


@dataclass(frozen=True, slots=True)
class MessageEchoed:
    """The business wrote it on its own phone."""

    message_id: int
    conversation_id: UUID


@dataclass(frozen=True, slots=True)
class MessageChanged:
    """Somebody reacted to it, edited it or took it back."""

    message_id: int
    conversation_id: UUID


@dataclass(frozen=True, slots=True)
class MessageStatusChanged:
    message_id: int
    conversation_id: UUID
    status: str


@dataclass(frozen=True, slots=True)
class MessagesRead:
    """Somebody of ours has seen what the customer wrote; `is_answering` when an answer is being made."""

    conversation_id: UUID
    is_answering: bool = False


@dataclass(frozen=True, slots=True)
class NoteAdded:
    entry_id: int
    conversation_id: UUID


@dataclass(frozen=True, slots=True)
class Mentioned:
    """People were named in a note."""

    entry_id: int
    conversation_id: UUID
    user_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class FileExpected:
    """A file waits for a worker that fetches or prepares it."""

    attachment_id: UUID


@dataclass(frozen=True, slots=True)
class FileChanged:
    """A message's file is there now, or will not be."""

    message_id: int
    conversation_id: UUID
    is_outgoing: bool


@dataclass(frozen=True, slots=True)
class DraftChanged:
    """Told to nobody but who writes it: their other pages show it too."""

    user_id: int
    conversation_id: UUID
    kind: str
    text: str
    version: str


@dataclass(frozen=True, slots=True)
class ScheduledSent:
    """What somebody had written for later stands in the outbox now, as this message."""

    scheduled_id: int
    message_id: int


@dataclass(frozen=True, slots=True)
class ScheduledFailed:
    """What somebody had written for later did not go out; it waits for a decision."""

    author_id: int
    conversation_id: UUID
    detail: str


@dataclass(frozen=True, slots=True)
class SnoozeEnded:
    """What its agent had set aside is back before them: its `cause` is the time, or the customer who wrote. Unanswered
    is what we wrote last, when its time has come."""

    conversation_id: UUID
    agent_id: int | None
    cause: str
    is_unanswered: bool = False


@dataclass(frozen=True, slots=True)
class SlaWarned:
    """What was promised to the customer is soon due."""

    clock_id: int
    conversation_id: UUID


@dataclass(frozen=True, slots=True)
class SlaBreached:
    """What was promised to the customer was not kept."""

    clock_id: int
    conversation_id: UUID


@dataclass(frozen=True, slots=True)
class CustomerErased:
    """Nobody's any more: these conversations. Told within the erasure, which makes other apps forget the customer,
    too; the rest is what they find them by."""

    conversation_ids: tuple[UUID, ...]
    phone: str
    traces: tuple[str, ...]
    external_ids: tuple[str, ...]
