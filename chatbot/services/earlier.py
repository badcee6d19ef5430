"""The conversations that this customer had before this one, in a line each: from what is stored, without a model."""

from collections.abc import Mapping
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone, translation

from chatbot.engine.matters import GENERIC
from chatbot.engine.types import Earlier
from chatbot.models import Intent, Stay
from chatbot.providers.masking import mask
from conversations.models import Conversation, Label, Resolution, Status

MOST, MOST_LABELS, MAX_NOTES = 3, 5, 160
NOBODYS = (Resolution.SPAM, Resolution.DUPLICATE)


def earlier_conversations(conversation: Conversation, language: str) -> tuple[Earlier, ...]:
    """Up to three that are closed, the latest first. One query. None for a group: what somebody asked there is not
    everybody's."""
    if conversation.customer.is_group:
        return ()
    stays = Stay.objects.filter(conversation=OuterRef("pk")).exclude(intent="").order_by("-began_at")
    labels = Label.objects.filter(conversations=OuterRef("pk")).order_by("name").values("name")
    found = (
        Conversation.objects.filter(customer_id=conversation.customer_id, status=Status.CLOSED)
        .filter(~Q(resolution__in=NOBODYS), created_at__lt=conversation.created_at)
        .annotate(matter=Subquery(stays.values("intent")[:1]), label_names=ArraySubquery(labels))
        .order_by("-created_at")
        .values("created_at", "protocol", "resolution", "notes", "matter", "label_names")
    )
    with translation.override(language):
        return tuple(_line(row) for row in found[:MOST])


def _line(row: Mapping[str, Any]) -> Earlier:
    intent = row["matter"] or ""
    return Earlier(
        day=timezone.localtime(row["created_at"]).date(),
        protocol=row["protocol"],
        intent=intent,
        matter=str(Intent(intent).label) if intent in Intent.values and intent not in GENERIC else "",
        labels=tuple(row["label_names"][:MOST_LABELS]),
        resolution=row["resolution"],
        notes=mask(" ".join(row["notes"].split()))[:MAX_NOTES],
    )
