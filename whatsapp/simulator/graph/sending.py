"""`POST /{number}/messages`: the one busy endpoint."""

from dataclasses import replace
from typing import Any

from whatsapp.simulator.business import NUMBERS
from whatsapp.simulator.faults.limits import take_turn
from whatsapp.simulator.faults.sends import SendFaults
from whatsapp.simulator.graph.checks import JsonObject, may_text, need_object, need_text
from whatsapp.simulator.graph.content import CHECKS
from whatsapp.simulator.graph.errors import GraphError, bad_parameter, invalid, missing
from whatsapp.simulator.graph.request import GraphRequest
from whatsapp.simulator.graph.template_send import check_template
from whatsapp.simulator.models import Account, Person, PhoneMessage
from whatsapp.simulator.numbers import digits_of
from whatsapp.simulator.outgoing import Order, mark_read, send
from whatsapp.simulator.people import meet

OPAQUE = 512
ID_LONGEST = 200
INDIVIDUAL, GROUP = "individual", "group"


def post_message(request: GraphRequest) -> JsonObject:
    body = request.body
    if body.get("messaging_product") != "whatsapp":
        raise bad_parameter("The parameter messaging_product is required and must be whatsapp.")
    if body.get("status") is not None:
        return post_read(body)
    return post_send(request, body)


def post_send(request: GraphRequest, body: JsonObject) -> JsonObject:
    order = replace(order_from(body), number_id=request.node)
    person, typed = recipient_of(body)
    check_standing(order, person)
    misfortune = SendFaults.claim(request.orders, person.address, request.http)
    take_turn(request.orders, person)
    message = send(person, order, misfortune)
    contact: JsonObject = {"input": typed, "wa_id": typed}
    if body.get("recipient_type") != GROUP:
        contact = {"input": typed, "user_id": person.user_id, **({"wa_id": person.wa_id} if person.wa_id else {})}
    return {"messaging_product": "whatsapp", "contacts": [contact], "messages": [{"id": message.wamid}]}


def check_standing(order: Order, person: Person) -> None:
    """What the number's registration and Meta's opinion of the account forbid."""
    account = Account.load()
    if not account.is_registered:
        raise GraphError(133010, "The phone number is not registered on the WhatsApp Business Platform.")
    if account.standing == "DISABLED":
        raise GraphError(131031, "The account has been disabled for violating the WhatsApp Business policies.")
    if account.standing == "RESTRICTED" and not person.is_window_open:
        raise GraphError(368, "The account may not begin conversations for some days.")
    if order.category == "authentication" and not person.wa_id:
        raise GraphError(131062, "Authentication templates need a phone number.")


def order_from(body: JsonObject) -> Order:
    kind = body.get("type", "text")
    if body.get("recipient_type", INDIVIDUAL) not in (INDIVIDUAL, GROUP):
        raise invalid("recipient_type must be one of {individual, group}.")
    group_id = str(body.get("to") or "") if body.get("recipient_type") == GROUP else ""
    context = need_object(body, "context") if body.get("context") else {}
    common: dict[str, Any] = {
        "quoted_wamid": need_text(context, "message_id", "context.message_id", longest=ID_LONGEST) if context else "",
        "group_id": group_id,
        "callback_data": may_text(body, "biz_opaque_callback_data", "biz_opaque_callback_data", longest=OPAQUE),
    }
    if kind == "template":
        content, template = check_template(body)
        return Order(type=kind, content=content, category=template.category.lower(), **common)
    if not isinstance(kind, str) or kind not in CHECKS:
        raise GraphError(131051, f"Unsupported message type: {str(kind)[:40]}.")
    return Order(type=kind, content=CHECKS[kind](body), **common)


def recipient_of(body: JsonObject) -> tuple[Person, str]:
    """Whom it goes to, and how the business wrote it. A number nobody has met belongs to somebody new."""
    if body.get("recipient_type") == GROUP:
        return in_group(str(body.get("to") or "")), str(body.get("to"))
    if body.get("to"):
        return by_number(str(body["to"])), str(body["to"])
    if not body.get("recipient"):
        raise missing("to")
    typed = str(body["recipient"])
    person = Person.objects.filter(user_id=typed).first()
    if person is None:
        raise GraphError(131026, "Message undeliverable.")
    return person, typed


def in_group(group_id: str) -> Person:
    """Groups have no phones of their own here: who wrote there last gets what is written to the group."""
    last = PhoneMessage.objects.from_customer().filter(extra__group_id=group_id).order_by("-pk").first()
    if not group_id or last is None:
        raise GraphError(131026, "Message undeliverable.")
    return last.person


def by_number(typed: str) -> Person:
    digits = digits_of(typed)
    if not digits:
        raise invalid("Parameter to is not a valid phone number.")
    if digits in {number.digits for number in NUMBERS.values()}:
        raise GraphError(131021, "Sender and recipient are the same.")
    return meet(digits)


def post_read(body: JsonObject) -> JsonObject:
    if body["status"] != "read":
        raise bad_parameter("Param status must be one of {READ}.")
    wamid = need_text(body, "message_id", "message_id", longest=ID_LONGEST)
    message = PhoneMessage.objects.from_customer().filter(wamid=wamid).first()
    if message is None:
        raise invalid("Message ID is invalid.")
    mark_read(message, typing=bool(body.get("typing_indicator")))
    return {"success": True}
