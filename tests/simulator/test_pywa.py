"""An independent client: what pywa sends is taken, and everything that we tell is understood by it."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from django.conf import settings as current
from pywa import WhatsApp, types
from pywa.types.templates import BodyText, TemplateLanguage

from whatsapp.simulator.courier.body import body_of
from whatsapp.simulator.courier.store import Event
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
JOAO = "+5511999999999"
PNG = b"\x89PNG"
CARD = types.Contact(
    name=types.Contact.Name(formatted_name="Zé", first_name="Zé"), phones=[types.Contact.Phone(phone="+5511900000000")]
)
BUTTONS = [types.Button(title="Sim", callback_data="y"), types.Button(title="Não", callback_data="n")]
LIST = types.SectionList(
    button_title="Ver planos",
    sections=[
        types.Section(title="Fibra", rows=[types.SectionRow(title="500", callback_data="1", description="Mega")])
    ],
)
FLOW = types.FlowButton(
    title="Agendar", flow_id="1", flow_token="t", flow_action_screen="A", flow_action_type="navigate"
)
CARDS = [
    types.ImageCarouselCard(
        body=f"Plano {number}",
        image="https://example.com/a.png",
        buttons=types.URLButton(title="Abrir", url="https://example.com"),
    )
    for number in range(2)
]
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


def joao() -> Person:
    return Person.objects.get(wa_id=JOAO[1:])


class Redirected(httpx.HTTPTransport):
    """pywa knows one host only; its requests are led to ours on the way."""

    def __init__(self, base: str) -> None:
        super().__init__()
        self.base = httpx.URL(base)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        path = request.url.raw_path
        if request.url.host == "graph.facebook.com":
            path = b"/simulator/graph" + path
        request.url = self.base.copy_with(raw_path=path)
        request.headers["Host"] = self.base.netloc.decode()
        return super().handle_request(request)


@pytest.fixture
def wa(live_server: Any) -> Iterator[WhatsApp]:
    with httpx.Client(transport=Redirected(live_server.url)) as session:
        yield WhatsApp(
            phone_id=current.SIMULATOR_PHONE_NUMBER_ID,
            waba_id=current.SIMULATOR_BUSINESS_ACCOUNT_ID,
            token="any",
            session=session,
        )


def raw(event: WebhookEvent) -> bytes:
    parts = (event.pk, event.lane, event.field, event.value, None, None, "", 0, event.created_at, "")
    return body_of([Event(*parts)], current.SIMULATOR_BUSINESS_ACCOUNT_ID)


def parsed(wa: WhatsApp, kind: Any) -> Any:
    update = json.loads(raw(WebhookEvent.objects.latest("id")))
    return kind.from_update(wa, types.RawUpdate(json.dumps(update).encode(), hmac_header=None, update_hash="x"))


SENDS: dict[str, Callable[[WhatsApp], Any]] = {
    "text": lambda wa: wa.send_message(to=JOAO, text="Olá", preview_url=True),
    "image": lambda wa: wa.send_image(to=JOAO, image=PNG, mime_type="image/png", caption="Veja"),
    "video": lambda wa: wa.send_video(to=JOAO, video=b"mp4", mime_type="video/mp4"),
    "document": lambda wa: wa.send_document(to=JOAO, document=b"%PDF", mime_type="application/pdf", filename="a.pdf"),
    "audio": lambda wa: wa.send_audio(to=JOAO, audio=b"mp3", mime_type="audio/mpeg"),
    "voice": lambda wa: wa.send_voice(to=JOAO, voice=b"OggS", mime_type="audio/ogg"),
    "sticker": lambda wa: wa.send_sticker(to=JOAO, sticker=b"RIFF", mime_type="image/webp"),
    "location": lambda wa: wa.send_location(to=JOAO, latitude=-23.5, longitude=-46.6, name="Loja", address="Rua A"),
    "contacts": lambda wa: wa.send_contact(to=JOAO, contact=CARD),
    "button": lambda wa: wa.send_message(to=JOAO, text="Certo?", buttons=BUTTONS, header="Pedido", footer="TechISP"),
    "list": lambda wa: wa.send_message(to=JOAO, text="Escolha", buttons=LIST),
    "cta_url": lambda wa: wa.send_message(
        to=JOAO, text="Veja", buttons=types.URLButton(title="Abrir", url="https://example.com")
    ),
    "flow": lambda wa: wa.send_message(to=JOAO, text="Agende", buttons=FLOW),
    "voice_call": lambda wa: wa.send_message(to=JOAO, text="Ligue", buttons=types.VoiceCallButton(title="Ligar")),
    "call_permission_request": lambda wa: wa.send_message(
        to=JOAO, text="Posso ligar?", buttons=types.CallPermissionRequestButton()
    ),
    "location_request_message": lambda wa: wa.request_location(to=JOAO, text="Onde?"),
    "request_contact_info": lambda wa: wa.request_contact_info(to=JOAO, text="Seu contato?"),
    "catalog_message": lambda wa: wa.send_catalog(to=JOAO, body="Planos", thumbnail_product_sku="1"),
    "product": lambda wa: wa.send_product(to=JOAO, catalog_id="1", sku="2"),
    "product_list": lambda wa: wa.send_products(
        to=JOAO, catalog_id="1", title="Planos", body="Veja",
        product_sections=[types.ProductsSection(title="Fibra", skus=["1", "2"])],
    ),
    "carousel": lambda wa: wa.send_carousel(to=JOAO, body="Planos", cards=CARDS),
    "template": lambda wa: wa.send_template(
        to=JOAO, name="boas_vindas", language=TemplateLanguage.PORTUGUESE_BR, params=[BodyText.params("João")]
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", SENDS)
def test_it_sends(wa: WhatsApp, kind: str) -> None:
    sent = SENDS[kind](wa)
    message = PhoneMessage.objects.get(wamid=sent.id)
    shown = message.body["type"] if message.type == "interactive" else message.type
    assert shown == ("audio" if kind == "voice" else kind)
    assert message.status == "sent"


def test_it_replies_and_reacts_and_takes_it_back(wa: WhatsApp) -> None:
    wrote = write_as_customer(joao(), type="text", content={"body": "Oi"})
    sent = wa.send_message(to=JOAO, text="Olá", reply_to_message_id=wrote.wamid)
    assert PhoneMessage.objects.get(wamid=sent.id).quoted_wamid == wrote.wamid
    wa.send_reaction(to=JOAO, emoji="👍", message_id=wrote.wamid)
    wrote.refresh_from_db()
    assert wrote.business_reaction == "👍"
    wa.remove_reaction(to=JOAO, message_id=wrote.wamid)
    wrote.refresh_from_db()
    assert wrote.business_reaction == ""


def test_it_sends_to_who_hides_the_number(wa: WhatsApp) -> None:
    hidden = Person.objects.get(wa_id=None)
    write_as_customer(hidden, type="text", content={"body": "Oi"})
    assert PhoneMessage.objects.get(wamid=wa.send_message(to=hidden.user_id, text="Olá").id).person == hidden


def test_it_lists_templates(wa: WhatsApp) -> None:
    names = [template.name for template in wa.get_templates()]
    assert {"boas_vindas", "promocao_upgrade"} <= set(names)


def test_it_uploads_sends_and_fetches_media(wa: WhatsApp) -> None:
    uploaded = wa.upload_media(media=b"%PDF-1.4", mime_type="application/pdf", filename="fatura.pdf")
    wa.send_document(to=JOAO, document=uploaded, filename="fatura.pdf")
    found = wa.get_media_url(uploaded.id if hasattr(uploaded, "id") else str(uploaded))
    assert found.mime_type == "application/pdf"
    assert wa.get_media_bytes(url=found.url) == b"%PDF-1.4"


def test_it_marks_as_read_and_types(wa: WhatsApp) -> None:
    person = joao()
    message = write_as_customer(person, type="text", content={"body": "Oi"})
    wa.mark_message_as_read(message.wamid)
    wa.indicate_typing(message.wamid)
    message.refresh_from_db()
    person.refresh_from_db()
    assert (message.status, person.is_business_typing) == ("read", True)


def test_it_understands_refusals(wa: WhatsApp) -> None:
    with pytest.raises(Exception, match="131021"):
        wa.send_message(to="+551130000000", text="Olá")


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
