"""A thread ready for the template: each message with what it quotes and where its files are."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from whatsapp.simulator.models import Person, PhoneMessage
from whatsapp.simulator.previews import preview_of

LATEST = 80
TICKS = {"sent": "check", "delivered": "checks", "read": "checks"}
MEDIA = ("image", "video", "audio", "document", "sticker")


@dataclass(frozen=True)
class Bubble:
    message: PhoneMessage
    quoted: PhoneMessage | None = None

    @property
    def template_name(self) -> str:
        """Each kind has its own part; what the phone does not know is named and no more."""
        kind = self.message.type
        part = "media" if kind in MEDIA else kind
        return f"simulator/bubbles/_{part if part in PARTS else 'unknown'}.html"

    @property
    def said(self) -> str:
        return preview_of(self.message.type, self.message.content)

    @property
    def quoted_text(self) -> str:
        return preview_of(self.quoted.type, self.quoted.content) if self.quoted else ""

    @property
    def media_url(self) -> str:
        return url_of(self.message.body)

    @property
    def header_media_url(self) -> str:
        return url_of(self.header.get("image") or {})

    @property
    def header(self) -> dict[str, Any]:
        header = (self.rendered if self.message.type == "template" else self.message.body).get("header")
        return header if isinstance(header, dict) else {}

    @property
    def rendered(self) -> dict[str, Any]:
        rendered = self.message.body.get("rendered")
        return rendered if isinstance(rendered, dict) else {}

    @property
    def tick(self) -> str:
        return TICKS.get(self.message.status, "check")


PARTS = {"text", "media", "location", "contacts", "interactive", "template", "button"}


def url_of(content: dict[str, Any]) -> str:
    if content.get("id"):
        return reverse("simulator:media", args=[content["id"]])
    return str(content.get("link") or "")


def thread_of(person: Person) -> list[Bubble]:
    newest = PhoneMessage.objects.bubbles().filter(person=person).order_by("-id")[:LATEST]
    return bubbles_of(list(reversed(newest)))


def bubbles_of(messages: Iterable[PhoneMessage]) -> list[Bubble]:
    messages = list(messages)
    wanted = {message.quoted_wamid for message in messages if message.quoted_wamid}
    quoted = {found.wamid: found for found in PhoneMessage.objects.filter(wamid__in=wanted)} if wanted else {}
    return [Bubble(message, quoted.get(message.quoted_wamid)) for message in messages]
