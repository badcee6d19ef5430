"""A conversation while its history is played: the rows it leaves behind, as the services would have left them."""

import base64
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from accounts.models import Team, User
from conversations.models import (
    Attachment,
    AuthorKind,
    Conversation,
    Direction,
    Label,
    Message,
    MessageStatus,
    MessageType,
    TimelineEntry,
    TimelineKind,
)
from conversations.services.incoming import WINDOW


@dataclass(frozen=True, slots=True)
class Cast:
    """Who and what the histories name."""

    agents: dict[str, User]
    teams: dict[str, Team]
    labels: dict[str, Label]

    @property
    def default_team(self) -> Team:
        return next(team for team in self.teams.values() if team.is_default)


@dataclass(frozen=True, slots=True)
class Content:
    """What a message carries."""

    text: str = ""
    type: MessageType = MessageType.TEXT
    payload: dict[str, Any] = field(default_factory=dict)
    media: dict[str, Any] | None = None


@dataclass
class Scene:
    """`at` is the moment being played."""

    conversation: Conversation
    cast: Cast
    random: Random
    at: datetime
    messages: list[Message] = field(default_factory=list)
    entries: list[TimelineEntry] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)

    def receive(self, content: Content) -> Message:
        message = self._message(content, Direction.INCOMING, AuthorKind.CUSTOMER, None)
        message.status = MessageStatus.RECEIVED
        conversation = self.conversation
        conversation.unread += 1
        conversation.window_expires_at = self.at + WINDOW
        conversation.customer_waiting_since = conversation.customer_waiting_since or self.at
        return message

    def send(self, content: Content, author: User | None) -> Message:
        """A null author is the built-in bot."""
        kind = AuthorKind.AGENT if author else AuthorKind.BOT
        message = self._message(content, Direction.OUTGOING, kind, author)
        message.status, message.attempts, message.claimed_at = MessageStatus.SENT, 1, self.at
        message.sent_at = self.at + timedelta(seconds=1)
        conversation = self.conversation
        conversation.unread, conversation.customer_waiting_since = 0, None
        if author and conversation.first_response_at is None:
            conversation.first_response_at = self.at
        return message

    def note(self, kind: TimelineKind, *, actor: User | None = None, text: str = "", **data: Any) -> None:
        self.entries.append(
            TimelineEntry(
                conversation=self.conversation, kind=kind, actor=actor, text=text, data=data, created_at=self.at
            )
        )
        self.conversation.updated_at = self.at

    def agent(self, key: str = "") -> User:
        """By name, or whoever has the conversation."""
        if key:
            return self.cast.agents[key]
        if self.conversation.assigned_to is None:
            raise ValueError(f"Nobody has the conversation of {self.conversation.customer} at this point")
        return self.conversation.assigned_to

    def wamid(self) -> str:
        return "wamid." + base64.b64encode(self.random.randbytes(33)).decode()

    def _message(self, content: Content, direction: Direction, kind: AuthorKind, author: User | None) -> Message:
        message = Message(
            conversation=self.conversation,
            direction=direction,
            type=content.type,
            content=content.text,
            payload=content.payload,
            media=content.media,
            author_kind=kind,
            author=author,
            external_id=self.wamid(),
            created_at=self.at,
            stored_at=self.at,
        )
        self.messages.append(message)
        self.conversation.last_activity_at = self.conversation.updated_at = self.at
        return message
