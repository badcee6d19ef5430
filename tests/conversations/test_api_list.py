"""GET /conversations: filters, order, pages, search."""

from datetime import timedelta

import pytest
from django.utils import timezone

from conversations.models import Priority, Status
from tests.factories import AnswerFactory, ConversationFactory, CustomerFactory, LabelFactory, MessageFactory

pytestmark = pytest.mark.django_db
URL = "/api/v1/conversations"


def ids(response):
    assert response.status_code == 200, response.content
    return [row["id"] for row in response.json()["conversations"]]


def test_it_shows_exactly_the_contracts_fields(api, alice, taken):
    row = api(alice).get(URL).json()["conversations"][0]
    assert row["id"] == str(taken.pk)
    assert row["priority"] == "normal"
    assert row["channel"] == "whatsapp"
    assert row["customer"] == {
        "id": str(taken.customer_id),
        "name": "João Silva",
        "phone": "+5511999999999",
        "plan": "Fibra 100 Mbps",
        "since": None,
    }
    assert row["assigned_to"] == {"id": alice.pk, "name": "Alice"}
    assert row["team"] == {"id": taken.team_id, "name": "Suporte"}
    assert row["last_message"]["author"] == {
        "kind": "customer",
        "id": str(taken.customer_id),
        "name": "João Silva",
    }
    assert row["resolution"] is None


def test_an_agent_sees_what_is_theirs_their_teams_or_nobodys(api, alice, bob, taken, sales):
    elsewhere = ConversationFactory(team=sales)
    free = ConversationFactory()
    assert set(ids(api(alice).get(URL))) == {str(taken.pk), str(free.pk)}
    assert set(ids(api(bob).get(URL))) == {str(elsewhere.pk), str(free.pk)}


def test_it_filters(api, charlie, alice, taken, sales, with_label=None):
    label = LabelFactory(name="Urgente!")
    other = ConversationFactory(status=Status.WAITING, assigned_to=charlie, team=sales)
    other.labels.add(label)
    client = api(charlie)
    assert ids(client.get(URL, {"status": "waiting"})) == [str(other.pk)]
    assert ids(client.get(URL, {"assigned_to": "me"})) == [str(other.pk)]
    assert ids(client.get(URL, {"assigned_to": alice.pk})) == [str(taken.pk)]
    assert ids(client.get(URL, {"team": sales.pk})) == [str(other.pk)]
    assert ids(client.get(URL, {"label": "urgente!"})) == [str(other.pk)]
    assert ids(client.get(URL, {"label": label.pk})) == [str(other.pk)]
    assert ids(client.get(URL, {"label": "unknown"})) == []


@pytest.mark.parametrize("phone", ["+5511999999999", "5511999999999", "11 99999-9999", "551199999999"])
def test_it_finds_a_phone_however_it_is_written(api, alice, taken, phone):
    ConversationFactory()
    assert ids(api(alice).get(URL, {"phone": phone})) == [str(taken.pk)]


@pytest.mark.parametrize("q", ["joao", "JOÃO SILVA", "internet", "99999-9999", "99999"])
def test_it_searches_names_phones_and_messages(api, alice, taken, q):
    MessageFactory(conversation=ConversationFactory(customer=CustomerFactory(name="Maria")), content="boleto")
    assert ids(api(alice).get(URL, {"q": q})) == [str(taken.pk)]


def test_it_searches_protocols(api, alice, taken):
    ConversationFactory()
    assert ids(api(alice).get(URL, {"q": taken.protocol})) == [str(taken.pk)]


def test_search_shows_nothing_that_the_caller_may_not_see(api, bob, taken):
    assert ids(api(bob).get(URL, {"q": "internet"})) == []


def test_pages_follow_each_other(api, charlie, channel):
    now = timezone.now()
    rows = [ConversationFactory(last_activity_at=now - timedelta(minutes=n // 2)) for n in range(7)]
    seen, cursor = [], None
    for _ in range(4):
        page = api(charlie).get(URL, {"limit": 2, **({"cursor": cursor} if cursor else {})}).json()
        seen += [row["id"] for row in page["conversations"]]
        cursor = page["next"]
    assert cursor is None
    assert len(seen) == 7 and set(seen) == {str(row.pk) for row in rows}
    assert seen[0] in {str(rows[0].pk), str(rows[1].pk)}


def test_the_queue_is_most_urgent_first(api, charlie, channel):
    now = timezone.now()
    rows = [
        ConversationFactory(status=Status.QUEUE, priority=priority, queued_at=now - timedelta(minutes=minutes))
        for priority, minutes in [(Priority.NORMAL, 5), (Priority.URGENT, 1), (Priority.NORMAL, 9), (Priority.LOW, 99)]
    ]
    expected = [str(rows[n].pk) for n in (1, 2, 0, 3)]
    first = api(charlie).get(URL, {"status": "queue", "limit": 2}).json()
    second = api(charlie).get(URL, {"status": "queue", "limit": 2, "cursor": first["next"]}).json()
    assert [row["id"] for row in first["conversations"] + second["conversations"]] == expected
    assert second["next"] is None


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("status", "open"),
        ("assigned_to", "alice"),
        ("assigned_to", "9" * 30),
        ("team", "9" * 30),
        ("team", "x"),
        ("limit", "0"),
        ("limit", "201"),
        ("cursor", "%%%"),
        ("cursor", "bm9uZQ"),
        ("cursor", "WzEsMl0"),
        ("q", "a\x00b"),
        ("phone", "1\x00"),
    ],
)
def test_bad_parameters_are_named(api, alice, name, value):
    response = api(alice).get(URL, {name: value})
    assert response.status_code == 400
    assert response.json()["type"] == "validation_error"
    assert response.json()["errors"][0]["attr"] == name


def test_a_page_costs_the_same_however_many_rows(api, alice, support, django_assert_num_queries):
    for _ in range(12):
        row = ConversationFactory(team=support, assigned_to=alice, status=Status.IN_PROGRESS)
        row.labels.add(LabelFactory())
        row.last_message = AnswerFactory(conversation=row, author=alice, content="oi")
        row.save()
    client = api(alice)
    client.get(URL)
    with django_assert_num_queries(3):  # the token, the page, its labels
        assert len(ids(client.get(URL))) == 12
    with django_assert_num_queries(6):  # and the search's: customers, messages, notes; no customer is called so
        assert len(ids(client.get(URL, {"q": "oi"}))) == 12
