"""What can happen in a history. Each step plays itself on the scene; `after` is minutes since the step before it."""

from dataclasses import dataclass
from typing import Protocol

from conversations.models import MessageStatus, MessageType, Priority, Resolution, Status, TimelineKind
from helpdesk.demo.catalogue import template_content
from helpdesk.demo.files import attach
from helpdesk.demo.scene import Content, Scene


class Step(Protocol):
    @property
    def after(self) -> float | None: ...

    @property
    def usual_minutes(self) -> float:
        """How long it takes people to get to this when the history does not say."""
        ...

    def play(self, scene: Scene) -> None: ...


def writing_minutes(text: str) -> float:
    """Reading, thinking, typing on a phone."""
    return 0.5 + len(text) / 140


@dataclass(frozen=True, slots=True)
class Says:
    """The customer writes."""

    text: str
    after: float | None = None

    @property
    def usual_minutes(self) -> float:
        return writing_minutes(self.text)

    def play(self, scene: Scene) -> None:
        scene.receive(Content(self.text))


@dataclass(frozen=True, slots=True)
class Shows:
    """The customer sends a picture."""

    file: str
    caption: str = ""
    after: float | None = None
    usual_minutes: float = 1.5

    def play(self, scene: Scene) -> None:
        media = attach(scene, self.file)
        scene.receive(Content(self.caption, MessageType.IMAGE, media=media))


@dataclass(frozen=True, slots=True)
class Bot:
    text: str
    after: float | None = None
    usual_minutes: float = 0.07

    def play(self, scene: Scene) -> None:
        scene.send(Content(self.text), None)


@dataclass(frozen=True, slots=True)
class Agent:
    """Whoever has the conversation answers, or `by`."""

    text: str
    by: str = ""
    after: float | None = None
    status: MessageStatus | None = None

    @property
    def usual_minutes(self) -> float:
        return writing_minutes(self.text) * 0.8

    def play(self, scene: Scene) -> None:
        message = scene.send(Content(self.text), scene.agent(self.by))
        if self.status is not None:
            message.status = self.status


@dataclass(frozen=True, slots=True)
class Fails:
    """An agent's message that WhatsApp refused."""

    text: str
    code: str
    detail: str
    after: float | None = None
    usual_minutes: float = 1

    def play(self, scene: Scene) -> None:
        message = scene.send(Content(self.text), scene.agent())
        message.status, message.sent_at = MessageStatus.FAILED, None
        message.error = {"code": self.code, "detail": self.detail}


@dataclass(frozen=True, slots=True)
class SendsTemplate:
    """To whom the customer is new, it begins the conversation, which waits for the customer then."""

    name: str
    values: tuple[str, ...]
    by: str = ""
    after: float | None = None
    usual_minutes: float = 1

    def play(self, scene: Scene) -> None:
        text, payload = template_content(self)
        if not scene.messages:
            seat(scene, self.by)
            scene.conversation.status = Status.WAITING
        scene.send(Content(text, MessageType.TEMPLATE, payload), scene.agent(self.by))


@dataclass(frozen=True, slots=True)
class HandsOff:
    """The bot gives up its seat: into a team's queue."""

    reason: str
    team: str = "Suporte"
    after: float | None = None
    usual_minutes: float = 0.02

    def play(self, scene: Scene) -> None:
        enqueue(scene, self.team)
        scene.note(TimelineKind.HANDOFF, reason=self.reason, team=self.team)


@dataclass(frozen=True, slots=True)
class Takes:
    """An agent takes it from the queue; `routed` when the system gave it."""

    by: str
    after: float | None = None
    routed: bool = False
    usual_minutes: float = 2.5

    def play(self, scene: Scene) -> None:
        seat(scene, self.by)
        agent = scene.agent()
        scene.note(TimelineKind.ASSIGNED, actor=None if self.routed else agent, agent=agent.name, agent_id=agent.pk)


@dataclass(frozen=True, slots=True)
class TransfersToTeam:
    team: str
    reason: str
    after: float | None = None
    usual_minutes: float = 1

    def play(self, scene: Scene) -> None:
        by = scene.agent()
        enqueue(scene, self.team)
        scene.note(TimelineKind.TRANSFERRED, actor=by, reason=self.reason, team=self.team)


@dataclass(frozen=True, slots=True)
class TransfersToAgent:
    to: str
    reason: str
    after: float | None = None
    usual_minutes: float = 1

    def play(self, scene: Scene) -> None:
        by = scene.agent()
        seat(scene, self.to)
        agent = scene.agent()
        scene.note(TimelineKind.TRANSFERRED, actor=by, reason=self.reason, agent=agent.name, agent_id=agent.pk)


@dataclass(frozen=True, slots=True)
class Notes:
    text: str
    by: str = ""
    after: float | None = None
    usual_minutes: float = 0.8

    def play(self, scene: Scene) -> None:
        scene.note(TimelineKind.NOTE, actor=scene.agent(self.by), text=self.text)


@dataclass(frozen=True, slots=True)
class Labels:
    names: tuple[str, ...]
    by: str = ""
    after: float | None = None
    usual_minutes: float = 0.2

    def play(self, scene: Scene) -> None:
        scene.labels += [scene.cast.labels[name] for name in self.names]
        scene.note(TimelineKind.LABELS, actor=scene.agent(self.by), added=sorted(self.names), removed=[])


@dataclass(frozen=True, slots=True)
class Prioritises:
    priority: Priority
    by: str = ""
    after: float | None = None
    usual_minutes: float = 0.3

    def play(self, scene: Scene) -> None:
        scene.conversation.priority = self.priority
        scene.note(TimelineKind.PRIORITY, actor=scene.agent(self.by), priority=self.priority.name.lower())


@dataclass(frozen=True, slots=True)
class Waits:
    """The agent waits for the customer."""

    after: float | None = None
    usual_minutes: float = 0.3

    def play(self, scene: Scene) -> None:
        scene.conversation.status = Status.WAITING
        scene.note(TimelineKind.WAITING, actor=scene.agent())


@dataclass(frozen=True, slots=True)
class Resumes:
    """The customer, for whom it waited, writes again."""

    text: str
    after: float | None = None
    usual_minutes: float = 60

    def play(self, scene: Scene) -> None:
        scene.receive(Content(self.text))
        scene.conversation.status = Status.IN_PROGRESS
        scene.note(TimelineKind.RESUMED)


@dataclass(frozen=True, slots=True)
class Closes:
    """By whoever has it; by the bot when nobody has."""

    notes: str = ""
    resolution: Resolution = Resolution.RESOLVED
    after: float | None = None
    usual_minutes: float = 2

    def play(self, scene: Scene) -> None:
        conversation = scene.conversation
        conversation.status, conversation.closed_at = Status.CLOSED, scene.at
        conversation.resolution, conversation.notes = self.resolution, self.notes
        conversation.unread, conversation.customer_waiting_since = 0, None
        actor = conversation.assigned_to
        scene.note(TimelineKind.CLOSED, actor=actor, text=self.notes, resolution=self.resolution.value)


def enqueue(scene: Scene, team: str) -> None:
    conversation = scene.conversation
    conversation.status, conversation.assigned_to, conversation.assigned_at = Status.QUEUE, None, None
    conversation.team, conversation.queued_at = scene.cast.teams[team], scene.at


def seat(scene: Scene, agent: str) -> None:
    """Whoever sits down reads what is there."""
    conversation = scene.conversation
    conversation.status, conversation.assigned_to = Status.IN_PROGRESS, scene.cast.agents[agent]
    conversation.assigned_at, conversation.unread = scene.at, 0
