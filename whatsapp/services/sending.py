"""Sending to a number: finds or opens the conversation and queues the message."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import Role, User
from conversations.events import ConversationChanged
from conversations.exceptions import AssignedToOther, MarketingRefused, WindowClosed
from conversations.models import ASSIGNED_STATUSES, Conversation, Customer, Message, MessageType, Status
from conversations.services.assignment import SEAT_FIELDS, hand_to
from conversations.services.consents import has_refused_marketing
from conversations.services.customers import find_customer, find_or_create_customer, require_phone
from conversations.services.opening import open_or_current
from conversations.services.reacting import queue_reaction
from conversations.services.sending import Draft, check_draft, earlier_message, queue_message
from whatsapp.models import TemplateCategory
from whatsapp.services.numbers import default_number
from whatsapp.services.templates import approved_template, check_components, note_use, rendered

Component = dict[str, Any]


def send_to_phone(*, to: str, draft: Draft, by: User) -> Message:
    """Free text or media to a customer's number. Outside the window: WindowClosed, and nothing was written.
    What this author sent before under the same client id is returned, and not sent again."""
    require_phone(to)
    if earlier := earlier_message(draft, by):
        return earlier
    customer = find_customer(to)
    channel = default_number().channel
    latest = (
        Conversation.objects.filter(customer=customer, channel=channel).order_by("-created_at").first()
        if customer
        else None
    )
    if customer is None or latest is None or not latest.is_window_open:
        raise WindowClosed
    return _send(customer, draft, by)


def send_template(*, to: str, name: str, language: str, components: Sequence[Component], by: User) -> Message:
    """A template to any number, known or new. Raises Invalid with the field at fault, MarketingRefused where
    the customer does not want it."""
    template = approved_template(name=name, language=language, number=default_number())
    check_components(template, components)
    if template.category == TemplateCategory.MARKETING:
        _check_consent(to)
    draft = Draft(
        type=MessageType.TEMPLATE,
        content=rendered(template, components),
        payload={"template": {"name": name, "language": {"code": language}, "components": list(components)}},
    )
    message = _send(find_or_create_customer(to), draft, by)
    note_use(template)
    return message


def _check_consent(to: str) -> None:
    customer = find_customer(to)
    if customer and has_refused_marketing(customer):
        raise MarketingRefused


def _send(customer: Customer, draft: Draft, by: User) -> Message:
    with transaction.atomic():
        conversation, opened = open_or_current(default_number().channel, customer)
        check_draft(conversation, draft)
        if draft.type == MessageType.REACTION:
            return queue_reaction(conversation, draft.payload["reaction"], by=by, client_id=draft.client_id)
        events = [*opened, *_seat(conversation, by, is_new=bool(opened))]
        message = queue_message(conversation, draft=draft, author=by, events=events)
        message.conversation = conversation
        return message


def _seat(conversation: Conversation, by: User, *, is_new: bool) -> Sequence[object]:
    """An agent who writes first keeps the conversation and waits for the answer; what supervisors and bots send
    leaves it where it is."""
    if by.role != Role.AGENT:
        return ()
    if conversation.status in ASSIGNED_STATUSES and conversation.assigned_to_id != by.pk:
        raise AssignedToOther
    if is_new:
        conversation.status, conversation.assigned_to = Status.WAITING, by
        conversation.assigned_at = conversation.updated_at = timezone.now()
        conversation.save(update_fields=SEAT_FIELDS)
        return [ConversationChanged(conversation_id=conversation.pk)]
    if conversation.status in ASSIGNED_STATUSES:
        return ()
    return hand_to(conversation, agent=by, by=by)
