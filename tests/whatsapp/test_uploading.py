"""A file of ours at Meta: uploaded once, its id used again, dropped when Meta no longer has it."""

import tracemalloc
from typing import Any

import pytest
from django.conf import settings

from conversations.media import MB
from conversations.models import Attachment, AttachmentState, Message, MessageStatus
from tests import webhooks
from tests.builders import make_outgoing
from tests.graph import Graph
from tests.whatsapp.photos import age, make_photo, paths, send
from whatsapp.client import GraphClient
from whatsapp.media import uploading
from whatsapp.models import UploadedMedia
from whatsapp.services import delivery
from whatsapp.services.inbound import drain_lane

pytestmark = pytest.mark.django_db


def test_a_file_is_uploaded_once_and_its_id_is_used_again(
    graph: Graph, graph_client: GraphClient, photo: Message
) -> None:
    graph.orders.append((200, {"id": "M1"}))
    assert send(photo, graph_client).status == MessageStatus.SENT
    send(photo, graph_client)
    assert paths(graph) == ["media", "messages", "messages"]
    assert [body["image"]["id"] for body in graph.bodies[1:]] == ["M1", "M1"]


def test_an_id_that_is_about_to_die_is_not_used(graph: Graph, graph_client: GraphClient, photo: Message) -> None:
    graph.orders.append((200, {"id": "M1"}))
    send(photo, graph_client)
    age(days=29, minutes=1)
    graph.orders.append((200, {"id": "M2"}))
    send(photo, graph_client)
    assert graph.bodies[-1]["image"]["id"] == "M2"
    assert UploadedMedia.objects.get().media_id == "M2"


def test_an_id_that_meta_no_longer_has_is_dropped_and_the_file_uploaded_again(
    graph: Graph, graph_client: GraphClient, photo: Message
) -> None:
    graph.orders.append((200, {"id": "M1"}))
    send(photo, graph_client)
    age(hours=1)
    graph.refuse(100)
    assert send(photo, graph_client).status == MessageStatus.QUEUED
    graph.orders.append((200, {"id": "M2"}))
    assert send(photo, graph_client).status == MessageStatus.SENT
    assert graph.bodies[-1]["image"]["id"] == "M2"


def test_a_fresh_id_that_meta_refuses_fails_the_message(
    graph: Graph, graph_client: GraphClient, photo: Message
) -> None:
    graph.orders.append((200, {"id": "M1"}))
    graph.refuse(131053)
    assert send(photo, graph_client).status == MessageStatus.FAILED


@pytest.mark.parametrize("order", ["hang up", (502, b"<html>"), (200, {"odd": 1})])
def test_an_upload_without_an_answer_is_simply_repeated(
    graph: Graph, graph_client: GraphClient, photo: Message, order: object
) -> None:
    graph.orders.append(order)  # type: ignore[arg-type]
    assert send(photo, graph_client).status == MessageStatus.QUEUED
    graph.orders.append((200, {"id": "M1"}))
    assert send(photo, graph_client).status == MessageStatus.SENT


def test_a_message_waits_at_the_head_while_its_file_is_prepared(graph: Graph, graph_client: GraphClient) -> None:
    photo = make_photo(AttachmentState.PREPARING)
    behind = make_outgoing(photo.conversation, "depois")
    assert send(photo, graph_client).status == MessageStatus.QUEUED
    assert not graph.calls
    behind.refresh_from_db()
    assert behind.status == MessageStatus.QUEUED


def test_a_file_that_gets_ready_just_when_it_is_found_unready_costs_no_pause(
    graph: Graph, graph_client: GraphClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = make_photo(AttachmentState.PREPARING)
    look = uploading.files_of

    def just_before(messages: Any) -> Any:
        found = look(messages)
        Attachment.objects.update(state=AttachmentState.READY)
        return found

    monkeypatch.setattr(delivery, "files_of", just_before)
    graph.orders.append((200, {"id": "M1"}))
    assert send(message, graph_client).status == MessageStatus.SENT


def test_a_message_whose_file_failed_fails_and_the_line_moves_on(graph: Graph, graph_client: GraphClient) -> None:
    photo = make_photo(AttachmentState.FAILED)
    behind = make_outgoing(photo.conversation, "depois")
    assert send(photo, graph_client).status == MessageStatus.FAILED
    behind.refresh_from_db()
    assert behind.status == MessageStatus.SENT


@pytest.mark.parametrize("code", ["131052", "131053"])
def test_an_id_that_a_status_refuses_later_is_not_used_again(
    graph: Graph, graph_client: GraphClient, photo: Message, code: str
) -> None:
    graph.orders.append((200, {"id": "M1"}))
    sent = send(photo, graph_client)
    error = {"code": int(code), "title": "Media upload error"}
    webhooks.store(webhooks.body(statuses=(webhooks.status(str(sent.external_id), "failed", errors=[error]),)))
    drain_lane(settings.WHATSAPP_PHONE_NUMBER_ID)
    photo.refresh_from_db()
    assert photo.status == MessageStatus.FAILED
    graph.orders.append((200, {"id": "M2"}))
    assert send(photo, graph_client).status == MessageStatus.SENT
    assert graph.bodies[-1]["image"]["id"] == "M2"


def test_a_large_file_is_never_in_memory_as_a_whole(graph: Graph, graph_client: GraphClient) -> None:
    pieces = (bytes(64 * 1024) for _ in range(30 * 16))
    graph.swallows = True
    graph.orders.append((200, {"id": "M1"}))
    tracemalloc.start()
    graph_client.upload("1", filename="a", mime_type="video/mp4", content=pieces, size=30 * MB)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 3 * MB
