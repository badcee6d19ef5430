"""A customer who writes to the bot, line by line, as WhatsApp would deliver it."""

import uuid
from typing import Any

from django.utils import timezone

from chatbot.models import Turn
from chatbot.services import TurnResult, take_turn
from conversations.models import Channel, Conversation, Message, MessageType
from conversations.services.customers import Sender
from conversations.services.incoming import IncomingMessage, record_incoming


class Writer:
    def __init__(self, channel: Channel, phone: str = "5511988887777") -> None:
        self.channel, self.sender = channel, Sender(phone=phone, name="Maria Souza")

    def write(self, text: str = "", type: str = MessageType.TEXT, **fields: Any) -> Conversation:
        message = IncomingMessage(
            external_id=f"wamid.{uuid.uuid4()}",
            sender=self.sender,
            written_at=timezone.now(),
            type=MessageType(type),
            content=text,
            **fields,
        )
        record_incoming(self.channel, [message])
        return self.conversation

    def say(self, text: str = "", type: str = MessageType.TEXT) -> TurnResult:
        """Write, and let the bot take its turn."""
        return take_turn(self.write(text, type).pk)

    @property
    def conversation(self) -> Conversation:
        return Conversation.objects.filter(customer__phone=f"+{self.sender.phone}").latest("created_at")

    @property
    def answers(self) -> list[Message]:
        return list(self.conversation.messages.filter(direction="outgoing").order_by("pk"))

    @property
    def turns(self) -> list[Turn]:
        return list(Turn.objects.filter(conversation=self.conversation).order_by("answers"))
