"""What Meta writes into a webhook, as `value` objects."""

from datetime import datetime
from typing import Any

from whatsapp.simulator.business import FIRST, own_number
from whatsapp.simulator.graph.errors import ERRORS
from whatsapp.simulator.models import Person, PhoneMessage

DISPLAY_NUMBER = FIRST.digits
Value = dict[str, Any]


def message_value(message: PhoneMessage, person: Person) -> Value:
    """A customer's message. What the system says of a customer comes without `contacts`."""
    body: Value = {"from_user_id": person.user_id, "id": message.wamid, "timestamp": stamp(message.created_at)}
    if person.wa_id:
        body["from"] = person.wa_id
    body |= message.extra
    if message.quoted_wamid:
        body["context"] = {"from": own_number(message.number_id).digits, "id": message.quoted_wamid} | body.get(
            "context", {}
        )
    body |= {"type": message.type, message.type: message.content}
    contacts = {} if message.type == "system" else {"contacts": [contact_of(person)]}
    return envelope(message.number_id) | contacts | {"messages": [body]}


def contact_of(person: Person) -> Value:
    contact: Value = {"profile": {"name": person.name}, "user_id": person.user_id}
    if person.username:
        contact["profile"]["username"] = person.username
    if person.wa_id:
        contact["wa_id"] = person.wa_id
    return contact


def status_value(message: PhoneMessage, person: Person, status: str, at: datetime, *, error: int = 0) -> Value:
    """What became of a message of the business."""
    body: Value = {"id": message.wamid, "status": status, "timestamp": stamp(at), "recipient_user_id": person.user_id}
    contact = {"user_id": person.user_id}
    if person.wa_id:
        body["recipient_id"] = contact["wa_id"] = person.wa_id
    if group_id := message.extra.get("group_id"):
        body |= group_receiver(group_id, person)
    if message.callback_data:
        body["biz_opaque_callback_data"] = message.callback_data
    if error:
        body["errors"] = [async_error(error)]
    elif is_priced(message, person, status):
        body["pricing"] = pricing(message, person)
        if person.is_entry_free:
            body["conversation"] = free_entry(person)
    return envelope(message.number_id) | {"contacts": [contact], "statuses": [body]}


def is_priced(message: PhoneMessage, person: Person, status: str) -> bool:
    """On `sent`, and on the first of `delivered` and `read`."""
    return status in {"sent", "delivered"} or (status == "read" and person.is_looking)


def pricing(message: PhoneMessage, person: Person) -> Value:
    """Inside the window, service and utility are told as free; marketing never is, but after an advertisement."""
    if person.is_entry_free:
        kind, category = "free_entry_point", "referral_conversion"
        return {"billable": False, "pricing_model": "PMP", "type": kind, "category": category}
    free = person.is_window_open and message.category in {"service", "utility"}
    kind = "free_customer_service" if free else "regular"
    return {"billable": not free, "pricing_model": "PMP", "type": kind, "category": message.category}


def free_entry(person: Person) -> Value:
    """The only conversation that Meta still tells of."""
    opened = person.free_entry_until or person.created_at
    return {
        "id": f"{person.pk:08d}{int(opened.timestamp()):024x}",
        "origin": {"type": "referral_conversion"},
        "expiration_timestamp": stamp(opened),
    }


def async_error(code: int) -> Value:
    title = ERRORS.get(code, (400, "Unknown error"))[1]
    return {
        "code": code,
        "title": title,
        "message": title,
        "error_data": {"details": DETAILS.get(code, title)},
        "href": "https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/",
    }


def group_receiver(group_id: str, person: Person) -> Value:
    """What was written to a group is told of by each who is in it."""
    receiver = {"recipient_type": "group", "recipient_id": group_id, "recipient_participant_user_id": person.user_id}
    return receiver | ({"recipient_participant_id": person.wa_id} if person.wa_id else {})


def envelope(number_id: str = "") -> Value:
    number = own_number(number_id)
    return {
        "messaging_product": "whatsapp",
        "metadata": {
            "display_phone_number": number.digits,
            "phone_number_id": number.id,
        },
    }


def stamp(at: datetime) -> str:
    return str(int(at.timestamp()))


DETAILS = {
    131047: "Message failed to send because more than 24 hours have passed since the customer last replied "
    "to this number.",
    131026: "Message undeliverable.",
    131049: "This message was not delivered to maintain healthy ecosystem engagement.",
    131050: "The recipient has chosen to stop receiving marketing messages from your business on WhatsApp.",
    130403: "The recipient is blocked by the business.",
}
