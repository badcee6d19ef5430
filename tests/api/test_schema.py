"""The description: complete, true to the data, and with a page to try it."""

import re

import yaml
from django.contrib.staticfiles import finders

from conversations.api.representation import conversation_data, entry_data, message_data, note_data
from conversations.api.shapes import ConversationShape, EntryShape, MessageShape
from conversations.models import TimelineEntry
from helpdesk.api import urlpatterns
from helpdesk.docs import document


def test_json_and_yaml(api):
    assert api().get("/api/v1/schema").json()["openapi"] == "3.1.0"
    response = api().get("/api/v1/schema", HTTP_ACCEPT="application/yaml")
    assert yaml.safe_load(response.content)["openapi"] == "3.1.0"


def test_every_route_is_described():
    named = {f"/api/v1/{pattern.pattern}" for pattern in urlpatterns if pattern.name}
    ways = {re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", path).replace("{pk}", "{id}") for path in named}
    assert ways - {"/api/v1/schema", "/api/v1/docs"} == set(document()["paths"])


def test_every_list_of_values_has_a_name_of_its_own():
    """A number in it would change with the values, and with it the names in clients that are generated."""
    names = document()["components"]["schemas"]
    assert [name for name in names if re.search(r"[0-9a-f]{3}Enum$", name)] == []


def test_every_operation_tells_its_errors():
    for path, methods in document()["paths"].items():
        for operation in methods.values():
            assert operation["operationId"], path
            assert {"400", "401", "429"} <= set(operation["responses"]), path
            assert path.endswith("/login") or "403" in operation["responses"], path


def test_what_is_described_is_what_is_sent(taken, alice):
    entry = TimelineEntry.objects.create(conversation=taken, kind="note", actor=alice, text="x")
    assert set(conversation_data(taken)) == set(ConversationShape().fields)
    assert set(message_data(taken.last_message)) == set(MessageShape().fields)
    assert set(note_data(entry)) == set(MessageShape().fields)
    assert set(entry_data(entry)) == set(EntryShape().fields)


def test_the_page_needs_nothing_from_elsewhere(api):
    response = api().get("/api/v1/docs")
    assert response.status_code == 200
    assert "//" not in response.content.decode().replace("<!doctype html>", "")
    assert "<script>" not in response.content.decode()
    assert finders.find("vendor/swagger-ui/swagger-ui-bundle.js")
