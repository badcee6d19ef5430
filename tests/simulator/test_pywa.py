"""An independent client: what pywa sends is taken, and what we tell is understood by it."""

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from django.conf import settings as current
from pywa import WhatsApp, types

from whatsapp.simulator.courier.body import body_of
from whatsapp.simulator.courier.store import Event
from whatsapp.simulator.incoming import open_chat, write_as_customer
from whatsapp.simulator.models import Person, PhoneMessage, WebhookEvent

pytestmark = pytest.mark.django_db(transaction=True)
JOAO = "+5511999999999"


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


def test_it_sends_texts_buttons_and_templates(wa: WhatsApp) -> None:
    sent = wa.send_message(to=JOAO, text="Olá")
    assert PhoneMessage.objects.get(wamid=sent.id).body["body"] == "Olá"
    buttons = [types.Button(title="Sim", callback_data="y"), types.Button(title="Não", callback_data="n")]
    sent = wa.send_message(to=JOAO, text="Certo?", buttons=buttons)
    assert PhoneMessage.objects.get(wamid=sent.id).type == "interactive"


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
    joao = Person.objects.get(wa_id=JOAO[1:])
    message = write_as_customer(joao, type="text", content={"body": "Oi"})
    wa.mark_message_as_read(message.wamid)
    wa.indicate_typing(message.wamid)
    message.refresh_from_db()
    joao.refresh_from_db()
    assert (message.status, joao.is_business_typing) == ("read", True)


def test_it_understands_refusals(wa: WhatsApp) -> None:
    with pytest.raises(Exception, match="131021"):
        wa.send_message(to="+551130000000", text="Olá")


def test_it_understands_a_message(wa: WhatsApp) -> None:
    joao = Person.objects.get(wa_id=JOAO[1:])
    write_as_customer(joao, type="text", content={"body": "São 9h"})
    message = parsed(wa, types.Message)
    assert (message.text, message.from_user.wa_id, message.from_user.name) == ("São 9h", joao.wa_id, "João Silva")


def test_it_understands_a_tapped_button(wa: WhatsApp) -> None:
    joao = Person.objects.get(wa_id=JOAO[1:])
    reply = {"type": "button_reply", "button_reply": {"id": "y", "title": "Sim"}}
    write_as_customer(joao, type="interactive", content=reply, quoted_wamid="wamid.Q")
    assert parsed(wa, types.CallbackButton).data == "y"


def test_it_understands_who_hides_the_number(wa: WhatsApp) -> None:
    hidden = Person.objects.get(wa_id=None)
    write_as_customer(hidden, type="text", content={"body": "Oi"})
    assert parsed(wa, types.Message).text == "Oi"


def test_it_understands_statuses(wa: WhatsApp) -> None:
    sent = wa.send_message(to=JOAO, text="Olá", tracker="job-7")
    status = parsed(wa, types.MessageStatus)
    assert (status.id, status.tracker) == (sent.id, "job-7")
    open_chat(Person.objects.get(wa_id=JOAO[1:]))
    assert parsed(wa, types.MessageStatus).status == types.MessageStatusType.READ
