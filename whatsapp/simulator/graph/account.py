"""The business account: what can be read and set."""

from django.conf import settings

from whatsapp.simulator.graph.checks import JsonObject, may_text
from whatsapp.simulator.graph.errors import bad_parameter
from whatsapp.simulator.graph.paging import only_fields
from whatsapp.simulator.graph.request import GraphRequest
from whatsapp.simulator.models import Account, WebhookEvent

BUSINESS = "TechISP"
STANDINGS = {"": "APPROVED", "RESTRICTED": "APPROVED", "DISABLED": "REJECTED"}

FIELDS = (
    *("messages", "message_template_status_update", "message_template_quality_update", "template_category_update"),
    *("message_template_components_update", "phone_number_quality_update", "phone_number_name_update"),
    *("business_capability_update", "account_update", "account_alerts", "account_review_update", "security"),
    *("user_preferences", "user_id_update", "smb_message_echoes", "history", "smb_app_state_sync", "calls", "flows"),
)


def get_account(request: GraphRequest) -> JsonObject:
    account = {
        "id": settings.SIMULATOR_BUSINESS_ACCOUNT_ID,
        "name": BUSINESS,
        "currency": "BRL",
        "timezone_id": "25",
        "message_template_namespace": "simulator",
        "account_review_status": STANDINGS[Account.load().standing],
    }
    return only_fields(request, account, ("name", "timezone_id", "message_template_namespace"))


def subscribe(request: GraphRequest) -> JsonObject:
    """Where the webhooks go: to the override, if one is given with its verify token, else where they always went."""
    override = may_text(request.body, "override_callback_uri", "override_callback_uri", longest=500)
    if override and not request.body.get("verify_token"):
        raise bad_parameter("Param verify_token is required with override_callback_uri.")
    account = Account.load()
    if not account.is_subscribed:
        # What happened meanwhile was for nobody.
        WebhookEvent.objects.all().delete()
    account.is_subscribed, account.callback_uri = True, override
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


def list_fields(request: GraphRequest) -> JsonObject:
    """What the app gets webhooks of: everything."""
    fields = [{"name": name, "version": request.version} for name in FIELDS]
    return {"data": [{"object": "whatsapp_business_account", "active": True, "fields": fields}]}
