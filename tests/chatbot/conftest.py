import pytest

from chatbot.demo_knowledge import load_demo_knowledge
from conversations.models import Channel
from tests.chatbot.cast import Writer


@pytest.fixture
def knowledge(db: None) -> None:
    load_demo_knowledge()


@pytest.fixture
def maria(channel: Channel) -> Writer:
    return Writer(channel)
