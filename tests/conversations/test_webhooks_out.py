"""Other systems are told: once, signed, again after a failure, never inside."""

import hashlib
import hmac
import json
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.db import transaction
from django.utils import timezone

from conversations import webhook_events
from conversations.events import ConversationClosed, MessageReceived
from conversations.models import Message, MessageStatus, Webhook, WebhookDelivery
from conversations.services.lifecycle import close_conversation
from conversations.services.statuses import StatusUpdate, apply_statuses
from conversations.services.webhooks import MAX_ATTEMPTS, Outcome, claim_due, delay_after, record_outcome
from conversations.webhook_sender import send_due
from tests.builders import make_outgoing

pytestmark = pytest.mark.django_db


@pytest.fixture
def server():
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            self.server.seen.append((self.path, dict(self.headers), body))
            self.send_response(self.server.status)
            self.end_headers()

        def log_message(self, *_args):
            pass

    made = HTTPServer(("127.0.0.1", 0), Handler)
    made.seen, made.status = [], 204
    threading.Thread(target=made.serve_forever, args=(0.01,), daemon=True).start()
    yield made
    made.shutdown()
    made.server_close()


@pytest.fixture
def webhook(server):
    return Webhook.objects.create(
        url=f"http://localhost:{server.server_port}/in", events=["message_received", "conversation_closed"]
    )


@pytest.fixture
def inside(settings):
    settings.WEBHOOKS_ALLOW_PRIVATE = True


def tell(conversation):
    message = conversation.last_message
    webhook_events.tell_received([MessageReceived(message_id=message.pk, conversation_id=conversation.pk)])


def test_what_dies_right_after_the_commit_has_left_its_delivery(webhook, taken, alice, published, server, inside):
    close_conversation(taken.pk, by=alice)
    assert published == []  # nobody was told anything yet: the process died here
    assert send_due() == 1
    assert json.loads(server.seen[0][2])["data"]["status"] == "closed"


def test_what_is_undone_tells_nobody(webhook, taken, alice):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        close_conversation(taken.pk, by=alice)
        raise ZeroDivisionError
    assert not WebhookDelivery.objects.exists()


def test_each_status_is_told_as_it_was(webhook, taken, server, inside):
    Webhook.objects.update(events=["message_status"])
    message = make_outgoing(taken, external_id="wamid.told", status="sent")
    for status in (MessageStatus.DELIVERED, MessageStatus.READ):
        apply_statuses([StatusUpdate(external_id="wamid.told", status=status, at=timezone.now())])
    assert send_due() == 2
    told = sorted((json.loads(body)["data"] for _, _, body in server.seen), key=lambda data: data["status"])
    assert [(data["id"], data["status"]) for data in told] == [(message.pk, "delivered"), (message.pk, "read")]


def test_a_worker_that_comes_back_late_does_not_undo_what_another_one_did(webhook, taken):
    tell(taken)
    (late,) = claim_due(10)
    WebhookDelivery.objects.update(next_attempt_at=timezone.now() - timedelta(seconds=1))
    (other,) = claim_due(10)
    record_outcome(other, Outcome(status=200))
    record_outcome(late, Outcome(error="ReadTimeout"))
    assert WebhookDelivery.objects.get().state == "delivered"


def test_what_it_tells_of_stays_the_same_through_all_attempts(server, webhook, inside, taken):
    server.status = 500
    tell(taken)
    send_due()
    Message.objects.filter(pk=taken.last_message_id).update(content="edited")
    WebhookDelivery.objects.update(next_attempt_at=timezone.now())
    send_due()
    assert server.seen[0][2] == server.seen[1][2]


def test_nobody_listens(taken, django_assert_num_queries):
    with django_assert_num_queries(1):
        tell(taken)


def test_it_is_signed(server, webhook, inside, taken, knocks, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        tell(taken)
    assert ("conversations.tasks.send_webhooks", ()) in knocks
    assert send_due() == 1
    ((path, headers, body),) = server.seen
    assert path == "/in"
    assert headers["Host"] == f"localhost:{server.server_port}"
    digest = hmac.new(webhook.secret.encode(), body, hashlib.sha256).hexdigest()
    assert headers["X-Helpdesk-Signature-256"] == f"sha256={digest}"
    assert b"estou sem internet" in body
    assert WebhookDelivery.objects.get().state == "delivered"
    assert send_due() == 0


def test_only_what_was_asked_for(webhook, taken):
    webhook_events.tell_created([])
    webhook_events.tell_closed([ConversationClosed(conversation_id=taken.pk)])
    assert list(WebhookDelivery.objects.values_list("event", flat=True)) == ["conversation_closed"]


def test_a_failure_is_tried_again_later_and_at_last_given_up(server, webhook, inside, taken):
    server.status = 500
    tell(taken)
    for attempt in range(1, MAX_ATTEMPTS + 1):
        WebhookDelivery.objects.update(next_attempt_at=timezone.now())
        assert send_due() == 1
        row = WebhookDelivery.objects.get()
        assert (row.attempts, row.response_status, row.error) == (attempt, 500, "HTTP 500")
        assert row.next_attempt_at > timezone.now()
    assert row.state == "failed"
    assert [delay_after(n) for n in (1, 2, 3, 20)] == [10, 40, 160, 21600]


def test_it_never_calls_inside(server, webhook, taken, settings):
    settings.WEBHOOKS_ALLOW_PRIVATE = False
    tell(taken)
    send_due()
    assert not server.seen
    assert WebhookDelivery.objects.get().state == "failed"


def test_a_delivery_is_claimed_once_until_its_lease_ends(webhook, taken):
    tell(taken)
    assert len(claim_due(10)) == 1
    assert claim_due(10) == []
    WebhookDelivery.objects.update(next_attempt_at=timezone.now() - timedelta(seconds=1))
    assert len(claim_due(10)) == 1


def test_a_redirect_is_not_followed(server, webhook, inside, taken):
    server.status = 302
    tell(taken)
    send_due()
    assert len(server.seen) == 1
    assert WebhookDelivery.objects.get().state == "pending"
