"""pywa, led to the simulator instead of to Meta."""

import json
from typing import Any

import httpx
from django.conf import settings as current
from pywa import WhatsApp, types

from whatsapp.simulator.courier.body import body_of
from whatsapp.simulator.courier.store import Event
from whatsapp.simulator.models import Person, WebhookEvent

JOAO = "+5511999999999"


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


def raw(event: WebhookEvent) -> bytes:
    parts = (event.pk, event.lane, event.field, event.value, None, None, "", 0, event.created_at, "")
    return body_of([Event(*parts)], current.SIMULATOR_BUSINESS_ACCOUNT_ID)


def parsed(wa: WhatsApp, kind: Any) -> Any:
    update = json.loads(raw(WebhookEvent.objects.latest("id")))
    return kind.from_update(wa, types.RawUpdate(json.dumps(update).encode(), hmac_header=None, update_hash="x"))
