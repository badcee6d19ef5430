"""What may still be sent when the 24-hour window is closed: the approved templates and their blanks."""

import re
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from conversations.models import Conversation
from whatsapp.models import BusinessNumber, Template, TemplateStatus

BLANK = re.compile(r"\{\{\s*(\w+)\s*\}\}")
TEXT_PARTS = ("HEADER", "BODY")


@dataclass(frozen=True, slots=True)
class Blank:
    """A place in a template that wants a word."""

    part: str
    name: str
    example: str = ""

    @property
    def field(self) -> str:
        return f"{self.part}.{self.name}"


@dataclass(frozen=True, slots=True)
class Offer:
    """A template as the composer offers it."""

    template: Template
    text: str
    blanks: list[Blank]

    def components(self, values: QueryDict) -> list[dict[str, Any]]:
        """As the Graph API wants them."""
        parts = dict.fromkeys(blank.part for blank in self.blanks)
        return [
            {
                "type": part,
                "parameters": [self._parameter(blank, values) for blank in self.blanks if blank.part == part],
            }
            for part in parts
        ]

    def _parameter(self, blank: Blank, values: QueryDict) -> dict[str, str]:
        parameter = {"type": "text", "text": values.get(blank.field, "").strip()}
        named = self.template.parameter_format == "NAMED"
        return {**parameter, "parameter_name": blank.name} if named else parameter


def offers(conversation: Conversation) -> list[Offer]:
    """The approved templates of the conversation's number that can be filled in with words alone."""
    rows = Template.objects.filter(
        status=TemplateStatus.APPROVED,
        business_account_id__in=_accounts(conversation),
    )
    return [_offer(row) for row in rows.order_by("name", "language") if _is_plain(row)]


def offer_of(conversation: Conversation, template_id: int) -> Offer | None:
    return next((offer for offer in offers(conversation) if offer.template.pk == template_id), None)


def _accounts(conversation: Conversation) -> Any:
    return BusinessNumber.objects.filter(channel=conversation.channel_id).values("business_account_id")


def _is_plain(template: Template) -> bool:
    """Without a picture or a file in its head, which would have to be chosen first."""
    heads = (part for part in template.components if part.get("type") == "HEADER")
    return all(part.get("format", "TEXT") == "TEXT" for part in heads)


def _offer(template: Template) -> Offer:
    parts = {part.get("type"): str(part.get("text") or "") for part in template.components}
    text = "\n\n".join(parts[kind] for kind in ("HEADER", "BODY", "FOOTER") if parts.get(kind))
    blanks = [Blank(kind.lower(), name) for kind in TEXT_PARTS for name in _names(parts.get(kind, ""))]
    return Offer(template=template, text=text, blanks=blanks)


def _names(text: str) -> list[str]:
    return list(dict.fromkeys(BLANK.findall(text)))
