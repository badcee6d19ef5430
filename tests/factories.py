"""Rows for tests, each valid by itself."""

from datetime import timedelta
from typing import Any

import factory
from django.conf import settings
from django.utils import timezone
from factory.django import DjangoModelFactory

from accounts.models import Role, Team, User
from conversations.models import (
    AuthorKind,
    Channel,
    Conversation,
    Customer,
    CustomerIdentity,
    Direction,
    IdentityKind,
    Label,
    Message,
    MessageStatus,
    Status,
)
from conversations.phones import match_key
from conversations.services.opening import new_protocols
from whatsapp.services.numbers import ensure_number

PASSWORD = "correct-horse-battery"


class TeamFactory(DjangoModelFactory[Team]):
    class Meta:
        model = Team

    name = factory.Sequence(lambda n: f"Team {n}")


class UserFactory(DjangoModelFactory[User]):
    class Meta:
        model = User
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Agent {n}")
    email = factory.Sequence(lambda n: f"agent-{n}@example.com")
    role = Role.AGENT
    password = "!"

    @factory.post_generation
    def teams(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        if create and extracted:
            self.teams.set(extracted)  # type: ignore[attr-defined]


class ChannelFactory(DjangoModelFactory[Channel]):
    class Meta:
        model = Channel

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> Channel:
        return ensure_number(kwargs.get("external_id") or settings.WHATSAPP_PHONE_NUMBER_ID).channel


class CustomerFactory(DjangoModelFactory[Customer]):
    class Meta:
        model = Customer
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Customer {n}")
    phone = factory.Sequence(lambda n: f"+55119{80000000 + n}")

    @factory.post_generation
    def identity(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        if create and self.phone:
            value = str(self.phone).lstrip("+")
            CustomerIdentity.objects.create(
                customer=self, kind=IdentityKind.PHONE, value=value, match_key=match_key(value)
            )


class ConversationFactory(DjangoModelFactory[Conversation]):
    """With an open window, unless told otherwise."""

    class Meta:
        model = Conversation

    channel = factory.SubFactory(ChannelFactory)
    customer = factory.SubFactory(CustomerFactory)
    protocol = factory.LazyFunction(lambda: new_protocols(1, timezone.now())[0])
    window_expires_at = factory.LazyFunction(lambda: timezone.now() + timedelta(hours=23))
    status = Status.BOT
    queued_at = factory.LazyAttribute(lambda o: timezone.now() if o.status == Status.QUEUE else None)
    closed_at = factory.LazyAttribute(lambda o: timezone.now() if o.status == Status.CLOSED else None)


class MessageFactory(DjangoModelFactory[Message]):
    class Meta:
        model = Message

    conversation = factory.SubFactory(ConversationFactory)
    direction = Direction.INCOMING
    content = "Olá"
    author_kind = factory.LazyAttribute(
        lambda o: AuthorKind.CUSTOMER if o.direction == Direction.INCOMING else AuthorKind.BOT
    )
    status = factory.LazyAttribute(
        lambda o: MessageStatus.RECEIVED if o.direction == Direction.INCOMING else MessageStatus.QUEUED
    )
    external_id = factory.Sequence(lambda n: f"wamid.factory.{n}")


class AnswerFactory(MessageFactory):
    """What an agent wrote."""

    direction = Direction.OUTGOING
    author_kind = AuthorKind.AGENT
    author = factory.SubFactory(UserFactory)
    status = MessageStatus.SENT


class LabelFactory(DjangoModelFactory[Label]):
    class Meta:
        model = Label

    name = factory.Sequence(lambda n: f"label {n}")
