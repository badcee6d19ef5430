"""The business number: what can be read and set, its registration, its profile, whom it blocks."""

from django.conf import settings

from whatsapp.simulator.business import NUMBERS, OwnNumber, own_number
from whatsapp.simulator.graph.checks import JsonObject, checked_text, may_text, need_list, need_object, need_text
from whatsapp.simulator.graph.errors import GraphError, bad_parameter, invalid
from whatsapp.simulator.graph.paging import only_fields
from whatsapp.simulator.graph.request import GraphRequest
from whatsapp.simulator.models import Account, Person
from whatsapp.simulator.people import find_person

NUMBER_DEFAULTS = ("verified_name", "code_verification_status", "display_phone_number", "quality_rating")
PROFILE_LIMITS = {"about": 139, "address": 256, "description": 512, "email": 128, "vertical": 40}
WEBSITES = 2
PIN = 6
# The one that registers; any other is wrong. Whoever sends this many zeros learns what a wrong one is answered.
WRONG_PIN = "0" * PIN


def show_number(number: OwnNumber) -> JsonObject:
    account = Account.load()
    configuration = {"application": settings.WHATSAPP_API_URL}
    if account.callback_uri:
        configuration["whatsapp_business_account"] = account.callback_uri
    if account.number_callback_uri:
        configuration["phone_number"] = account.number_callback_uri
    return {
        "id": number.id,
        "verified_name": f"{account.verified_name} {number.label}".strip(),
        "display_phone_number": number.shown,
        "code_verification_status": "VERIFIED",
        "quality_rating": account.quality,
        "name_status": account.name_status,
        "status": account.number_status if account.is_registered else "DISCONNECTED",
        "platform_type": "CLOUD_API",
        "account_mode": "LIVE",
        "throughput": {"level": account.throughput},
        "whatsapp_business_manager_messaging_limit": account.messaging_limit,
        "webhook_configuration": configuration,
        "is_official_business_account": False,
        "health_status": health(account),
    }


def health(account: Account) -> JsonObject:
    can_send = {"": "AVAILABLE", "RESTRICTED": "LIMITED", "DISABLED": "BLOCKED"}[account.standing]
    node = {"entity_type": "WABA", "id": settings.SIMULATOR_BUSINESS_ACCOUNT_ID, "can_send_message": can_send}
    return {"can_send_message": can_send, "entities": [node]}


def get_number(request: GraphRequest) -> JsonObject:
    return only_fields(request, show_number(own_number(request.node)), NUMBER_DEFAULTS)


def set_number(request: GraphRequest) -> JsonObject:
    configuration = need_object(request.body, "webhook_configuration")
    address = configuration.get("override_callback_uri") or ""
    if address and not configuration.get("verify_token"):
        raise bad_parameter("Param verify_token is required with override_callback_uri.")
    Account.load()
    Account.objects.update(number_callback_uri=checked_text(address, "override_callback_uri", 500))
    return {"success": True}


def list_numbers(request: GraphRequest) -> JsonObject:
    shown = [only_fields(request, show_number(number), NUMBER_DEFAULTS) for number in NUMBERS.values()]
    return {"data": shown, "paging": {"cursors": {"before": "MAZDZD", "after": "MAZDZD"}}}


def register(request: GraphRequest) -> JsonObject:
    pin = str(request.body.get("pin", ""))
    if not (pin.isdecimal() and len(pin) == PIN):
        raise bad_parameter("Param pin must be a 6 digits number.")
    if pin == WRONG_PIN:
        raise GraphError(133005, "Two step verification PIN does not match.")
    return registered(True)


def deregister(request: GraphRequest) -> JsonObject:
    return registered(False)


def registered(value: bool) -> JsonObject:
    Account.load()
    Account.objects.update(is_registered=value)
    return {"success": True}


def request_code(request: GraphRequest) -> JsonObject:
    if value_of(request, "code_method").upper() not in {"SMS", "VOICE"}:
        raise bad_parameter("Param code_method must be one of {SMS, VOICE}.")
    return {"success": True}


def verify_code(request: GraphRequest) -> JsonObject:
    if not value_of(request, "code").replace("-", "").isdecimal():
        raise bad_parameter("Param code must be a number.")
    return {"success": True}


def value_of(request: GraphRequest, name: str) -> str:
    return request.query(name) or str(request.body.get(name) or "")


def get_profile(request: GraphRequest) -> JsonObject:
    profile = {"about": "", "address": "", "description": "", "email": "", "vertical": "OTHER", "websites": []}
    shown = profile | Account.load().profile | {"messaging_product": "whatsapp"}
    fields = request.query("fields")
    names = {"messaging_product", *fields.split(",")} if fields else {"about", "messaging_product"}
    return {"data": [{name: value for name, value in shown.items() if name in names}]}


def set_profile(request: GraphRequest) -> JsonObject:
    body = request.body
    profile: JsonObject = {
        name: may_text(body, name, name, longest=longest) for name, longest in PROFILE_LIMITS.items() if name in body
    }
    if "websites" in body:
        profile["websites"] = checked_websites(body["websites"])
    account = Account.load()
    account.profile |= profile
    account.save(update_fields=["profile"])
    return {"success": True}


def checked_websites(websites: object) -> list[str]:
    if not isinstance(websites, list) or len(websites) > WEBSITES:
        raise invalid(f"websites must be an array of at most {WEBSITES}.")
    return [str(website)[:256] for website in websites]


def list_blocked(request: GraphRequest) -> JsonObject:
    return {"data": [{"messaging_product": "whatsapp", "wa_id": person.address} for person in blocked()]}


def blocked() -> list[Person]:
    return list(Person.objects.filter(is_blocked=True).order_by("pk"))


def block(request: GraphRequest) -> JsonObject:
    return change_block(request, True)


def unblock(request: GraphRequest) -> JsonObject:
    return change_block(request, False)


def change_block(request: GraphRequest, value: bool) -> JsonObject:
    changed: list[JsonObject] = []
    for user in need_list(request.body, "block_users", "block_users", most=1000):
        typed = need_text(user, "user", "block_users.user", longest=140)
        if (person := find_person(typed)) is None:
            raise invalid(f"{len(changed)}: user was not found.")
        Person.objects.filter(pk=person.pk).update(is_blocked=value)
        changed.append({"input": typed, "wa_id": person.address})
    key = "added_users" if value else "removed_users"
    return {"messaging_product": "whatsapp", "block_users": {key: changed}}
