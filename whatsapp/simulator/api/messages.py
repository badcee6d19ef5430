"""Writing as a customer, and reading what is on the phone."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, JsonResponse

from whatsapp.simulator.api.door import ApiError, api, json_body, person_from, whole_number
from whatsapp.simulator.api.shapes import message_shape, person_shape
from whatsapp.simulator.business import NUMBERS
from whatsapp.simulator.inbound_content import beside_content, inbound_content, text_content
from whatsapp.simulator.incoming import (
    edit_as_customer,
    play,
    react_as_customer,
    revoke_as_customer,
    write_as_customer,
)
from whatsapp.simulator.models import Person, PhoneMessage
from whatsapp.simulator.models.changes import oldest_running_transaction

PAGE, MOST = 100, 500


@api("GET", "POST")
def messages(request: HttpRequest) -> JsonResponse:
    """`POST`: a message from a customer. `GET`: the messages on a phone.

    POST `{"from": "+5511999999999", "type": "text", "text": "Oi"}`. `from` is a number, a customer's id, user id or
    `@username`; an unknown number becomes a new customer, called `name` if given. `type` is text (a string), image,
    audio, video, document or sticker (`{"id", "caption"}`, the id from `POST /simulator/api/media`), location,
    contacts, reaction (`{"message_id", "emoji"}`), interactive (`{"type": "button_reply", "button_reply": {…}}` or
    `list_reply`), button, edit (`{"message_id", "text"}`), revoke (`{"message_id"}`), unsupported (`{"type"}`), or any
    other type of the wire with its object. `reply_to` is the wamid it answers; `context`, `referral`, `group_id` and
    `errors` go beside the content as they are (`"context": {"forwarded": true}`). `phone_number_id` is the number of
    the business, of its two; else the first.
    Answer 201: the message; its `status` is sent, then delivered when the webhook got its 200, then read.

    GET `?customer=<reference>&after=<message id>&limit=`: oldest first; without `after` the newest.
    """
    return post_message(json_body(request)) if request.method == "POST" else get_messages(request)


def post_message(body: dict[str, Any]) -> JsonResponse:
    person = person_from(body.get("from"), name=str(body.get("name") or "")[:120])
    kind = str(body.get("type") or "text")
    if act := ON_ANOTHER.get(kind):
        return created(act(person, body))
    content = inbound_content(kind, body.get(kind))
    quoted = str(body.get("reply_to") or "")[:200]
    extra = beside_content(kind, body)
    number_id = number_from(body)
    message = write_as_customer(
        person, type=kind, content=content, quoted_wamid=quoted, extra=extra, number_id=number_id
    )
    return created(message)


def number_from(body: dict[str, Any]) -> str:
    """Which number of the business it is written to."""
    number_id = str(body.get("phone_number_id") or "")
    if number_id and number_id not in NUMBERS:
        raise ApiError(f"One of: {', '.join(NUMBERS)}.", attr="phone_number_id")
    return number_id


def target_from(person: Person, content: dict[str, Any], key: str, attr: str) -> PhoneMessage:
    target = PhoneMessage.objects.filter(wamid=str(content.get(key)), person=person).first()
    if target is None:
        raise ApiError("No message with this id.", attr=attr)
    return target


def react(person: Person, body: dict[str, Any]) -> PhoneMessage:
    content = inbound_content("reaction", body.get("reaction"))
    target = target_from(person, content, "message_id", "reaction.message_id")
    return react_as_customer(person, target=target, emoji=content.get("emoji", ""))


def own_message(person: Person, body: dict[str, Any], kind: str) -> PhoneMessage:
    content = inbound_content(kind, body.get(kind))
    target = target_from(person, content, "message_id", f"{kind}.message_id")
    if target.is_from_business or target.is_revoked:
        raise ApiError("Only one's own message that is still there.", attr=f"{kind}.message_id")
    return target


def edit(person: Person, body: dict[str, Any]) -> PhoneMessage:
    target = own_message(person, body, "edit")
    return edit_as_customer(person, target=target, text=text_content(body["edit"].get("text"))["body"])


def revoke(person: Person, body: dict[str, Any]) -> PhoneMessage:
    return revoke_as_customer(person, target=own_message(person, body, "revoke"))


# What a customer does to a message that is there.
ON_ANOTHER: dict[str, Callable[[Person, dict[str, Any]], PhoneMessage]] = {
    "reaction": react,
    "edit": edit,
    "revoke": revoke,
}


def created(message: PhoneMessage) -> JsonResponse:
    return JsonResponse(message_shape(message), status=201)


def get_messages(request: HttpRequest) -> JsonResponse:
    rows = PhoneMessage.objects.order_by("id")
    if reference := request.GET.get("customer"):
        rows = rows.filter(person=person_from(reference, attr="customer"))
    limit = min(whole_number(request, "limit", PAGE), MOST)
    if request.GET.get("after"):
        found = list(rows.filter(pk__gt=whole_number(request, "after", 0))[:limit])
    else:
        found = list(reversed(rows.reverse()[:limit]))
    return JsonResponse({"messages": [message_shape(message) for message in found]})


@api("POST")
def played(request: HttpRequest, wamid: str) -> JsonResponse:
    """The customer listens to a voice message of the business. Answer: whether for the first time."""
    message = PhoneMessage.objects.from_business().filter(wamid=wamid).select_related("person").first()
    if message is None:
        raise ApiError("No message with this id.", code="not_found", status=404)
    return JsonResponse({"is_first": play(message)})


@api("GET")
def changes(request: HttpRequest) -> JsonResponse:
    """Whatever changed since `after` (the `next` of the call before), on all phones: for polling.

    A row may come twice, never not at all. Without `after`: nothing but the cursor to begin with.
    """
    cursor = oldest_running_transaction()
    after = whole_number(request, "after", cursor)
    messages = PhoneMessage.objects.changed_since(after).order_by("id")[:MOST]
    people = Person.objects.changed_since(after).order_by("id")[:MOST]
    return JsonResponse(
        {
            "next": str(cursor),
            "messages": [message_shape(message) for message in messages],
            "customers": [person_shape(person) for person in people],
        }
    )
