"""Applying received payloads again: by people and by command; safe at any time, and in order."""

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from conversations.models import Conversation, Message, MessageStatus
from tests import webhooks
from tests.builders import make_conversation, make_outgoing
from whatsapp.models import Payload
from whatsapp.readable import readable
from whatsapp.services.inbound import drain_lane
from whatsapp.services.replay import replay_all, replay_payloads

pytestmark = pytest.mark.django_db
LANE = settings.WHATSAPP_PHONE_NUMBER_ID


def states() -> list[str]:
    return list(Payload.objects.order_by("pk").values_list("state", flat=True))


def everything() -> tuple[object, ...]:
    return Message.objects.count(), Conversation.objects.count(), list(Conversation.objects.values("unread"))


def fail(*rows: Payload) -> None:
    Payload.objects.filter(pk__in=[row.pk for row in rows]).update(state="failed", error="odd", note="x")


def test_what_failed_is_applied_again_in_its_order_once(knocks: Any, django_capture_on_commit_callbacks: Any) -> None:
    first, second = webhooks.store(
        webhooks.body(webhooks.message("wamid.1", body="um")), webhooks.body(webhooks.message("wamid.2", body="dois"))
    )
    fail(first, second)
    with django_capture_on_commit_callbacks(execute=True):
        assert replay_payloads([second.pk, first.pk]) == 2
    assert ("whatsapp.tasks.drain", (LANE,)) in knocks
    drain_lane(LANE)
    assert list(Message.objects.order_by("pk").values_list("content", flat=True)) == ["um", "dois"]
    assert not Payload.objects.exclude(error="", note="").exists()


def test_applying_again_what_was_applied_changes_nothing() -> None:
    sent = make_outgoing(make_conversation(), external_id="wamid.out", status=MessageStatus.SENT)
    rows = webhooks.store(
        webhooks.body(webhooks.message("wamid.1")),
        webhooks.body(statuses=(webhooks.status("wamid.out", "delivered"),)),
        webhooks.body(statuses=(webhooks.status("wamid.out", "read"),)),
    )
    drain_lane(LANE)
    before = everything()
    replay_payloads([row.pk for row in rows])
    drain_lane(LANE)
    assert (
        Message.objects.count(),
        Conversation.objects.count(),
        list(Conversation.objects.values("unread")),
    ) == before
    sent.refresh_from_db()
    assert sent.status == MessageStatus.READ
    assert states() == ["applied"] * 3


def test_what_waits_is_left_where_it_is() -> None:
    (row,) = webhooks.store(webhooks.body(webhooks.message("wamid.1")))
    assert replay_payloads([row.pk]) == 0


def test_the_command_takes_what_failed_or_ids_or_a_time() -> None:
    rows = webhooks.store(*[webhooks.body(webhooks.message(f"wamid.{i}")) for i in range(4)])
    Payload.objects.update(state="applied")
    fail(rows[1])
    Payload.objects.filter(pk__lte=rows[1].pk).update(received_at=timezone.now() - timedelta(days=2))
    call_command("replay_payloads", "--failed", stdout=StringIO())
    assert states() == ["applied", "pending", "applied", "applied"]
    call_command("replay_payloads", "--ids", str(rows[0].pk), stdout=StringIO())
    assert states() == ["pending", "pending", "applied", "applied"]
    since = (timezone.now() - timedelta(days=1)).isoformat()
    call_command("replay_payloads", "--since", since, stdout=StringIO())
    assert states() == ["pending"] * 4
    with pytest.raises(CommandError):
        call_command("replay_payloads")


def test_many_are_put_back_in_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("whatsapp.services.replay.CHUNK", 2)
    fail(*webhooks.store(*[b"{}"] * 5))
    assert replay_all(failed_only=True) == 5


def test_a_supervisor_sees_why_and_applies_it_again(client: Client, charlie: User, alice: User) -> None:
    (row,) = webhooks.store(webhooks.body(webhooks.message("wamid.1", body="<b>Oi</b>")))
    fail(row)
    page = f"/admin/whatsapp/payload/{row.pk}/change/"
    client.force_login(alice)
    assert client.get(page).status_code == 302
    client.force_login(charlie)
    shown = client.get(page).content.decode()
    assert "odd" in shown
    assert "5511987654321" not in shown
    assert "<b>Oi" not in shown
    again = reverse("admin:whatsapp_payload_apply_this_again", args=[row.pk])
    assert again in shown
    assert client.get(again).status_code == 302
    assert states() == ["pending"]
    fail(row)
    chosen = {"action": "apply_again", "_selected_action": [row.pk]}
    client.post("/admin/whatsapp/payload/", chosen)
    assert states() == ["pending"]


def test_it_is_readable_and_masked() -> None:
    shown = readable(
        b'{"from":"5511987654321","image":{"url":"https://x.test/a?oh=secret"},"text":{"body":"\\u00e9"}}'
    )
    assert '"from": "•••••••••4321"' in shown
    assert "https://x.test/a?…" in shown
    assert "secret" not in shown
    assert "é" in shown
    assert readable(b"\xff not json") == "\ufffd not json"
