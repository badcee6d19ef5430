import pytest

from accounts.models import Team, User
from conversations import search
from conversations.models import Conversation
from conversations.search import Hit, customers_like, hits, matching
from conversations.services.details import add_note
from tests.factories import ConversationFactory, CustomerFactory, MessageFactory

pytestmark = pytest.mark.django_db


def found(text: str) -> bool:
    return matching(Conversation.objects.all(), text).exists()


def test_the_latest_message_that_fits_is_the_hit(taken: Conversation) -> None:
    MessageFactory(conversation=taken, content="A fatura veio ontem")
    latest = MessageFactory(conversation=taken, content="Minhas faturas não chegam à noite")
    MessageFactory(conversation=taken, content="Obrigado")
    hit = hits([taken.pk], "fatura")[taken.pk]
    assert (hit.id, hit.is_note) == (latest.pk, False)
    assert (True, "faturas") in hit.parts
    assert "".join(text for _, text in hit.parts) == latest.content


def test_notes_are_found_and_shown_as_such(alice: User, taken: Conversation) -> None:
    assert not found("roteador queimado")
    entry = add_note(taken.pk, by=alice, text="O roteador está queimado")
    assert found("roteador queimado")
    assert hits([taken.pk], "queimado")[taken.pk].id == entry.pk
    assert hits([taken.pk], "queimado")[taken.pk].is_note


@pytest.mark.parametrize("text", ["529.982.247-25", "52998224725"])
def test_a_cpf_finds_its_customer_however_it_is_written(text: str, taken: Conversation) -> None:
    taken.customer.document = "529.982.247-25"
    taken.customer.save()
    assert found(text)


def test_marks_are_told_from_the_text() -> None:
    assert Hit(1, False, "a \x02b\x03 c \x02d\x03").parts == [
        (False, "a "),
        (True, "b"),
        (False, " c "),
        (True, "d"),
    ]


def test_what_stands_for_nothing_hits_nothing(taken: Conversation) -> None:
    assert hits([taken.pk], "de") == {} == hits([], "internet")


@pytest.mark.parametrize(("few", "newest"), [(100, 100), (3, 100), (3, 2)], ids=["few", "common", "between"])
def test_the_latest_are_found_however_many_there_are(monkeypatch: pytest.MonkeyPatch, few: int, newest: int) -> None:
    rows = [MessageFactory(content="Sem internet de novo").conversation for _ in range(5)]
    MessageFactory(content="Obrigado")
    monkeypatch.setattr(search, "FEW", few)
    monkeypatch.setattr(search, "NEWEST", newest)
    monkeypatch.setattr(search, "MESSAGES", 3)
    monkeypatch.setattr(search, "LISTED", 0)
    assert set(matching(Conversation.objects.all(), "internet")) == set(rows[2:])


@pytest.mark.parametrize(
    ("text", "is_found"), [("jo", True), ("Jô", True), ("si", True), ("oa", False), ("oao", True)]
)
def test_two_letters_begin_a_word(text: str, is_found: bool) -> None:
    customer = CustomerFactory(name="João Silva")
    assert (customer in customers_like(text)) is is_found


@pytest.mark.parametrize("word", ["internet", "Maria"])
def test_what_is_in_many_is_found_in_a_list_of_few(monkeypatch: pytest.MonkeyPatch, support: Team, word: str) -> None:
    for name in ("MESSAGES", "CUSTOMERS", "CONVERSATIONS"):
        monkeypatch.setattr(search, name, 2)
    oldest = ConversationFactory(customer__name="Maria da Luz", team=support)
    MessageFactory(conversation=oldest, content="Sem internet de novo")
    for _ in range(3):
        MessageFactory(conversation=ConversationFactory(customer__name="Maria Alta"), content="Internet lenta")
    theirs = Conversation.objects.filter(team=support)
    assert list(matching(theirs, word)) == [oldest]
    assert not matching(theirs, "fatura").exists()


def test_a_note_of_many_is_found_in_a_list_of_few(monkeypatch: pytest.MonkeyPatch, charlie: User) -> None:
    monkeypatch.setattr(search, "MESSAGES", 1)
    rows = [ConversationFactory() for _ in range(2)]
    for row in rows:
        add_note(row.pk, by=charlie, text="Roteador queimado")
    assert all(matching(Conversation.objects.filter(pk=row.pk), "roteador").exists() for row in rows)
