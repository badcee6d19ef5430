"""A customer's file: expected with its message, fetched by a worker, checked, stored, served."""

import base64
import hashlib
import io
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from PIL import Image

from conversations.exceptions import Invalid
from conversations.models import Attachment, AttachmentState, ChangeKind, Channel, Direction, Message, MessageType
from conversations.services import files, loose_files
from conversations.services.changes import IncomingChange, record_changes
from conversations.services.identities import Sender
from conversations.services.incoming import IncomingMessage, record_incoming
from tests.graph import Graph, running_graph
from whatsapp.client import GraphClient
from whatsapp.media.handling import handle_file
from whatsapp.media.hosts import is_allowed
from whatsapp.models import Alert, AlertKind
from whatsapp.services.credentials import set_credentials
from whatsapp.services.numbers import ensure_number

pytestmark = pytest.mark.django_db


def picture(kind: str = "PNG", size: tuple[int, int] = (900, 600)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, kind)
    return out.getvalue()


PNG = picture()


@pytest.fixture
def graph() -> Iterator[Graph]:
    with running_graph() as running:
        yield running


@pytest.fixture
def client(graph: Graph) -> GraphClient:
    return GraphClient(base_url=graph.url, version="v26.0", token="t")


def receive(channel: Channel, **media: Any) -> Attachment:
    item = IncomingMessage(
        external_id="wamid.photo",
        sender=Sender(phone="5511999999999", name="João"),
        written_at=timezone.now(),
        type=MessageType(media.pop("type", "image")),
        media={"id": "M1", "mime_type": "image/png", **media},
    )
    record_incoming(channel, [item])
    return Attachment.objects.get()


def offer(graph: Graph, content: bytes = PNG, **facts: Any) -> None:
    graph.orders += [(200, {"url": f"{graph.url}/file", "id": "M1", **facts}), (200, content)]


def due(attachment: Attachment) -> None:
    Attachment.objects.filter(pk=attachment.pk).update(next_attempt_at=timezone.now())


def state_of(attachment: Attachment) -> str:
    attachment.refresh_from_db()
    return attachment.state


def test_a_file_is_expected_with_its_message_and_a_worker_is_told(
    channel: Channel, knocks: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        attachment = receive(channel)
    message = Message.objects.get()
    assert (attachment.state, attachment.message_id) == (AttachmentState.PENDING, message.pk)
    assert message.media is not None
    assert message.media["attachment_id"] == str(attachment.pk)
    assert ("whatsapp.tasks.handle_file", (str(attachment.pk),)) in knocks


@pytest.mark.parametrize("encode", [lambda d: d.hex(), lambda d: base64.b64encode(d).decode()])
def test_a_file_is_fetched_checked_and_kept(channel: Channel, graph: Graph, client: GraphClient, encode: Any) -> None:
    attachment = receive(channel, sha256=encode(hashlib.sha256(PNG).digest()))
    offer(graph, file_size=str(len(PNG)))
    handle_file(attachment.pk, client=client)
    assert state_of(attachment) == AttachmentState.READY
    assert attachment.file.read() == PNG
    assert Image.open(attachment.thumbnail).size == (480, 320)
    media = Message.objects.get().media or {}
    assert (media["state"], media["size"], media["width"]) == ("ready", len(PNG), 900)
    assert graph.calls[0][1].startswith("/v26.0/M1?phone_number_id=")


def test_a_stale_address_is_asked_for_again(channel: Channel, graph: Graph, client: GraphClient) -> None:
    attachment = receive(channel)
    graph.orders += [(200, {"url": f"{graph.url}/old"}), (404, {})]
    handle_file(attachment.pk, client=client)
    assert state_of(attachment) == AttachmentState.PENDING
    assert attachment.next_attempt_at > timezone.now()
    due(attachment)
    offer(graph)
    handle_file(attachment.pk, client=client)
    assert state_of(attachment) == AttachmentState.READY


@pytest.mark.parametrize("order", ["hang up", (500, b"<html>"), (302, b"")])
def test_trouble_on_the_way_is_tried_again(channel: Channel, graph: Graph, client: GraphClient, order: Any) -> None:
    attachment = receive(channel)
    graph.orders += [(200, {"url": f"{graph.url}/file"}), order]
    handle_file(attachment.pk, client=client)
    assert state_of(attachment) == AttachmentState.PENDING


def test_after_seven_days_it_is_given_up(channel: Channel, graph: Graph, client: GraphClient) -> None:
    attachment = receive(channel)
    Message.objects.update(stored_at=timezone.now() - timedelta(days=7, minutes=1))
    graph.orders.append("hang up")
    handle_file(attachment.pk, client=client)
    assert (state_of(attachment), attachment.reason) == (AttachmentState.FAILED, "media_expired")


def test_another_digest_is_never_kept(channel: Channel, graph: Graph, client: GraphClient) -> None:
    attachment = receive(channel, sha256=hashlib.sha256(b"other").hexdigest())
    offer(graph)
    handle_file(attachment.pk, client=client)
    assert state_of(attachment) == AttachmentState.PENDING


@pytest.mark.parametrize("announced", [True, False])
def test_a_file_over_the_limit_is_refused(
    channel: Channel, graph: Graph, client: GraphClient, announced: bool
) -> None:
    attachment = receive(channel, type="sticker", mime_type="image/webp")
    offer(graph, b"x" * 600_000, **({"file_size": 600_000} if announced else {}))
    handle_file(attachment.pk, client=client)
    assert (state_of(attachment), attachment.reason) == (AttachmentState.FAILED, "media_too_large")
    assert len(graph.calls) == (1 if announced else 2)


def test_the_token_travels_to_nobody_else(channel: Channel, graph: Graph, client: GraphClient) -> None:
    attachment = receive(channel)
    with running_graph() as other:
        graph.orders.append((200, {"url": f"{other.url}/file"}))
        handle_file(attachment.pk, client=client)
        assert not other.calls
    assert state_of(attachment) == AttachmentState.PENDING


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=1", True),
        ("http://lookaside.fbsbx.com/", False),
        ("https://evilfbsbx.com/", False),
        ("https://lookaside.fbsbx.com@evil.example/", False),
        ("https://fbsbx.com:8443/", False),
        ("https://169.254.169.254/", False),
        ("https://graph.example:9443/x", True),
        ("https://graph.example/x", False),
        ("https://graph.example:99999/", False),
        ("file:///etc/passwd", False),
    ],
)
def test_where_a_token_may_go(url: str, allowed: bool) -> None:
    assert is_allowed(url, api_url="https://graph.example:9443/v26.0") is allowed


def test_a_page_that_claims_to_be_a_picture_is_never_shown(
    channel: Channel, graph: Graph, client: GraphClient, api: Any, charlie: Any
) -> None:
    attachment = receive(channel)
    offer(graph, b"<html><script>alert(1)</script>")
    handle_file(attachment.pk, client=client)
    assert state_of(attachment) == AttachmentState.READY
    answer = api(charlie).get(f"/api/v1/attachments/{attachment.pk}")
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")


def test_one_worker_has_it_and_a_dead_ones_claim_comes_back(channel: Channel) -> None:
    attachment = receive(channel)
    first = files.claim_file(attachment.pk)
    assert first is not None
    assert files.claim_file(attachment.pk) is None
    assert files.due_files() == []
    Attachment.objects.update(next_attempt_at=timezone.now() - files.GRACE)
    assert files.due_files() == [attachment.pk]
    second = files.claim_file(attachment.pk)
    assert second is not None
    loose_files.note(["late"])
    late = files.Kept(file="late", mime_type="image/png", size=1, sha256="")
    assert files.keep_file(first, late) is False
    assert files.keep_file(second, late) is True


def test_who_may_see_the_conversation_may_ask_again(
    channel: Channel, graph: Graph, client: GraphClient, api: Any, charlie: Any, alice: Any
) -> None:
    attachment = receive(channel)
    Attachment.objects.update(state=AttachmentState.FAILED, reason="media_gone")
    url = f"/api/v1/attachments/{attachment.pk}/retry"
    answer = api(charlie).post(url)
    assert (answer.status_code, answer.json()["media"]["state"]) == (200, "pending")
    assert api(charlie).post(url).status_code == 400
    offer(graph)
    handle_file(attachment.pk, client=client)
    assert state_of(attachment) == AttachmentState.READY


def test_a_dead_token_stops_the_number_and_the_next_one_fetches_the_file_at_once(
    channel: Channel, graph: Graph, client: GraphClient
) -> None:
    attachment = receive(channel)
    graph.refuse(190, status=401, times=2)
    for _ in range(2):
        due(attachment)
        handle_file(attachment.pk, client=client)
    assert state_of(attachment) == AttachmentState.PENDING
    assert attachment.next_attempt_at > timezone.now()
    alert = Alert.objects.get()
    assert (alert.kind, alert.cleared_at) == (AlertKind.SENDING_STOPPED, None)
    set_credentials(ensure_number(channel.external_id), token="new")
    assert state_of(attachment) == AttachmentState.PENDING
    assert attachment.next_attempt_at <= timezone.now()
    offer(graph)
    handle_file(attachment.pk, client=client)
    assert state_of(attachment) == AttachmentState.READY


def test_a_file_that_was_refused_while_the_token_was_replaced_is_asked_for_again_at_once(
    channel: Channel, graph: Graph
) -> None:
    class Overtaken(GraphClient):
        def media(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
            set_credentials(ensure_number(channel.external_id), token="new")
            return super().media(*args, **kwargs)

    attachment = receive(channel)
    Attachment.objects.update(attempts=11)
    graph.refuse(190, status=401)
    handle_file(attachment.pk, client=Overtaken(base_url=graph.url, version="v26.0", token="old"))
    assert state_of(attachment) == AttachmentState.PENDING
    assert attachment.next_attempt_at < timezone.now() + timedelta(seconds=5)
    assert not Alert.objects.exists()


def test_a_new_token_does_not_disturb_a_file_that_waits_for_something_else(
    channel: Channel, graph: Graph, client: GraphClient
) -> None:
    attachment = receive(channel)
    graph.orders.append("hang up")
    handle_file(attachment.pk, client=client)
    assert files.release_files(channel.pk) == 0


def edited(channel: Channel, **media: Any) -> None:
    change = IncomingChange(
        external_id=f"wamid.edit.{media['id']}",
        kind=ChangeKind.EDIT,
        direction=Direction.INCOMING,
        sender=Sender(phone="5511999999999"),
        target_external_id="wamid.photo",
        at=timezone.now(),
        data={"content": "novo", "type": "image", "media": {"mime_type": "image/png", **media}},
    )
    record_changes(channel, [change])


def test_a_file_that_an_edit_brings_is_fetched_and_the_earlier_one_stays_what_it_was(
    channel: Channel, graph: Graph, client: GraphClient
) -> None:
    first = receive(channel)
    edited(channel, id="M2")
    second = Attachment.objects.exclude(pk=first.pk).get()
    for attachment, content in ((first, PNG), (second, picture(size=(10, 10)))):
        offer(graph, content)
        handle_file(attachment.pk, client=client)
        assert state_of(attachment) == AttachmentState.READY
    asked = [path.split("?")[0] for _, path, _ in graph.calls[::2]]
    assert asked == ["/v26.0/M1", "/v26.0/M2"]
    message = Message.objects.get()
    assert ((message.media or {})["attachment_id"], (message.media or {})["width"]) == (str(second.pk), 10)
    assert message.versions is not None
    assert (message.versions[0]["media"]["attachment_id"], message.versions[0]["media"]["width"]) == (
        str(first.pk),
        900,
    )


def test_a_new_caption_fetches_nothing_again(channel: Channel) -> None:
    receive(channel, sha256="a" * 64)
    edited(channel, id="M2", sha256="a" * 64)
    assert (Message.objects.get().content, Attachment.objects.count()) == ("novo", 1)


def test_a_file_that_comes_after_its_message_was_deleted_does_not_bring_it_back(
    channel: Channel, graph: Graph, client: GraphClient
) -> None:
    attachment = receive(channel)
    message = Message.objects.get()
    version = {"content": "", "payload": {}, "media": message.media, "at": ""}
    Message.objects.update(media=None, deleted_at=timezone.now(), versions=[version])
    offer(graph)
    handle_file(attachment.pk, client=client)
    assert state_of(attachment) == AttachmentState.READY
    assert Message.objects.get().media is None


@pytest.mark.parametrize("code", [3, 10, 200])
def test_a_missing_permission_is_told_at_once_and_ends_with_the_next_file(
    channel: Channel, graph: Graph, client: GraphClient, code: int
) -> None:
    attachment = receive(channel)
    graph.orders.append((403, {"error": {"code": code, "message": "no permission"}}))
    handle_file(attachment.pk, client=client)
    attachment.refresh_from_db()
    assert (attachment.state, attachment.reason) == (AttachmentState.FAILED, "media_forbidden")
    open_alerts = Alert.objects.filter(kind=AlertKind.FILES_REFUSED, cleared_at=None)
    assert open_alerts.count() == 1
    Attachment.objects.update(state=AttachmentState.PENDING, next_attempt_at=timezone.now())
    offer(graph)
    handle_file(attachment.pk, client=client)
    assert not open_alerts.exists()


def test_a_file_sent_from_the_businesss_phone_may_be_asked_for_again(channel: Channel, charlie: Any) -> None:
    attachment = receive(channel)
    Message.objects.update(direction=Direction.OUTGOING, status="sent")
    Attachment.objects.update(state=AttachmentState.FAILED)
    files.fetch_again(attachment.pk, by=charlie)
    assert state_of(attachment) == AttachmentState.PENDING
    Attachment.objects.update(state=AttachmentState.FAILED)
    Message.objects.update(media={"attachment_id": str(attachment.pk)})
    with pytest.raises(Invalid):  # one of ours: there is nothing to fetch
        files.fetch_again(attachment.pk, by=charlie)
