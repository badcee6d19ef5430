"""Sending to a number: finds or opens the conversation and queues the message."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import Role, User
from conversations.events import ConversationChanged
from conversations.exceptions import AssignedToOther, MarketingRefused, WindowClosed
from conversations.models import ASSIGNED_STATUSES, Channel, Conversation, Customer, Message, MessageType, Status
from conversations.services.assignment import SEAT_FIELDS, hand_to
from conversations.services.consents import has_refused_marketing
from conversations.services.customers import find_customer, find_or_create_customer, require_phone
from conversations.services.opening import open_or_current
from conversations.services.reacting import queue_reaction
from conversations.services.sending import Draft, check_draft, earlier_message, queue_message, release_held
from whatsapp.models import BusinessNumber, Template, TemplateCategory
from whatsapp.services.numbers import chosen_number
from whatsapp.services.templates import approved_template, check_components, note_use, rendered

Component = dict[str, Any]


@dataclass(frozen=True, slots=True)
class TemplateContent:
    """Which template, and its parts with their values as WhatsApp takes them."""

    name: str
    language: str
    components: Sequence[Component] = ()
    client_id: str | None = None


def send_to_phone(*, to: str, draft: Draft, by: User, phone_number_id: str = "") -> Message:
    """Free text or media to a customer's number, from the number of ours that is named or else the default one.
    Outside the window: WindowClosed, and nothing was written. What this author sent before under the same client id
    is returned, and not sent again."""
    require_phone(to)
    if earlier := earlier_message(draft, by):
        return earlier
    channel = chosen_number(phone_number_id).channel
    customer = find_customer(to)
    latest = (
        Conversation.objects.filter(customer=customer, channel=channel).order_by("-created_at").first()
        if customer
        else None
    )
    if customer is None or latest is None or not latest.is_window_open:
        raise WindowClosed
    return _send(channel, customer, draft, by)


def send_template(*, to: str, content: TemplateContent, by: User, phone_number_id: str = "") -> Message:
    """A template to any number, known or new. Raises Invalid with the field at fault, MarketingRefused where
    the customer does not want it."""
    number = chosen_number(phone_number_id)
    template = _checked_template(content, number)
    customer = find_customer(to)
    _check_consent(template, customer, to)
    return _send_template(template, content, number=number, customer=customer or find_or_create_customer(to), by=by)


def send_template_within(conversation: Conversation, *, content: TemplateContent, by: User) -> Message:
    """To its customer, from its own number. Raises as `send_template` does."""
    number = BusinessNumber.objects.select_related("channel").get(channel=conversation.channel_id)
    template = _checked_template(content, number)
    _check_consent(template, conversation.customer)
    return _send_template(template, content, number=number, customer=conversation.customer, by=by)


def _checked_template(content: TemplateContent, number: BusinessNumber) -> Template:
    template = approved_template(name=content.name, language=content.language, number=number)
    check_components(template, content.components)
    return template


def _check_consent(template: Template, customer: Customer | None, phone: str = "") -> None:
    if template.category == TemplateCategory.MARKETING and has_refused_marketing(customer, phone):
        raise MarketingRefused


def _send_template(
    template: Template, content: TemplateContent, *, number: BusinessNumber, customer: Customer, by: User
) -> Message:
    language = {"code": content.language}
    draft = Draft(
        type=MessageType.TEMPLATE,
        content=rendered(template, content.components),
        client_id=content.client_id,
        payload={
            "template": {"name": content.name, "language": language, "components": list(content.components)},
        },
    )
    if earlier := earlier_message(draft, by):
        return earlier
    message = _send(number.channel, customer, draft, by)
    note_use(template)
    return message


def _send(channel: Channel, customer: Customer, draft: Draft, by: User) -> Message:
    with transaction.atomic():
        conversation, opened = open_or_current(channel, customer)
        # Of two tries at once the second waits for the lock, and finds what the first sent.
        if not opened and (earlier := earlier_message(draft, by)):
            return earlier
        check_draft(conversation, draft)
        if draft.type == MessageType.REACTION:
            return queue_reaction(conversation, draft.payload["reaction"], by=by, client_id=draft.client_id)
        events = [*opened, *_seat(conversation, by, is_new=bool(opened))]
        release_held(conversation, of=by)
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
