"""The supervisors' page of what the bot did not know."""

import pytest

from chatbot.models import Article, Gap
from chatbot.services.gaps import collect_gaps
from chatbot.services.learning import collect_solved
from chatbot.services.proposing import propose
from conversations.services.lifecycle import close_conversation
from conversations.services.sending import Draft, send_message
from tests.chatbot.cast import Writer
from tests.chatbot.conftest import knowledge  # noqa: F401

pytestmark = pytest.mark.django_db


@pytest.fixture
def gap(knowledge, channel, settings) -> Gap:  # noqa: F811
    settings.CHATBOT_WAIT_MS = 0
    Writer(channel, "5511988880001").say("voces consertam geladeira?")
    Writer(channel, "5511988880002").say("conserta geladeira")
    collect_gaps()
    return Gap.objects.get()


def test_only_for_supervisors(page, alice, gap):
    client = page(alice)
    assert [client.get(url).status_code for url in ("/bot/gaps", f"/bot/gaps/{gap.pk}")] == [404, 404]
    assert [client.post(f"/bot/gaps/{gap.pk}/{act}").status_code for act in ("mark", "propose")] == [404, 404]


def test_a_gap_shows_its_questions_and_their_turns(page, charlie, gap):
    client = page(charlie)
    assert "geladeira" in client.get("/bot/gaps").content.decode()
    shown = client.get(f"/bot/gaps/{gap.pk}").content.decode()
    assert all(f"/bot/turns/{question.turn_id}" in shown for question in gap.questions.all())


def test_an_article_written_from_it_begins_with_its_questions(page, charlie, gap):
    begun = page(charlie).get(f"/bot/knowledge/new?gap={gap.pk}").context["article"]
    assert sorted(begun.questions) == ["conserta geladeira", "voces consertam geladeira?"]
    assert begun.title == "Conserta geladeira"


def test_saved_and_approved_it_answers_the_gap(page, charlie, gap):
    form = {"title": "Geladeiras", "content": "Não.", "intent": "other", "language": "pt-br", "gap": gap.pk}
    page(charlie).post("/bot/knowledge/save", {**form, "status": "approved"})
    gap.refresh_from_db()
    assert (gap.state, gap.article) == ("answered", Article.objects.get(title="Geladeiras"))


@pytest.mark.parametrize(("state", "status"), [("ignored", 200), ("nonsense", 400), ("\0", 400)])
def test_a_gap_is_marked(page, charlie, gap, state, status):
    assert page(charlie).post(f"/bot/gaps/{gap.pk}/mark", {"state": state}).status_code == status


def test_a_proposal_is_waited_for(page, charlie, gap):
    client = page(charlie)
    assert client.post(f"/bot/gaps/{gap.pk}/propose").status_code == 200
    assert client.get(f"/bot/gaps/{gap.pk}/waiting").status_code == 204
    assert client.post("/bot/gaps/999999/propose").status_code == 404


@pytest.mark.parametrize("after", ["x", "1", "1~x", "5~99999", "~"])
def test_any_place_to_go_on_from_may_be_asked(page, charlie, gap, after):
    assert page(charlie).get("/bot/gaps", {"after": after}).status_code == 200


@pytest.fixture
def solved(channel, alice, support, settings) -> Gap:
    """Somebody asked what the bot did not know, and Alice solved it."""
    settings.CHATBOT_WAIT_MS = 0
    writer = Writer(channel, "5511988880009")
    writer.say("minha televisão não conecta na rede wifi")
    writer.say("quero falar com atendente")
    text = "Na televisão, abra Configurações, escolha Rede e digite a senha nova."
    send_message(writer.conversation.pk, draft=Draft(content=text), by=alice)
    close_conversation(writer.conversation.pk, by=alice)
    collect_solved()
    propose(Gap.objects.get().pk)
    return Gap.objects.get()


def test_what_people_solved_has_a_tab_of_its_own(page, charlie, solved):
    client = page(charlie)
    assert "televisão" not in client.get("/bot/gaps").content.decode()
    assert "televisão" in client.get("/bot/gaps?kind=solved").content.decode()
    shown = client.get(f"/bot/gaps/{solved.pk}").content.decode()
    assert "escolha Rede" in shown
    assert '/approve" hx-swap' in shown


def test_a_proposal_is_approved_as_it_stands(page, charlie, alice, solved):
    assert page(alice).post(f"/bot/gaps/{solved.pk}/approve").status_code == 404
    answer = page(charlie).post(f"/bot/gaps/{solved.pk}/approve")
    assert Article.objects.get(pk=answer["HX-Redirect"].split("/")[-1]).status == "approved"
    assert page(charlie).post(f"/bot/gaps/{solved.pk}/approve").status_code == 409


def test_edited_it_begins_with_the_proposal(page, charlie, solved):
    begun = page(charlie).get(f"/bot/knowledge/new?gap={solved.pk}").context["article"]
    assert (begun.questions, begun.content) == (["minha televisão não conecta na rede wifi"], solved.proposal)
