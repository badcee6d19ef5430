"""What a customer does to messages that are there, and what no business can read."""

from typing import Any

import pytest
from django.test import Client

from tests.simulator.conftest import Graph
from whatsapp.simulator.models import PhoneMessage, WebhookEvent

pytestmark = pytest.mark.django_db


def write(client: Client, **body: Any) -> Any:
    body = {"from": "+5511999999999"} | body
    return client.post("/simulator/api/messages", body, content_type="application/json")


def told() -> dict[str, Any]:
    return WebhookEvent.objects.latest("id").value["messages"][0]


def test_a_text_is_edited(client: Client) -> None:
    first = write(client, text="Oi, cauí").json()
    write(client, type="edit", edit={"message_id": first["wamid"], "text": "Oi, caiu"})
    assert told()["edit"] == {
        "original_message_id": first["wamid"],
        "message": {"type": "text", "text": {"body": "Oi, caiu"}},
    }
    kept = PhoneMessage.objects.get(wamid=first["wamid"])
    assert (kept.body, kept.is_edited) == ({"body": "Oi, caiu"}, True)


def test_a_message_is_deleted_for_everyone_once(client: Client) -> None:
    first = write(client, text="Ops").json()
    assert write(client, type="revoke", revoke={"message_id": first["wamid"]}).status_code == 201
    assert told()["revoke"] == {"original_message_id": first["wamid"]}
    assert write(client, type="revoke", revoke={"message_id": first["wamid"]}).status_code == 400


def test_only_ones_own_can_be_changed(client: Client, send: Graph) -> None:
    wamid = send("text", {"body": "Oi"})[1]["messages"][0]["id"]
    for kind in ("edit", "revoke"):
        assert write(client, type=kind, **{kind: {"message_id": wamid, "text": "x"}}).status_code == 400


@pytest.mark.parametrize(
    "beside",
    [
        {"context": {"forwarded": True}},
        {"context": {"frequently_forwarded": True}},
        {"group_id": "Y2FwaV9ncm91cDo"},
        {"referral": {"source_type": "ad", "source_id": "1", "source_url": "https://fb.me/x"}},
    ],
)
def test_what_stands_beside_the_content_is_told(client: Client, beside: dict[str, Any]) -> None:
    write(client, text="Oi", **beside)
    (key, value), *_ = beside.items()
    assert told()[key] == value


def test_a_reply_to_a_product_keeps_both(client: Client) -> None:
    product = {"referred_product": {"catalog_id": "1", "product_retailer_id": "2"}}
    write(client, text="Tem?", reply_to="wamid.Q", context=product)
    assert told()["context"] == {"from": "551130000000", "id": "wamid.Q"} | product


def test_what_meta_cannot_carry_comes_with_its_error(client: Client) -> None:
    write(client, type="unsupported", unsupported={"type": "poll"})
    assert (told()["errors"][0]["code"], told()["unsupported"]) == (131051, {"type": "poll"})


def test_a_type_that_nobody_knows_goes_as_it_is(client: Client) -> None:
    write(client, type="hologram", hologram={"depth": 3})
    assert (told()["type"], told()["hologram"]) == ("hologram", {"depth": 3})


@pytest.mark.parametrize(
    ("dialled", "wa_id"),
    [
        ("+52 1 55 1234 5678", "525512345678"),
        ("+55 71 98812-3456", "557188123456"),
        ("+54 9 11 2345-6789", "5491123456789"),
    ],
)
def test_the_id_may_differ_from_what_was_dialled(client: Client, send: Graph, dialled: str, wa_id: str) -> None:
    contact = send("text", {"body": "Oi"}, to=dialled)[1]["contacts"][0]
    assert (contact["input"], contact["wa_id"]) == (dialled, wa_id)
