import pytest

from conversations.models import Message, MessageType
from dashboard.templatetags.desk import preview


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("toque em *Criar ou recuperar senha*", "toque em Criar ou recuperar senha"),
        ("_hoje_ não, ~amanhã~ `*123`", "hoje não, amanhã *123"),
        ("2*3*4 e snake_case_name", "2*3*4 e snake_case_name"),
        ("* um\n* dois", "* um\n* dois"),
    ],
)
def test_a_card_shows_words_without_their_marks(written: str, shown: str) -> None:
    assert preview(Message(type=MessageType.TEXT, content=written)) == shown
