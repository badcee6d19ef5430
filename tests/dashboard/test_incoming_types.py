"""Each kind of a customer's message is shown as what it is, whatever its payload holds."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone, translation

from accounts.models import User
from conversations.models import Conversation, Message
from dashboard.incoming import money
from tests.builders import make_incoming

pytestmark = pytest.mark.django_db
Page = Callable[[User], Client]


def pane(browser: Client, conversation: Conversation) -> str:
    return browser.get(f"/inbox/{conversation.pk}/pane", headers={"accept-language": "en"}).content.decode()


@pytest.mark.parametrize(
    ("kind", "payload", "shown"),
    [
        ("contacts", {"contacts": [{"name": {"formatted_name": "Zé"}, "phones": [{"phone": "+55 11"}]}]}, "+55 11"),
        ("order", {"order": {"product_items": []}, "totals": [{"currency": "BRL", "amount": "9.90"}]}, "R$9.90"),
        ("interactive", {"flow": {"name": "flow", "fields": {"seu_nome": "Ana"}}}, "seu nome"),
        ("unsupported", {"kind": "hologram", "raw": {}}, "hologram"),
        ("unsupported", {"kind": "unsupported", "was": "poll", "errors": [{}]}, "(poll)"),
        ("system", {"system": {"type": "user_changed_number", "wa_id": "5521"}}, "+5521"),
        ("text", {"referral": {"headline": "Fibra 500", "source_url": "https://fb.me/x"}}, "Fibra 500"),
        ("text", {"context": {"frequently_forwarded": True}}, "Forwarded many times"),
        ("text", {"context": {"id": "wamid.gone"}}, "not here"),
        ("text", {"group": {"id": "G", "member": "55", "name": "Bia"}}, "Bia"),
    ],
)
def test_it_is_shown(page: Page, alice: User, taken: Conversation, kind: str, payload: Any, shown: str) -> None:
    make_incoming(taken, "", type=kind, payload=payload)
    assert shown in pane(page(alice), taken)


@pytest.mark.parametrize("odd", [5, "x", [], [5], {"a": [None]}, None])
def test_an_odd_payload_breaks_no_page(page: Page, alice: User, taken: Conversation, odd: Any) -> None:
    keys = ("contacts", "order", "totals", "flow", "system", "referral", "context", "group", "errors", "interactive")
    for kind in ("contacts", "order", "interactive", "unsupported", "system", "location"):
        make_incoming(taken, "", type=kind, payload=dict.fromkeys(keys, odd))
    assert pane(page(alice), taken)


def test_money_is_written_as_the_language_writes_it() -> None:
    with translation.override("pt-br"):
        assert money("1299.9", "BRL") == "R$\xa01.299,90"
    with translation.override("en"):
        assert money("1299.9", "BRL") == "R$1,299.90"
    assert money("muito", "BRL") == "BRL muito"


def test_reactions_and_edits_are_seen(page: Page, alice: User, taken: Conversation) -> None:
    message = make_incoming(taken, "novo", edited_at=timezone.now(), versions=[{"content": "velho"}])
    message.reactions = [{"by": "incoming", "author": "", "emoji": "👍", "at": "2026-11-24T00:00:00+00:00"}]
    message.save()
    html = pane(page(alice), taken)
    assert "👍" in html and "edited" in html and "velho" in html


def test_only_supervisors_see_what_was_deleted(page: Page, alice: User, charlie: User, taken: Conversation) -> None:
    make_incoming(taken, "", deleted_at=timezone.now(), versions=[{"content": "segredo"}])
    assert "segredo" not in pane(page(alice), taken)
    assert "Deleted by the customer" in pane(page(alice), taken)
    assert "segredo" in pane(page(charlie), taken)
    assert Message.objects.exclude(deleted_at=None).get().content == ""


def test_the_file_of_what_was_deleted_is_shown_with_its_words(page: Page, charlie: User, taken: Conversation) -> None:
    media = {"id": "1", "attachment_id": "6d7e3b5e-58f5-4a7f-9c6c-6c1f3b8f6a10", "state": "ready"}
    version = {"content": "segredo", "media": media}
    make_incoming(taken, "", type="image", deleted_at=timezone.now(), versions=[version])
    html = page(charlie).get(f"/inbox/{taken.pk}").content.decode()
    assert f'<img src="/api/v1/attachments/{media["attachment_id"]}"' in html
