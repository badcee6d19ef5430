"""The cast: alice and bob answer customers in different teams, charlie supervises, rosa administrates, robo is a bot
agent. A permission test asks for what is alice's as bob."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from rest_framework.test import APIClient

from accounts.models import Role, Team, User
from accounts.services.tokens import issue_token
from conversations.models import Channel, Conversation, Customer, Status
from tests.factories import (
    PASSWORD,
    ChannelFactory,
    ConversationFactory,
    CustomerFactory,
    MessageFactory,
    TeamFactory,
    UserFactory,
)


@pytest.fixture(autouse=True)
def _own_media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def fresh_cache() -> None:
    """For tests of what is counted in the cache."""
    cache.clear()


@pytest.fixture
def support(db: None) -> Team:
    return TeamFactory(name="Suporte", is_default=True)


@pytest.fixture
def sales(db: None) -> Team:
    return TeamFactory(name="Vendas")


@pytest.fixture
def alice(support: Team) -> User:
    return UserFactory(name="Alice", email="alice@empresa.com", teams=[support])


@pytest.fixture
def bob(sales: Team) -> User:
    return UserFactory(name="Bob", email="bob@empresa.com", teams=[sales])


@pytest.fixture
def charlie(db: None) -> User:
    return UserFactory(name="Charlie", email="charlie@empresa.com", role=Role.SUPERVISOR)


@pytest.fixture
def rosa(db: None) -> User:
    return UserFactory(name="Rosa", email="rosa@empresa.com", role=Role.ADMIN)


@pytest.fixture
def robo(db: None) -> User:
    return UserFactory(name="Robô", email="robo@empresa.com", role=Role.BOT)


@pytest.fixture
def with_password(alice: User) -> User:
    """Alice, who can sign in. Hashing is slow, so only where it is needed."""
    alice.set_password(PASSWORD)
    alice.save(update_fields=["password"])
    return alice


@pytest.fixture
def channel(db: None) -> Channel:
    return ChannelFactory()


@pytest.fixture
def customer(db: None) -> Customer:
    return CustomerFactory(name="João Silva", phone="+5511999999999", plan="Fibra 100 Mbps")


@pytest.fixture
def with_bot(customer: Customer, channel: Channel) -> Conversation:
    return _said_hello(ConversationFactory(customer=customer, channel=channel))


@pytest.fixture
def queued(customer: Customer, channel: Channel, support: Team) -> Conversation:
    return _said_hello(
        ConversationFactory(customer=customer, channel=channel, status=Status.QUEUE, team=support, unread=1)
    )


@pytest.fixture
def taken(customer: Customer, channel: Channel, support: Team, alice: User) -> Conversation:
    """Alice's."""
    return _said_hello(
        ConversationFactory(
            customer=customer, channel=channel, status=Status.IN_PROGRESS, team=support, assigned_to=alice
        )
    )


@pytest.fixture
def closed(customer: Customer, channel: Channel, support: Team, alice: User) -> Conversation:
    return _said_hello(
        ConversationFactory(
            customer=customer,
            channel=channel,
            status=Status.CLOSED,
            team=support,
            assigned_to=alice,
            resolution="resolved",
        )
    )


@pytest.fixture
def api(db: None) -> Callable[[User | None], APIClient]:
    """`api(alice)` calls with a real token of hers."""

    def client(user: User | None = None) -> APIClient:
        made = APIClient(raise_request_exception=False)
        if user is not None:
            made.credentials(HTTP_AUTHORIZATION=f"Bearer {issue_token(user).token}")
        return made

    return client


def _said_hello(conversation: Conversation) -> Conversation:
    conversation.last_message = MessageFactory(conversation=conversation, content="Oi, estou sem internet")
    conversation.save(update_fields=["last_message"])
    return conversation
