"""People and messages as JSON."""

from typing import Any

from whatsapp.simulator.business import own_number
from whatsapp.simulator.models import Person, PhoneMessage


def person_shape(person: Person) -> dict[str, Any]:
    return {
        "id": person.pk,
        "name": person.name,
        "phone": person.phone or None,
        "wa_id": person.wa_id,
        "user_id": person.user_id,
        "username": person.username,
        "unread": person.unread,
        "is_typing": person.is_business_typing,
        "is_window_open": person.is_window_open,
        "is_offline": person.is_offline,
        "is_blocked": person.is_blocked,
        "wants_marketing": not person.has_stopped_marketing,
        "last_message_at": person.last_message_at,
    }


def message_shape(message: PhoneMessage) -> dict[str, Any]:
    return {
        "id": message.pk,
        "customer": message.person_id,
        "wamid": message.wamid,
        "phone_number_id": own_number(message.number_id).id,
        "direction": message.direction,
        "type": message.type,
        "content": message.content,
        "quoted": message.quoted_wamid or None,
        "reactions": {"customer": message.customer_reaction, "business": message.business_reaction},
        "is_edited": message.is_edited,
        "is_revoked": message.is_revoked,
        "status": message.status,
        "biz_opaque_callback_data": message.callback_data or None,
        "created_at": message.created_at,
    }
