"""Every turn can be inspected, and the bot's messages say what they stand on."""

import pytest

from chatbot.models import Turn
from tests.chatbot.cast import Writer
from tests.chatbot.conftest import knowledge, maria  # noqa: F401

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_once(settings):
    settings.CHATBOT_WAIT_MS = 0


@pytest.fixture
def asked(knowledge: None, maria: Writer) -> Turn:  # noqa: F811
    maria.say("quero a segunda via do boleto")
    maria.say("vocês consertam geladeira?")
    return maria.turns[0]


def test_only_for_supervisors(page, alice, asked):
    client = page(alice)
    assert [client.get(url).status_code for url in ("/bot/turns", f"/bot/turns/{asked.pk}")] == [404, 404]


def test_a_turn_keeps_all_that_was_found(asked):
    unknown = asked.conversation.turns.get(question__contains="geladeira")
    assert unknown.reason == "off_topic"
    assert unknown.sources == []


def test_a_turn_shows_what_was_asked_answered_and_why(page, charlie, asked):
    shown = page(charlie).get(f"/bot/turns/{asked.pk}").content.decode()
    assert "quero a segunda via do boleto" in shown
    assert asked.conversation.messages.filter(author_kind="bot").order_by("pk")[0].content[:12] in shown
    assert str(asked.conversation_id) in shown


@pytest.mark.parametrize(
    ("query", "count"),
    [("", 2), ("reason=off_topic", 1), ("outcome=failed", 0), ("day=2001-01-01", 0), ("day=x", 2), ("reason=%00", 2)],
)
def test_turns_are_filtered(page, charlie, asked, query, count):
    assert len(page(charlie).get(f"/bot/turns?{query}").context["turns"]) == count


@pytest.mark.parametrize("after", ["x", "2026-01-01~x", "2026-01-01T00:00:00~00000000-0000-0000-0000-000000000000"])
def test_any_place_to_go_on_from_may_be_asked(page, charlie, asked, after):
    assert page(charlie).get("/bot/turns", {"after": after}).status_code == 200


def test_a_long_list_goes_on_where_it_ended(page, charlie, asked, monkeypatch):
    monkeypatch.setattr("dashboard.bot_rows.PAGE", 1)
    client = page(charlie)
    first = client.get("/bot/turns").context
    second = client.get("/bot/turns", {"after": first["next"]}).context
    assert [first["turns"][0].question, second["turns"][0].pk] == ["vocês consertam geladeira?", asked.pk]
    assert second["next"] == ""


def test_the_bots_message_shows_its_sources_and_supervisors_why(page, alice, charlie, asked):
    Turn.objects.filter(pk=asked.pk).update(sources=[{"id": 1, "title": "Segunda via do boleto", "score": 0.9}])
    url = f"/inbox/{asked.conversation_id}/pane"
    assert f"/bot/turns/{asked.pk}" in page(charlie).get(url).content.decode()
    seen = page(alice).get(url).content.decode()
    assert 'class="sources"' in seen
    assert "/bot/turns/" not in seen
