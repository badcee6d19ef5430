"""An independent client: what pywa sends is taken."""

from collections.abc import Callable
from typing import Any

import pytest
from pywa import WhatsApp, types
from pywa.types.templates import BodyText, TemplateLanguage

from tests.simulator.pywa_client import JOAO, joao
from whatsapp.simulator.incoming import write_as_customer
from whatsapp.simulator.models import Person, PhoneMessage

pytestmark = pytest.mark.django_db(transaction=True)
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
