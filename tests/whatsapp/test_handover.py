"""The worker that hands files to Meta: beside the senders, safe against every crash, and obedient to refusals."""

from typing import Any

import pytest
from django.utils import timezone

from conversations.models import Attachment, Message, MessageStatus
from tests.builders import make_conversation, make_outgoing
from tests.graph import Graph
from tests.whatsapp.photos import paths, send, upload
from whatsapp.client import GraphClient
from whatsapp.media import handover, uploading
from whatsapp.media.handover import hand_over
from whatsapp.models import Alert, AlertKind, UploadedMedia
from whatsapp.services import delivery
from whatsapp.services.credentials import set_credentials
from whatsapp.services.numbers import ensure_number, stop_number
from whatsapp.services.pump import Pump, deliver_conversation

pytestmark = pytest.mark.django_db


def test_whoever_sends_uploads_nothing_and_other_lines_go_on(
    graph: Graph, graph_client: GraphClient, photo: Message, knocks: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    behind, elsewhere = make_outgoing(photo.conversation, "depois"), make_outgoing(make_conversation(), "outra")
    with django_capture_on_commit_callbacks(execute=True):
        Pump(client=graph_client).deliver([photo.conversation_id, elsewhere.conversation_id], on_pause=lambda *_: None)
    states = [Message.objects.get(pk=row.pk).status for row in (photo, behind, elsewhere)]
    assert states == [MessageStatus.QUEUED, MessageStatus.QUEUED, MessageStatus.SENT]
    assert paths(graph) == ["messages"]
    upload_id = UploadedMedia.objects.get().pk
    assert ("whatsapp.tasks.hand_over_file", (upload_id,)) in knocks
    graph.orders.append((200, {"id": "M1"}))
    with django_capture_on_commit_callbacks(execute=True):
        hand_over(upload_id, client=graph_client)
    assert knocks[-1] == ("whatsapp.tasks.deliver", (str(photo.conversation_id),))
    deliver_conversation(photo.conversation_id, client=graph_client)
    photo.refresh_from_db()
    assert (photo.status, photo.attempts) == (MessageStatus.SENT, 1)
    assert [body["type"] for body in graph.bodies[2:]] == ["image", "text"]


def test_what_a_dead_worker_left_is_found_and_it_cannot_end_it_any_more(
    graph_client: GraphClient, photo: Message
) -> None:
    deliver_conversation(photo.conversation_id, client=graph_client)
    late = handover._claimed(UploadedMedia.objects.get().pk)
    assert late is not None
    assert handover.due_uploads() == []
    UploadedMedia.objects.update(next_attempt_at=timezone.now() - handover.GRACE)
    assert handover.due_uploads() == [late.pk]
    successor = handover._claimed(late.pk)
    assert successor is not None
    handover._keep(late, "late")
    assert UploadedMedia.objects.get().media_id == ""
    handover._keep(successor, "M2")
    handover._keep(late, "late")
    assert UploadedMedia.objects.get().media_id == "M2"


def test_a_message_that_nobody_let_go_looks_again_itself(
    graph: Graph, graph_client: GraphClient, photo: Message
) -> None:
    deliver_conversation(photo.conversation_id, client=graph_client)
    UploadedMedia.objects.update(media_id="M1", next_attempt_at=None)  # as if the power had failed right after it
    assert send(photo, graph_client).status == MessageStatus.SENT
    assert paths(graph) == ["messages"]


def test_an_upload_that_ends_just_before_its_message_waits_costs_no_pause(
    graph: Graph, graph_client: GraphClient, photo: Message, monkeypatch: pytest.MonkeyPatch
) -> None:
    look = uploading.files_of

    def just_before(messages: Any) -> Any:
        found = look(messages)
        number = ensure_number(photo.conversation.channel.external_id)
        UploadedMedia.objects.create(attachment=Attachment.objects.get(), number=number, media_id="M1")
        return found

    monkeypatch.setattr(delivery, "files_of", just_before)
    deliver_conversation(photo.conversation_id, client=graph_client)
    photo.refresh_from_db()
    assert photo.status == MessageStatus.SENT


def test_a_refused_upload_fails_the_message_with_its_reason_and_a_retry_uploads_again(
    graph: Graph, graph_client: GraphClient, photo: Message
) -> None:
    behind = make_outgoing(photo.conversation, "depois")
    graph.refuse(131053)
    send(photo, graph_client)
    assert (photo.status, (photo.error or {})["code"]) == (MessageStatus.FAILED, "131053")
    behind.refresh_from_db()
    assert behind.status == MessageStatus.SENT
    graph.orders.append((200, {"id": "M1"}))
    assert send(photo, graph_client).status == MessageStatus.SENT


def test_an_upload_is_tried_as_often_as_its_refusal_says(
    graph: Graph, graph_client: GraphClient, photo: Message
) -> None:
    graph.refuse(131000, status=500, times=4)
    deliver_conversation(photo.conversation_id, client=graph_client)
    for tries in (1, 2, 3):
        upload(photo, graph_client)
        assert UploadedMedia.objects.get().error == {"code": "131000", "tries": tries}
    upload(photo, graph_client)
    photo.refresh_from_db()
    assert photo.status == MessageStatus.FAILED


def test_a_dead_token_stops_the_number_and_the_next_one_lets_the_file_go(
    graph: Graph, graph_client: GraphClient, photo: Message
) -> None:
    graph.refuse(190, status=401)
    send(photo, graph_client)
    assert (photo.status, (photo.error or {})["code"]) == (MessageStatus.QUEUED, "stopped")
    alert = Alert.objects.get(cleared_at=None)
    assert (alert.kind, alert.detail) == (AlertKind.SENDING_STOPPED, "190: details of 190")
    set_credentials(ensure_number(photo.conversation.channel.external_id), token="new")
    assert delivery.sweep_outbox() == [photo.conversation_id]
    graph.orders.append((200, {"id": "M1"}))
    assert send(photo, graph_client).status == MessageStatus.SENT
    assert not Alert.objects.filter(cleared_at=None).exists()


def test_an_upload_that_is_taken_shows_that_the_token_is_good_again(
    graph: Graph, graph_client: GraphClient, photo: Message
) -> None:
    deliver_conversation(photo.conversation_id, client=graph_client)
    stop_number(ensure_number(photo.conversation.channel.external_id), reason="190: dead")
    graph.orders.append((200, {"id": "M1"}))
    upload(photo, graph_client)
    assert not Alert.objects.filter(cleared_at=None).exists()
    assert send(photo, graph_client).status == MessageStatus.SENT


def test_a_file_that_is_gone_fails_its_message(graph: Graph, graph_client: GraphClient, photo: Message) -> None:
    Attachment.objects.get().file.storage.delete(Attachment.objects.get().file.name)
    send(photo, graph_client)
    assert (photo.status, (photo.error or {})["code"]) == (MessageStatus.FAILED, "media_missing")
    assert not graph.calls
