"""Meta looks at templates: when they are submitted, and whenever it likes."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from whatsapp.simulator import scheduling
from whatsapp.simulator.faults.orders import Kind, Orders
from whatsapp.simulator.models import MetaTemplate
from whatsapp.simulator.webhooks import Value

# What each of Meta's decisions makes of a template's status; the rest of its events leave the status alone.
STATUS_AFTER = {
    "APPROVED": "APPROVED",
    "REJECTED": "REJECTED",
    "PENDING": "PENDING",
    "PAUSED": "PAUSED",
    "DISABLED": "DISABLED",
    "REINSTATED": "APPROVED",
    "IN_APPEAL": "IN_APPEAL",
    "LIMIT_EXCEEDED": "LIMIT_EXCEEDED",
    "LOCKED": "LOCKED",
    "ARCHIVED": "ARCHIVED",
    "UNARCHIVED": "APPROVED",
    "PENDING_DELETION": "PENDING_DELETION",
    "DELETED": "DELETED",
}
EVENTS = (*STATUS_AFTER, "FLAGGED")
QUALITIES = ("GREEN", "YELLOW", "RED", "UNKNOWN")
CATEGORIES = ("UTILITY", "MARKETING", "AUTHENTICATION")
REJECTION = "INVALID_FORMAT"
REVIEW = timedelta(seconds=2)
ADVICE = {
    "INVALID_FORMAT": "Placeholders must be numbered in order and stand between words.",
    "ABUSIVE_CONTENT": "The content violates the WhatsApp Business policies.",
    "PROMOTIONAL": "Submit it as marketing.",
    "TAG_CONTENT_MISMATCH": "The language and the text do not match.",
    "SCAM": "The content violates the WhatsApp Business policies.",
}


def submit(template: MetaTemplate) -> None:
    """The review takes a moment and approves, unless something else was ordered for it."""
    faults = Orders.load().claim([Kind.TEMPLATE_REJECTED, Kind.TEMPLATE_PENDING], lambda fault: True)
    template.status, template.rejected_reason = "PENDING", "NONE"
    rejection, hold = faults.get(Kind.TEMPLATE_REJECTED), faults.get(Kind.TEMPLATE_PENDING)
    template.verdict = "REJECTED" if rejection else "APPROVED"
    template.review_at = None if hold and not rejection else timezone.now() + REVIEW
    if rejection:
        template.rejected_reason = rejection.detail or REJECTION
    template.save()
    if template.review_at:
        tell_status(template, template.verdict, due_at=template.review_at)


@transaction.atomic
def decide(template: MetaTemplate, event: str, *, reason: str = "") -> None:
    """One of Meta's decisions about a template that is there."""
    template.status = STATUS_AFTER.get(event, template.status)
    template.rejected_reason = (reason or REJECTION) if event == "REJECTED" else "NONE"
    template.save(update_fields=["status", "rejected_reason"])
    tell_status(template, event, reason=reason)
    if event == "DELETED":
        template.delete()


@transaction.atomic
def rate(template: MetaTemplate, quality: str) -> None:
    before, template.quality = template.quality, quality
    template.save(update_fields=["quality"])
    value = {"previous_quality_score": before, "new_quality_score": quality}
    scheduling.tell("message_template_quality_update", value | named(template))


@transaction.atomic
def recategorise(template: MetaTemplate, category: str) -> None:
    before, template.category = template.category, category
    template.save(update_fields=["category"])
    value = {"previous_category": before, "new_category": category}
    scheduling.tell("template_category_update", value | named(template))


def tell_components(template: MetaTemplate) -> None:
    """A template that was edited."""
    value = named(template) | {"message_template_element": template.component("BODY").get("text", "")}
    for kind, key in (("HEADER", "title"), ("FOOTER", "footer")):
        if text := template.component(kind).get("text"):
            value[f"message_template_{key}"] = text
    if buttons := template.component("BUTTONS").get("buttons"):
        value["message_template_buttons"] = [shown_button(button) for button in buttons]
    scheduling.tell("message_template_components_update", value)


def shown_button(button: dict[str, Any]) -> Value:
    shown = {
        "message_template_button_type": button.get("type", ""),
        "message_template_button_text": button.get("text", ""),
    }
    for key in ("url", "phone_number"):
        if button.get(key):
            shown[f"message_template_button_{key}"] = button[key]
    return shown


def tell_status(template: MetaTemplate, event: str, *, reason: str = "", due_at: datetime | None = None) -> None:
    value: Value = {"event": event} | named(template)
    value |= {"message_template_category": template.category, "reason": "NONE"}
    if event == "REJECTED":
        value["reason"] = template.rejected_reason
        advice = ADVICE.get(template.rejected_reason, "Change the template and submit it again.")
        value["rejection_info"] = {"reason": advice, "recommendation": advice}
    elif event == "PAUSED":
        title = reason or "FIRST_PAUSE"
        value["other_info"] = {"title": title, "description": "Customers reacted badly to the template."}
    elif event in {"DISABLED", "FLAGGED"}:
        value["disable_info"] = {"disable_date": int(timezone.now().timestamp())}
    scheduling.tell("message_template_status_update", value, due_at=due_at)


def named(template: MetaTemplate) -> Value:
    return {
        "message_template_id": int(template.external_id),
        "message_template_name": template.name,
        "message_template_language": template.language,
    }
