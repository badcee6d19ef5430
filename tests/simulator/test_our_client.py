"""Our own client against the simulator, for what no other client in the tests does."""

from typing import Any

import pytest
from django.conf import settings

from whatsapp.client import GraphClient
from whatsapp.payloads import FIELDS
from whatsapp.simulator.models import MetaTemplate

pytestmark = pytest.mark.django_db(transaction=True)
ACCOUNT = settings.SIMULATOR_BUSINESS_ACCOUNT_ID


@pytest.fixture
def client(live_server: Any) -> GraphClient:
    return GraphClient(base_url=f"{live_server.url}/simulator/graph", version="v26.0", token="any")


def test_the_example_of_a_header_is_taken_with_its_template(client: GraphClient) -> None:
    (app_id,) = client.app_ids(ACCOUNT)
    handle = client.upload_sample(app_id, filename="a.png", mime_type="image/png", content=b"\x89PNG")
    header = {"type": "HEADER", "format": "IMAGE", "example": {"header_handle": [handle]}}
    body = {"name": "loja", "language": "pt_BR", "category": "UTILITY"}
    body["components"] = [header, {"type": "BODY", "text": "Venha."}]
    assert client.create_template(ACCOUNT, body)["status"] == "PENDING"


def test_every_field_that_we_apply_is_subscribed_to(client: GraphClient) -> None:
    assert set(FIELDS) <= client.app_fields(client.app_ids(ACCOUNT)[0])


BODY = {"type": "BODY", "text": "Venha."}
OFFER = {"type": "LIMITED_TIME_OFFER", "limited_time_offer": {"text": "Só hoje", "has_expiration": True}}
CARD = {"components": [{"type": "HEADER", "format": "IMAGE"}, BODY]}
PICTURE = {"type": "header", "parameters": [{"type": "image", "image": {"link": "https://e.com/a.png"}}]}
PLACE = {"type": "location", "location": {"latitude": "-23.5", "longitude": "-46.6", "name": "Loja"}}
ENDS = {"type": "limited_time_offer", "limited_time_offer": {"expiration_time_ms": 4000000000000}}


@pytest.mark.parametrize(
    ("part", "given"),
    [
        ({"type": "HEADER", "format": "LOCATION"}, {"type": "header", "parameters": [PLACE]}),
        (OFFER, {"type": "limited_time_offer", "parameters": [ENDS]}),
        (
            {"type": "CAROUSEL", "cards": [CARD]},
            {"type": "carousel", "cards": [{"card_index": 0, "components": [PICTURE]}]},
        ),
    ],
)
def test_rarer_parts_are_taken_when_written_and_when_sent(client: GraphClient, part: Any, given: Any) -> None:
    body = {"name": "raro", "language": "pt_BR", "category": "MARKETING", "components": [BODY, part]}
    client.create_template(ACCOUNT, body)
    MetaTemplate.objects.filter(name="raro").update(status="APPROVED")
    template = {"name": "raro", "language": {"code": "pt_BR"}, "components": [given]}
    sent = {"messaging_product": "whatsapp", "to": "+5511999999999", "type": "template", "template": template}
    assert client.send(settings.SIMULATOR_PHONE_NUMBER_ID, sent).external_id
