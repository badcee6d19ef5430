"""What a command does not know it refuses: misspelt, it would do something else than was meant."""

import pytest

from conversations.models import Message

pytestmark = pytest.mark.django_db


def refusal(response):
    return response.status_code, [(row["code"], row["attr"]) for row in response.json()["errors"]]


def test_a_misspelt_note_is_not_sent_to_the_customer(api, alice, taken):
    before = Message.objects.count()
    url = f"/api/v1/conversations/{taken.pk}/messages"
    response = api(alice).post(url, {"content": "cliente difícil", "is_note": True}, format="json")
    assert refusal(response) == (400, [("unknown_field", "is_note")])
    assert Message.objects.count() == before


@pytest.mark.parametrize(
    ("call", "body", "name"),
    [
        ("assign", {"agentid": 3}, "agentid"),
        ("transfer", {"to_agent": 3}, "to_agent"),
        ("close", {"resolution": "resolved", "note": "…"}, "note"),
        ("snooze", {"until_reply": True, "till": "2030-01-01"}, "till"),
        ("priority", {"priority": "high", "level": 1}, "level"),
        ("scheduled", {"content": "Oi", "due_at": "2030-01-01T00:00:00Z", "keep": True}, "keep"),
        ("followers", {"agent": 1}, "agent"),
    ],
)
def test_each_command_names_what_it_does_not_know(api, alice, taken, call, body, name):
    response = api(alice).post(f"/api/v1/conversations/{taken.pk}/{call}", body, format="json")
    assert refusal(response) == (400, [("unknown_field", name)])


def test_all_of_them_are_named(api, alice, taken):
    response = api(alice).post(f"/api/v1/conversations/{taken.pk}/assign", {"b": 1, "a": 2}, format="json")
    assert refusal(response) == (400, [("unknown_field", "a"), ("unknown_field", "b")])


def test_forms_are_held_to_it_as_well(api, alice, taken):
    response = api(alice).post(f"/api/v1/conversations/{taken.pk}/messages", {"content": "Oi", "nota": "1"})
    assert refusal(response) == (400, [("unknown_field", "nota")])


def test_a_row_that_was_read_may_be_written_back_as_it_is(api, alice, taken, customer):
    """What only the server writes in it is left as it is."""
    url = f"/api/v1/customers/{customer.pk}"
    assert api(alice).put(url, api(alice).get(url).json(), format="json").status_code == 200


def test_the_description_says_so(api):
    bodies = api().get("/api/v1/schema?format=json").json()["components"]["schemas"]
    for name in ("MessageRequest", "AssignRequest", "TransferRequest", "SendTemplateRequest"):
        found = [body for key, body in bodies.items() if key.startswith(name)]
        assert found, sorted(bodies)
        assert all(body["additionalProperties"] is False for body in found)
