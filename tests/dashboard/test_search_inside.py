"""Search inside a conversation: stems, parts of words and accents, in messages and notes."""

import pytest

from conversations.services.details import add_note
from tests.factories import ConversationFactory, MessageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def search(page, alice, taken):
    def ask(q):
        return page(alice).get(f"/inbox/{taken.pk}/search", {"q": q}).json()["hits"]

    return ask


def test_stems_parts_and_accents_are_found(search, taken):
    row = MessageFactory(conversation=taken, content="Já fiz os pagamentos da conexão ontem")
    assert search("pagamento") == [{"id": row.pk, "words": ["pagamentos"]}]
    assert [hit["id"] for hit in search("conexao")] == [row.pk]
    assert search("cone") == [{"id": row.pk, "words": []}]
    assert search("boleto") == search("") == search("\x00") == []


def test_notes_are_found_and_the_newest_is_first(search, taken, alice):
    first = MessageFactory(conversation=taken, content="roteador novo")
    note = add_note(taken.pk, by=alice, text="pediu roteador")
    assert [hit["id"] for hit in search("roteador")] == [note.pk, first.pk]


def test_other_conversations_are_left_out(search, page, bob, taken):
    MessageFactory(conversation=ConversationFactory(), content="segredo")
    assert search("segredo") == []
    assert page(bob).get(f"/inbox/{taken.pk}/search", {"q": "x"}).status_code == 404
