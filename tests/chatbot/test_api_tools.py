"""Tools over the API: what the bot would look up and do, and for whom it remembers what it asked."""

from typing import Any

import pytest

from accounts.models import Team, User
from chatbot.models import Action, Dialogue
from chatbot.services import questions
from conversations.models import Channel, Conversation, Message
from helpdesk.demo.subscribers import create_subscribers
from isp.boleto import is_line
from isp.models import ExampleSubscriber
from isp.pix import is_pix_code
from tests.builders import go_online
from tests.chatbot.cast import Writer

pytestmark = pytest.mark.django_db
URL = "/api/v1/chatbot/message"
JOAO_CPF, JOAO_BORN = "253.454.709-79", "14/03/1988"


@pytest.fixture(autouse=True)
def provider(knowledge: None, support: Team) -> None:
    create_subscribers()


@pytest.fixture
def ask(api: Any) -> Any:
    def ask(user: User, conversation: Conversation | None, message: str) -> dict[str, Any]:
        body = {"conversation_id": str(conversation.pk) if conversation else None, "message": message}
        response = api(user).post(URL, body)
        assert response.status_code == 200, response.content
        return dict(response.json())

    return ask


@pytest.fixture
def seated(robo: User) -> User:
    """A bot agent who is there: new conversations are its."""
    go_online(robo)
    return robo


def test_an_invoice_comes_with_its_codes_and_its_page(ask: Any, charlie: User, joao: Writer) -> None:
    told = ask(charlie, joao.write("oi"), "quero a segunda via do boleto")
    assert "R$ 79,90" in told["response"]
    assert [source["id"] for source in told["sources"]] == [None]
    line, pix, page = told["parts"]
    assert is_line(line["text"])
    assert is_pix_code(pix["text"])
    assert (page["mime_type"], page["data"][:5]) == ("application/pdf", "JVBER")


def test_without_a_conversation_there_is_nobody_to_look_up(ask: Any, charlie: User) -> None:
    told = ask(charlie, None, "quero a segunda via do boleto")
    assert "parts" not in told
    assert told["intent"] == "invoice_copy"


def test_nothing_is_sent(ask: Any, charlie: User, joao: Writer) -> None:
    conversation = joao.write("oi")
    before = Message.objects.count()
    ask(charlie, conversation, "segunda via")
    assert Message.objects.count() == before


def test_a_bot_agent_goes_on_with_what_was_asked(ask: Any, seated: User, maria: Writer) -> None:
    conversation = maria.write("oi")
    assert conversation.assigned_to == seated
    question = ask(seated, conversation, "manda meu boleto")
    assert "CPF ou CNPJ" in question["response"]
    assert question["sources"] == []
    assert "data de nascimento" in ask(seated, conversation, f"é {JOAO_CPF}")["response"]
    assert is_line(ask(seated, conversation, f"nasci em {JOAO_BORN}")["parts"][0]["text"])


def test_a_bot_agent_confirms_and_it_is_done_once(ask: Any, seated: User, paulo: Writer) -> None:
    conversation = paulo.write("oi")
    ask(seated, conversation, "quero desbloqueio em confiança")
    assert Action.objects.get().state == "proposed"
    ask(seated, conversation, "sim")
    assert Action.objects.get().state == "done"
    ask(seated, conversation, "sim")
    assert Action.objects.count() == 1


def test_a_colleagues_try_neither_confirms_nor_disturbs(ask: Any, charlie: User, paulo: Writer, settings: Any) -> None:
    settings.CHATBOT_WAIT_MS = 0
    paulo.say("quero desbloqueio em confiança")
    before = Dialogue.objects.get().slots
    ask(charlie, paulo.conversation, "sim")
    ask(charlie, paulo.conversation, "qual o meu boleto?")
    assert Action.objects.get().state == "proposed"
    assert Dialogue.objects.get().slots == before


def test_what_a_person_took_meanwhile_is_not_remembered(
    ask: Any, seated: User, maria: Writer, alice: User, monkeypatch: Any
) -> None:
    conversation = maria.write("oi")
    think = questions.think

    def slow(snapshot: Any) -> Any:
        decision = think(snapshot)
        Conversation.objects.update(status="in_progress", assigned_to=alice)
        return decision

    monkeypatch.setattr(questions, "think", slow)
    ask(seated, conversation, "manda meu boleto")
    assert not Dialogue.objects.exists()


def test_another_customers_data_never_come(ask: Any, charlie: User, maria: Writer, channel: Channel) -> None:
    Writer(channel, "5511999999999").write("oi")
    told = ask(charlie, maria.write("oi"), "segunda via do boleto")
    assert "parts" not in told
    assert ExampleSubscriber.objects.exists()
