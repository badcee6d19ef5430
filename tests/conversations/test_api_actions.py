"""What can be done with a conversation."""

import pytest

from conversations.models import Status
from tests.factories import ConversationFactory, LabelFactory, UserFactory

pytestmark = pytest.mark.django_db


def post(client, conversation, action, body=None):
    return client.post(f"/api/v1/conversations/{conversation.pk}/{action}", body or {})


def test_transfer_to_an_agent(api, alice, bob, taken):
    response = post(api(alice), taken, "transfer", {"to_agent_id": bob.pk, "reason": "Vendas"})
    assert response.status_code == 200
    assert response.json()["assigned_to"] == {"id": bob.pk, "name": "Bob"}


def test_transfer_out_of_sight_still_answers(api, alice, taken, sales):
    response = post(api(alice), taken, "transfer", {"to_team_id": sales.pk})
    assert response.status_code == 200
    assert response.json()["status"] == "queue"
    assert api(alice).get(f"/api/v1/conversations/{taken.pk}").status_code == 404


@pytest.mark.parametrize(
    ("body", "attr"),
    [
        ({}, "to_agent_id"),
        ({"to_agent_id": 987654}, "to_agent_id"),
        ({"to_team_id": 987654}, "to_team_id"),
        ({"to_team_id": 2**64}, "to_team_id"),
        ({"to_agent_id": "bob"}, "to_agent_id"),
    ],
)
def test_transfer_to_nobody(api, alice, taken, body, attr):
    response = post(api(alice), taken, "transfer", body)
    assert response.status_code == 400
    assert response.json()["errors"][0]["attr"] == attr


def test_close_and_reopen(api, alice, taken):
    response = post(api(alice), taken, "close", {"resolution": "resolved", "notes": "Reiniciou o modem"})
    assert response.status_code == 200
    data = response.json()
    assert (data["status"], data["resolution"], data["notes"]) == ("closed", "resolved", "Reiniciou o modem")
    assert data["closed_at"]
    again = post(api(alice), taken, "close")
    assert (again.status_code, again.json()["errors"][0]["code"]) == (409, "already_closed")
    reopened = post(api(alice), taken, "reopen").json()
    assert (reopened["status"], reopened["closed_at"]) == ("in_progress", None)


def test_a_bot_agent_closes_what_no_person_has(api, robo, taken):
    free = ConversationFactory(status=Status.BOT)
    assert post(api(robo), free, "close").status_code == 200
    response = post(api(robo), taken, "close")
    assert (response.status_code, response.json()["errors"][0]["code"]) == (409, "assigned_to_other")


def test_close_with_an_unknown_resolution(api, alice, taken):
    response = post(api(alice), taken, "close", {"resolution": "whatever"})
    assert response.json()["errors"][0] | {"detail": ""} == {
        "code": "invalid_choice",
        "detail": "",
        "attr": "resolution",
    }


def test_assign_to_oneself_by_default(api, alice, queued):
    assert post(api(alice), queued, "assign").json()["assigned_to"]["id"] == alice.pk


def test_only_supervisors_assign_to_others(api, alice, bob, charlie, queued):
    assert post(api(alice), queued, "assign", {"agent_id": bob.pk}).status_code == 403
    assert post(api(charlie), queued, "assign", {"agent_id": bob.pk}).json()["assigned_to"]["id"] == bob.pk


def test_the_second_who_takes_it_is_told(api, alice, support, taken):
    colleague = UserFactory(teams=[support])
    response = post(api(colleague), taken, "assign")
    assert (response.status_code, response.json()["errors"][0]["code"]) == (409, "assigned_to_other")


def test_labels_by_id_and_by_name(api, alice, taken):
    first, second = LabelFactory(), LabelFactory(name="Boleto")
    data = post(api(alice), taken, "labels", {"labels": [first.pk, "Boleto"]}).json()
    assert [label["id"] for label in data["labels"]] == sorted([first.pk, second.pk], key=lambda pk: pk != second.pk)
    assert post(api(alice), taken, "labels", {"labels": []}).json()["labels"] == []
    unknown = post(api(alice), taken, "labels", {"labels": ["none"]})
    assert (unknown.status_code, unknown.json()["errors"][0]["attr"]) == (400, "labels")


def test_priority_is_a_word(api, alice, taken):
    assert post(api(alice), taken, "priority", {"priority": "urgent"}).json()["priority"] == "urgent"
    assert post(api(alice), taken, "priority", {"priority": 3}).status_code == 400


def test_wait_resume_and_back_to_the_bot(api, alice, taken):
    client = api(alice)
    assert post(client, taken, "wait").json()["status"] == "waiting"
    assert post(client, taken, "resume").json()["status"] == "in_progress"
    assert post(client, taken, "return-to-bot").json()["status"] == "bot"


def test_read(api, alice, queued):
    assert post(api(alice), queued, "read").json()["unread"] == 0


@pytest.mark.parametrize("action", ["close", "reopen", "assign", "wait", "resume", "return-to-bot", "read"])
def test_what_another_team_has_is_not_found(api, bob, taken, action):
    assert post(api(bob), taken, action).status_code == 404


def test_a_trailing_slash_works_without_a_redirect(api, alice):
    free = ConversationFactory(status=Status.BOT)
    assert post(api(alice), free, "close/").status_code == 200
