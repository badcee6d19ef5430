"""The simulator's own API: writing as a customer, looking at the phone."""

from typing import Any

import pytest
from django.test import Client

from tests.simulator.conftest import Graph
from whatsapp.simulator.models import Person, PhoneMessage, WebhookEvent

pytestmark = pytest.mark.django_db
API = "/simulator/api"


def post(client: Client, path: str, body: Any) -> Any:
    return client.post(f"{API}/{path}", body, content_type="application/json")


def told() -> dict[str, Any]:
    return WebhookEvent.objects.latest("id").value["messages"][0]


def test_a_text_is_told_with_who_wrote_it(client: Client) -> None:
    answer = post(client, "messages", {"from": "+5511999999999", "type": "text", "text": "Oi, caiu"})
    assert (answer.status_code, answer.json()["status"]) == (201, "sent")
    value = WebhookEvent.objects.get().value
    assert value["contacts"][0]["profile"]["name"] == "João Silva"
    assert value["contacts"][0]["user_id"] == value["messages"][0]["from_user_id"]
    assert (told()["from"], told()["text"]) == ("5511999999999", {"body": "Oi, caiu"})


def test_an_unknown_number_is_somebody_new(client: Client) -> None:
    post(client, "messages", {"from": "+55 85 98877-6655", "name": "Bia Rocha", "text": "Oi"})
    person = Person.objects.get(wa_id="5585988776655")
    assert (person.name, person.is_window_open) == ("Bia Rocha", True)


def test_who_hides_the_number_is_told_without_it(client: Client) -> None:
    post(client, "messages", {"from": "@rafa.nogueira", "text": "Oi"})
    value = WebhookEvent.objects.get().value
    assert "from" not in told()
    assert "wa_id" not in value["contacts"][0]
    assert value["contacts"][0]["profile"]["username"] == "@rafa.nogueira"


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("location", {"latitude": -23.5, "longitude": -46.6, "name": "Casa"}),
        ("interactive", {"type": "button_reply", "button_reply": {"id": "y", "title": "Sim"}}),
        ("interactive", {"type": "list_reply", "list_reply": {"id": "1", "title": "LOS"}}),
        ("button", {"payload": "sim", "text": "Sim"}),
        ("contacts", [{"name": {"formatted_name": "Zé"}, "phones": []}]),
        ("order", {"catalog_id": "1", "product_items": []}),
    ],
)
def test_other_kinds_go_as_they_are(client: Client, kind: str, content: Any) -> None:
    body = {"from": "+5511999999999", "type": kind, kind: content, "reply_to": "wamid.Q"}
    assert post(client, "messages", body).status_code == 201
    assert (told()["type"], told()[kind], told()["context"]["id"]) == (kind, content, "wamid.Q")


def test_a_photo_is_uploaded_and_told_by_id(client: Client, graph: Graph) -> None:
    stored = client.generic("POST", f"{API}/media?filename=foto.png", b"\x89PNG", content_type="image/png").json()
    body = {"from": "+5511999999999", "type": "image", "image": {"id": stored["id"], "caption": "Veja"}}
    assert post(client, "messages", body).status_code == 201
    image = told()["image"]
    assert (image["id"], image["mime_type"], image["caption"]) == (stored["id"], "image/png", "Veja")
    assert graph("GET", stored["id"])[1]["mime_type"] == "image/png"
    assert client.get(f"{API}/media/{stored['id']}").content == b"\x89PNG"


def test_a_reaction_is_told_and_taken_back(client: Client, send: Graph) -> None:
    wamid = send("text", {"body": "Oi"})[1]["messages"][0]["id"]
    for emoji in ("👍", ""):
        reaction = {"message_id": wamid, "emoji": emoji}
        post(client, "messages", {"from": "+5511999999999", "type": "reaction", "reaction": reaction})
        assert told()["reaction"] == reaction
        assert PhoneMessage.objects.get(wamid=wamid).customer_reaction == emoji


def test_looking_at_the_chat_reads_it_once(client: Client, send: Graph, joao: Person) -> None:
    wamid = send("text", {"body": "Oi"})[1]["messages"][0]["id"]
    assert post(client, f"customers/{joao.pk}/read", {}).json() == {"read": 1}
    assert post(client, "customers/+5511999999999/read", {}).json() == {"read": 0}
    told = [event.value["statuses"][0] for event in WebhookEvent.objects.order_by("due_at", "id")]
    assert [(one["id"], one["status"]) for one in told] == [
        (wamid, "sent"),
        (wamid, "delivered"),
        (wamid, "read"),
    ]


def test_messages_are_read_after_an_id(client: Client, send: Graph) -> None:
    for text in "abc":
        send("text", {"body": text})
    listed = client.get(f"{API}/messages?customer=%2B5511999999999&limit=2").json()["messages"]
    assert [one["content"]["body"] for one in listed] == ["b", "c"]
    later = client.get(f"{API}/messages?after={listed[0]['id']}").json()["messages"]
    assert [one["content"]["body"] for one in later] == ["c"]


@pytest.mark.django_db(transaction=True)
def test_changes_come_after_their_cursor(client: Client) -> None:
    cursor = client.get(f"{API}/changes").json()["next"]
    post(client, "messages", {"from": "+5511999999999", "text": "Oi"})
    changes = client.get(f"{API}/changes?after={cursor}").json()
    assert [one["content"]["body"] for one in changes["messages"]] == ["Oi"]
    assert [one["name"] for one in changes["customers"]] == ["João Silva"]
    assert client.get(f"{API}/changes?after={changes['next']}").json()["messages"] == []


def test_a_new_customer_needs_a_name_and_a_number(client: Client) -> None:
    assert post(client, "customers", {"name": "Bia", "phone": "+55 85 98877-6655"}).status_code == 201
    for body, attr in (({"phone": "+5585988776655"}, "name"), ({"name": "Bia", "phone": "12"}, "phone")):
        answer = post(client, "customers", body)
        assert (answer.status_code, answer.json()["errors"][0]["attr"]) == (400, attr)
    assert "Bia" in [one["name"] for one in client.get(f"{API}/customers").json()["customers"]]


@pytest.mark.parametrize(
    "body",
    [{}, {"from": "ninguém", "text": "Oi"}, {"from": "+5511999999999"}, {"from": "+5511999999999", "type": "a b"}],
)
def test_bad_bodies_are_named(client: Client, body: Any) -> None:
    answer = post(client, "messages", body)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["detail"]


def test_a_foreign_page_cannot_write(client: Client) -> None:
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
        answer = client.generic("POST", f"{API}/messages", '{"from": "+5511999999999"}', content_type=kind)
        assert answer.status_code == 415
    assert client.put(f"{API}/messages").status_code == 405


def test_any_change_can_be_told(client: Client) -> None:
    post(client, "webhooks", {"field": "account_update", "value": {"event": "DISABLED_UPDATE"}})
    assert WebhookEvent.objects.get().field == "account_update"
    assert client.get(f"{API}/webhooks").json()["waiting"] == 1
