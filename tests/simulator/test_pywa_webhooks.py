"""An independent client: pywa understands everything that is told."""

from collections.abc import Callable
from typing import Any

import pytest
from pywa import WhatsApp, types

from tests.simulator.pywa_client import JOAO, joao, parsed, raw
from whatsapp.simulator.inbound_content import UNSUPPORTED
from whatsapp.simulator.incoming import (
    edit_as_customer,
    open_chat,
    play,
    react_as_customer,
    revoke_as_customer,
    write_as_customer,
)
from whatsapp.simulator.meta import reviews, standing, wishes
from whatsapp.simulator.models import Account, MetaTemplate, Person, PhoneMessage, WebhookEvent

pytestmark = pytest.mark.django_db(transaction=True)
REFERRAL = {
    "source_url": "https://fb.me/x",
    "source_id": "1",
    "source_type": "ad",
    "headline": "Fibra",
    "body": "Mais veloz",
    "media_type": "image",
    "image_url": "https://example.com/a.png",
    "ctwa_clid": "c",
}
MEDIA = {"id": "1", "mime_type": "image/jpeg", "sha256": "aGFzaA=="}
BUTTON_REPLY = {"type": "button_reply", "button_reply": {"id": "y", "title": "Sim"}}
LIST_REPLY = {"type": "list_reply", "list_reply": {"id": "1", "title": "Fibra", "description": "500"}}
FLOW_REPLY = {
    "type": "nfm_reply",
    "nfm_reply": {"name": "flow", "body": "Sent", "response_json": '{"flow_token":"t"}'},
}
ORDER = {
    "catalog_id": "1",
    "text": "",
    "product_items": [{"product_retailer_id": "2", "quantity": 1, "item_price": 99.9, "currency": "BRL"}],
}
# What is told of a customer: the type of the wire, its content, what stands beside it, and what it is to pywa.
INBOUND: tuple[tuple[str, Any, dict[str, Any], Any], ...] = (
    ("text", {"body": "São 9h"}, {}, types.Message),
    ("text", {"body": "Encaminhada"}, {"context": {"forwarded": True}}, types.Message),
    ("text", {"body": "Vi o anúncio"}, {"referral": REFERRAL}, types.Message),
    ("text", {"body": "No grupo"}, {"group_id": "Y2FwaQ"}, types.Message),
    ("image", MEDIA | {"caption": "Veja"}, {}, types.Message),
    ("video", MEDIA | {"mime_type": "video/mp4"}, {}, types.Message),
    ("document", MEDIA | {"mime_type": "application/pdf", "filename": "a.pdf"}, {}, types.Message),
    ("audio", MEDIA | {"mime_type": "audio/ogg; codecs=opus", "voice": True}, {}, types.Message),
    ("sticker", MEDIA | {"mime_type": "image/webp", "animated": False}, {}, types.Message),
    ("location", {"latitude": -23.5, "longitude": -46.6, "name": "Casa"}, {}, types.Message),
    ("contacts", [{"name": {"formatted_name": "Zé", "first_name": "Zé"}, "phones": []}], {}, types.Message),
    ("order", ORDER, {}, types.Message),
    ("interactive", BUTTON_REPLY, {}, types.CallbackButton),
    ("interactive", LIST_REPLY, {}, types.CallbackSelection),
    ("interactive", FLOW_REPLY, {}, types.FlowCompletion),
    ("button", {"payload": "sim", "text": "Sim"}, {}, types.CallbackButton),
    ("unsupported", {"type": "poll"}, {"errors": [UNSUPPORTED]}, types.Message),
    ("hologram", {"depth": 3}, {}, types.Message),
)


@pytest.mark.parametrize(("kind", "content", "extra", "understood"), INBOUND, ids=[one[0] for one in INBOUND])
def test_it_understands(wa: WhatsApp, kind: str, content: Any, extra: dict[str, Any], understood: Any) -> None:
    message = write_as_customer(joao(), type=kind, content=content, quoted_wamid="wamid.Q", extra=extra)
    update = parsed(wa, understood)
    assert (update.id, update.from_user.wa_id) == (message.wamid, joao().wa_id)


def test_it_understands_edits_deletions_and_reactions(wa: WhatsApp) -> None:
    wrote = write_as_customer(joao(), type="text", content={"body": "Oi, cauí"})
    edit_as_customer(joao(), target=wrote, text="Oi, caiu")
    assert parsed(wa, types.EditedMessage).original_message_id == wrote.wamid
    revoke_as_customer(joao(), target=wrote)
    assert parsed(wa, types.DeletedMessage).original_message_id == wrote.wamid
    sent = PhoneMessage.objects.get(wamid=wa.send_message(to=JOAO, text="Olá").id)
    react_as_customer(joao(), target=sent, emoji="👍")
    assert parsed(wa, types.Message).reaction.emoji == "👍"
    react_as_customer(joao(), target=sent, emoji="")
    assert not parsed(wa, types.Message).reaction.emoji


def test_it_understands_who_hides_the_number(wa: WhatsApp) -> None:
    write_as_customer(Person.objects.get(wa_id=None), type="text", content={"body": "Oi"})
    assert parsed(wa, types.Message).text == "Oi"


def test_it_understands_a_new_number(wa: WhatsApp) -> None:
    wishes.change_number(joao(), "5511988887777")
    change = parsed(wa, types.PhoneNumberChange)
    assert change.new_wa_id == "5511988887777"


def test_it_understands_wishes_about_marketing(wa: WhatsApp) -> None:
    wishes.want_marketing(joao(), False)
    assert not parsed(wa, types.UserMarketingPreferences)


def test_it_understands_statuses(wa: WhatsApp) -> None:
    sent = wa.send_message(to=JOAO, text="Olá", tracker="job-7")
    status = parsed(wa, types.MessageStatus)
    assert (status.id, status.tracker, status.pricing.billable) == (sent.id, "job-7", False)
    open_chat(joao())
    assert parsed(wa, types.MessageStatus).status == types.MessageStatusType.READ


def test_it_understands_a_voice_message_that_was_played(wa: WhatsApp) -> None:
    sent = wa.send_voice(to=JOAO, voice=b"OggS", mime_type="audio/ogg")
    play(PhoneMessage.objects.get(wamid=sent.id))
    assert parsed(wa, types.MessageStatus).status == types.MessageStatusType.PLAYED


def test_it_understands_a_failed_status(wa: WhatsApp) -> None:
    wishes.close_window(joao())
    wa.send_message(to=JOAO, text="Olá")
    status = parsed(wa, types.MessageStatus)
    assert (status.status, status.error.code) == (types.MessageStatusType.FAILED, 131047)


@pytest.mark.parametrize("event", reviews.EVENTS)
def test_it_understands_decisions_about_templates(wa: WhatsApp, event: str) -> None:
    template = MetaTemplate.objects.get(name="boas_vindas")
    reviews.decide(template, event)
    update = parsed(wa, types.TemplateStatusUpdate)
    assert (update.template_name, update.new_status) == ("boas_vindas", event)


def test_it_understands_what_becomes_of_templates(wa: WhatsApp) -> None:
    template = MetaTemplate.objects.get(name="promocao_upgrade")
    reviews.rate(template, "RED")
    assert parsed(wa, types.TemplateQualityUpdate).new_quality_score == "RED"
    reviews.recategorise(template, "UTILITY")
    assert parsed(wa, types.TemplateCategoryUpdate).new_category == "UTILITY"
    reviews.tell_components(template)
    assert parsed(wa, types.TemplateComponentsUpdate).template_name == template.name


@pytest.mark.parametrize(
    ("act", "event"),
    [
        (standing.restrict, "ACCOUNT_RESTRICTION"),
        (standing.accuse, "ACCOUNT_VIOLATION"),
        (standing.disable, "DISABLED_UPDATE"),
        (standing.announce_deletion, "ACCOUNT_DELETED"),
    ],
)
def test_it_understands_what_becomes_of_the_account(wa: WhatsApp, act: Callable[[Account], None], event: str) -> None:
    act(Account.load())
    assert parsed(wa, types.AccountUpdate).event == event


def test_it_takes_every_body_that_is_told(wa: WhatsApp) -> None:
    """Also those for which it has no type of its own: none is an error to it."""
    account = Account.load()
    for act in (*standing.ACTS.values(), lambda one: standing.change_limit(one, "TIER_10K")):
        act(account)
    standing.change_throughput(account, "HIGH")
    standing.change_name(account, "TechISP Fibra", decision="APPROVED")
    wishes.change_user_id(joao())
    for event in WebhookEvent.objects.all():
        _, status = wa.webhook_update_handler(raw(event), None)
        assert status == 200
