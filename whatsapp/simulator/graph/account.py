"""The business account and its number: what can be read and set."""

from django.conf import settings

from whatsapp.simulator.graph.checks import JsonObject, may_text, need_list, need_text
from whatsapp.simulator.graph.errors import bad_parameter, invalid
from whatsapp.simulator.graph.paging import only_fields
from whatsapp.simulator.graph.request import GraphRequest
from whatsapp.simulator.models import Account, Person, WebhookEvent
from whatsapp.simulator.people import find_person

NUMBER_DEFAULTS = ("verified_name", "code_verification_status", "display_phone_number", "quality_rating")
PROFILE_LIMITS = {"about": 139, "address": 256, "description": 512, "email": 128, "vertical": 40}
WEBSITES = 2
BUSINESS = "TechISP"


def show_number() -> JsonObject:
    return {
        "id": settings.SIMULATOR_PHONE_NUMBER_ID,
        "verified_name": BUSINESS,
        "display_phone_number": "+55 11 3000-0000",
        "code_verification_status": "VERIFIED",
        "quality_rating": "GREEN",
        "name_status": "APPROVED",
        "status": "CONNECTED" if Account.load().is_registered else "DISCONNECTED",
        "platform_type": "CLOUD_API",
        "account_mode": "LIVE",
        "throughput": {"level": "STANDARD"},
        "whatsapp_business_manager_messaging_limit": "TIER_2K",
        "webhook_configuration": {"application": Account.load().callback_uri or settings.WHATSAPP_API_URL},
    }


def get_number(request: GraphRequest) -> JsonObject:
    return only_fields(request, show_number(), NUMBER_DEFAULTS)


def set_number(request: GraphRequest) -> JsonObject:
    if request.body.get("webhook_configuration") is None:
        raise bad_parameter("Nothing to update.")
    return {"success": True}


def list_numbers(request: GraphRequest) -> JsonObject:
    shown = only_fields(request, show_number(), NUMBER_DEFAULTS)
    return {"data": [shown], "paging": {"cursors": {"before": "MAZDZD", "after": "MAZDZD"}}}


def get_account(request: GraphRequest) -> JsonObject:
    account = {
        "id": settings.SIMULATOR_BUSINESS_ACCOUNT_ID,
        "name": BUSINESS,
        "currency": "BRL",
        "timezone_id": "25",
        "message_template_namespace": "simulator",
    }
    return only_fields(request, account, ("name", "timezone_id", "message_template_namespace"))


def register(request: GraphRequest) -> JsonObject:
    pin = str(request.body.get("pin", ""))
    if not (pin.isdecimal() and len(pin) == 6):  # noqa: PLR2004
        raise bad_parameter("Param pin must be a 6 digits number.")
    return registered(True)


def deregister(request: GraphRequest) -> JsonObject:
    return registered(False)


def registered(value: bool) -> JsonObject:
    Account.load()
    Account.objects.update(is_registered=value)
    return {"success": True}


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


def subscribe(request: GraphRequest) -> JsonObject:
    account = Account.load()
    if not account.is_subscribed:
        # What happened meanwhile was for nobody.
        WebhookEvent.objects.all().delete()
    account.is_subscribed = True
    account.callback_uri = may_text(request.body, "override_callback_uri", "override_callback_uri", longest=500)
    account.save(update_fields=["is_subscribed", "callback_uri"])
    return {"success": True}


def unsubscribe(request: GraphRequest) -> JsonObject:
    """From now on no webhook leaves; as with Meta, nothing says so."""
    Account.load()
    Account.objects.update(is_subscribed=False)
    return {"success": True}


def list_subscriptions(request: GraphRequest) -> JsonObject:
    account = Account.load()
    if not account.is_subscribed:
        return {"data": []}
    app: JsonObject = {
        "whatsapp_business_api_data": {"id": "670843887433847", "name": BUSINESS, "link": "https://example.com"}
    }
    return {"data": [app | ({"override_callback_uri": account.callback_uri} if account.callback_uri else {})]}


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
