"""A thread ready for the template: each message with what it quotes and where its files are."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.urls import reverse

from whatsapp.simulator.business import own_number
from whatsapp.simulator.models import Person, PhoneMessage
from whatsapp.simulator.previews import preview_of

LATEST = 80
TICKS = {"sent": "check", "delivered": "checks", "read": "checks"}
HEADER_MEDIA = ("image", "video", "document", "location")
MEDIA = ("image", "video", "audio", "document", "sticker")


@dataclass(frozen=True)
class Card:
    """One card of a carousel."""

    text: str = ""
    picture: str = ""
    film: str = ""
    product: str = ""
    url: str = ""
    label: str = ""
    replies: tuple[tuple[str, str, str], ...] = ()

    @classmethod
    def of_message(cls, card: dict[str, Any]) -> "Card":
        header, action = part_of(card, "header"), part_of(card, "action")
        link: dict[str, Any] = part_of(action, "parameters")
        replies = (
            part_of(button, "quick_reply") or part_of(button, "reply")
            for button in action.get("buttons") or []
            if isinstance(button, dict)
        )
        return cls(
            text=str(part_of(card, "body").get("text", "")),
            picture=url_of(header.get("image")),
            film=url_of(header.get("video")),
            product=str(action.get("product_retailer_id", "")),
            url=str(link.get("url", "")),
            label=str(link.get("display_text", "")),
            replies=tuple(("button_reply", str(r.get("id", "")), str(r.get("title", ""))) for r in replies),
        )

    @classmethod
    def of_template(cls, card: dict[str, Any]) -> "Card":
        header, buttons = part_of(card, "header"), card.get("buttons") or []
        link: dict[str, Any] = next((button for button in buttons if button.get("url")), {})
        replies = (button for button in buttons if button.get("type") == "QUICK_REPLY")
        return cls(
            text=str(card.get("body", "")),
            picture=url_of(header.get("image")),
            film=url_of(header.get("video")),
            product=str(part_of(header, "product").get("product_retailer_id", "")),
            url=link.get("url", ""),
            label=link.get("text", ""),
            replies=tuple(("button", button["payload"], button["text"]) for button in replies),
        )


def part_of(holder: dict[str, Any], key: str) -> dict[str, Any]:
    part = holder.get(key)
    return part if isinstance(part, dict) else {}


@dataclass(frozen=True)
class Bubble:
    message: PhoneMessage
    quoted: PhoneMessage | None = None

    @property
    def template_name(self) -> str:
        """Each kind has its own part; what the phone does not know is named and no more."""
        if self.message.is_revoked:
            return "simulator/bubbles/_revoked.html"
        kind = self.message.type
        part = "media" if kind in MEDIA else kind
        return f"simulator/bubbles/_{part if part in PARTS else 'unknown'}.html"

    @property
    def number_label(self) -> str:
        """Of another number of the business than the first."""
        return own_number(self.message.number_id).label

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
        return next((url_of(self.header[kind]) for kind in HEADER_MEDIA if self.header.get(kind)), "")

    @property
    def header_kind(self) -> str:
        return next((kind for kind in HEADER_MEDIA if self.header.get(kind)), "")

    @property
    def cards(self) -> list[Card]:
        """A carousel's, whether it was sent as such or by a template."""
        if self.message.type == "template":
            return [Card.of_template(card) for card in self.rendered.get("cards") or []]
        action = self.message.body.get("action")
        cards = action.get("cards") if isinstance(action, dict) else None
        return [Card.of_message(card) for card in cards or [] if isinstance(card, dict)]

    @property
    def is_forwarded(self) -> bool:
        context = self.message.extra.get("context")
        return isinstance(context, dict) and bool(context.get("forwarded") or context.get("frequently_forwarded"))

    @property
    def order_total(self) -> str:
        """What was ordered for how much, in the currency of its first item."""
        items = [item for item in self.message.body.get("product_items") or [] if isinstance(item, dict)]
        try:
            total = sum(float(item["item_price"]) * int(item["quantity"]) for item in items)
        except (KeyError, TypeError, ValueError):
            return ""
        return f"{items[0].get('currency', '')} {total:.2f}" if items else ""

    @property
    def is_editable(self) -> bool:
        """One's own text or caption, while it is there."""
        is_own = not self.message.is_from_business and not self.message.is_revoked
        return is_own and self.message.type in {"text", "image", "video", "document"}

    @property
    def header(self) -> dict[str, Any]:
        header = (self.rendered if self.message.type == "template" else self.message.body).get("header")
        return header if isinstance(header, dict) else {}

    @property
    def rendered(self) -> dict[str, Any]:
        rendered = self.message.body.get("rendered")
        return rendered if isinstance(rendered, dict) else {}

    @property
    def offer_ends_at(self) -> datetime | None:
        ends_ms = part_of(self.rendered, "offer").get("ends_ms")
        return datetime.fromtimestamp(ends_ms / 1000, tz=UTC) if isinstance(ends_ms, int) else None

    @property
    def tick(self) -> str:
        return TICKS.get(self.message.status, "check")


PARTS = {
    "text", "media", "location", "contacts", "interactive", "template", "button", "order", "system", "unsupported",
}  # fmt: skip


def url_of(content: Any) -> str:
    if not isinstance(content, dict):
        return ""
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
