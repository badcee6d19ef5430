"""Media: up, looked up, fetched, gone."""

import hashlib
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.simulator.conftest import Graph

pytestmark = pytest.mark.django_db
BYTES = b"%PDF-1.4 a bill"
BEARER = {"Authorization": "Bearer x"}


def upload(client: Client, mime: str = "application/pdf", content: bytes = BYTES) -> Any:
    file = SimpleUploadedFile("fatura.pdf", content, content_type=mime)
    form = {"messaging_product": "whatsapp", "type": mime, "file": file}
    path = f"/simulator/graph/v26.0/{settings.SIMULATOR_PHONE_NUMBER_ID}/media"
    return client.post(path, form, headers=BEARER)


def test_what_was_uploaded_is_fetched_with_the_token(client: Client, graph: Graph) -> None:
    external_id = upload(client).json()["id"]
    _, found = graph("GET", external_id)
    assert (found["mime_type"], found["file_size"]) == ("application/pdf", len(BYTES))
    assert found["sha256"] == hashlib.sha256(BYTES).hexdigest()
    assert found["url"].startswith("http://testserver/simulator/graph/")
    assert client.get(found["url"], headers=BEARER).content == BYTES
    assert client.get(found["url"]).status_code == 401
    assert client.get(found["url"] + "x", headers=BEARER).status_code == 404


def test_it_can_be_sent_and_deleted(client: Client, graph: Graph, send: Graph) -> None:
    external_id = upload(client).json()["id"]
    assert send("document", {"id": external_id, "filename": "fatura.pdf"})[0] == 200
    assert send("image", {"id": external_id})[1]["error"]["code"] == 131053
    assert graph("DELETE", external_id) == (200, {"success": True})
    assert graph("GET", external_id)[0] == 400


def test_a_wrong_type_or_size_is_refused(client: Client) -> None:
    assert upload(client, "application/zip").json()["error"]["code"] == 100
    assert upload(client, "image/png", b"x" * (5 * 1024 * 1024 + 1)).json()["error"]["code"] == 131053
