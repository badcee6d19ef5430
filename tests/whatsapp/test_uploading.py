"""A file of ours at Meta: uploaded once, its id used again, dropped when Meta no longer has it."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from conversations.models import Attachment, AttachmentState, Message, MessageStatus, MessageType
from tests.builders import make_conversation, make_outgoing
from tests.graph import Graph, running_graph
from whatsapp.client import GraphClient
from whatsapp.media.uploading import NotReady
from whatsapp.models import UploadedMedia
from whatsapp.services import delivery
from whatsapp.services.pump import deliver_conversation

pytestmark = pytest.mark.django_db


@pytest.fixture
def graph() -> Iterator[Graph]:
    with running_graph() as running:
        yield running


@pytest.fixture
def client(graph: Graph) -> GraphClient:
    return GraphClient(base_url=graph.url, version="v26.0", token="t")


@pytest.fixture
def photo() -> Message:
    return make_photo()


def make_photo(state: str = AttachmentState.READY) -> Message:
    conversation = make_conversation()
    attachment = Attachment(conversation=conversation, filename="a.png", mime_type="image/png", size=3, state=state)
    attachment.file.save("a.png", ContentFile(b"png"), save=False)
    attachment.save()
    return make_outgoing(conversation, "", type=MessageType.IMAGE, media={"attachment_id": str(attachment.pk)})


def send(message: Message, client: GraphClient) -> Message:
    Message.objects.filter(pk=message.pk).update(status=MessageStatus.QUEUED, next_attempt_at=None)
    deliver_conversation(message.conversation_id, client=client)
    message.refresh_from_db()
    return message


def paths(graph: Graph) -> list[str]:
    return [path.rsplit("/", 1)[1] for _, path, _ in graph.calls]


def test_a_file_is_uploaded_once_and_its_id_is_used_again(graph: Graph, client: GraphClient, photo: Message) -> None:
    graph.orders.append((200, {"id": "M1"}))
    assert send(photo, client).status == MessageStatus.SENT
    send(photo, client)
    assert paths(graph) == ["media", "messages", "messages"]
    assert [body["image"]["id"] for body in graph.bodies[1:]] == ["M1", "M1"]


def test_an_id_that_is_about_to_die_is_not_used(graph: Graph, client: GraphClient, photo: Message) -> None:
    graph.orders.append((200, {"id": "M1"}))
    send(photo, client)
    UploadedMedia.objects.update(uploaded_at=timezone.now() - timedelta(days=29, minutes=1))
    graph.orders.append((200, {"id": "M2"}))
    send(photo, client)
    assert graph.bodies[-1]["image"]["id"] == "M2"
    assert UploadedMedia.objects.get().media_id == "M2"


def test_an_id_that_meta_no_longer_has_is_dropped_and_the_file_uploaded_again(
    graph: Graph, client: GraphClient, photo: Message
) -> None:
    graph.orders.append((200, {"id": "M1"}))
    send(photo, client)
    graph.refuse(100)
    assert send(photo, client).status == MessageStatus.QUEUED
    graph.orders.append((200, {"id": "M2"}))
    assert send(photo, client).status == MessageStatus.SENT
    assert graph.bodies[-1]["image"]["id"] == "M2"


def test_a_fresh_id_that_meta_refuses_fails_the_message(graph: Graph, client: GraphClient, photo: Message) -> None:
    graph.orders.append((200, {"id": "M1"}))
    graph.refuse(131053)
    assert send(photo, client).status == MessageStatus.FAILED


@pytest.mark.parametrize("order", ["hang up", (502, b"<html>"), (200, {"odd": 1})])
def test_an_upload_without_an_answer_is_simply_repeated(
    graph: Graph, client: GraphClient, photo: Message, order: object
) -> None:
    graph.orders.append(order)  # type: ignore[arg-type]
    assert send(photo, client).status == MessageStatus.QUEUED
    graph.orders.append((200, {"id": "M1"}))
    assert send(photo, client).status == MessageStatus.SENT


def test_a_message_waits_at_the_head_while_its_file_is_prepared(graph: Graph, client: GraphClient) -> None:
    photo = make_photo(AttachmentState.PREPARING)
    behind = make_outgoing(photo.conversation, "depois")
    assert send(photo, client).status == MessageStatus.QUEUED
    assert not graph.calls
    behind.refresh_from_db()
    assert behind.status == MessageStatus.QUEUED


def test_a_file_that_gets_ready_just_when_it_is_found_unready_costs_no_pause(
    graph: Graph, client: GraphClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = make_photo(AttachmentState.PREPARING)

    def too_early(*args: object, **kwargs: object) -> str:
        Attachment.objects.update(state=AttachmentState.READY)
        raise NotReady

    monkeypatch.setattr(delivery, "media_id_of", too_early)
    assert deliver_conversation(message.conversation_id, client=client) == 0
    monkeypatch.undo()
    graph.orders.append((200, {"id": "M1"}))
    assert deliver_conversation(message.conversation_id, client=client) is None
    message.refresh_from_db()
    assert message.status == MessageStatus.SENT


def test_a_message_whose_file_failed_fails_and_the_line_moves_on(graph: Graph, client: GraphClient) -> None:
    photo = make_photo(AttachmentState.FAILED)
    behind = make_outgoing(photo.conversation, "depois")
    assert send(photo, client).status == MessageStatus.FAILED
    behind.refresh_from_db()
    assert behind.status == MessageStatus.SENT
