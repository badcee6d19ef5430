"""Our own client against the simulator, for what no other client in the tests does."""

from typing import Any

import pytest
from django.conf import settings

from whatsapp.client import GraphClient
from whatsapp.payloads import FIELDS

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
