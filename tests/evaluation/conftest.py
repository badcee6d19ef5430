import pytest

from chatbot.demo_knowledge import load_demo_knowledge


@pytest.fixture
def knowledge(db: None) -> None:
    load_demo_knowledge()
