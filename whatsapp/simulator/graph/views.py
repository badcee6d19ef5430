"""One door to the Graph API: authorise, find the handler for node and edge, answer in Meta's shapes."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from whatsapp.simulator.business import NUMBERS
from whatsapp.simulator.faults.calls import strike_call
from whatsapp.simulator.faults.orders import Orders
from whatsapp.simulator.faults.wire import Broken
from whatsapp.simulator.graph import account, media, number, sending, templates, uploads
from whatsapp.simulator.graph.errors import GraphError, no_such_object
from whatsapp.simulator.graph.request import GraphRequest, token_of
from whatsapp.simulator.models import MetaTemplate

Handler = Callable[[GraphRequest], dict[str, Any]]
NUMBER: dict[tuple[str, str], Handler] = {
    ("POST", "messages"): sending.post_message,
    ("POST", "media"): media.upload_media,
    ("GET", ""): number.get_number,
    ("POST", ""): number.set_number,
    ("GET", "whatsapp_business_profile"): number.get_profile,
    ("POST", "whatsapp_business_profile"): number.set_profile,
    ("POST", "register"): number.register,
    ("POST", "deregister"): number.deregister,
    ("POST", "request_code"): number.request_code,
    ("POST", "verify_code"): number.verify_code,
    ("GET", "block_users"): number.list_blocked,
    ("POST", "block_users"): number.block,
    ("DELETE", "block_users"): number.unblock,
}
ACCOUNT: dict[tuple[str, str], Handler] = {
    ("GET", ""): account.get_account,
    ("GET", "phone_numbers"): number.list_numbers,
    ("GET", "message_templates"): templates.list_templates,
    ("POST", "message_templates"): templates.create_template,
    ("DELETE", "message_templates"): templates.delete_templates,
    ("GET", "subscribed_apps"): account.list_subscriptions,
    ("POST", "subscribed_apps"): account.subscribe,
    ("DELETE", "subscribed_apps"): account.unsubscribe,
}
TEMPLATE: dict[tuple[str, str], Handler] = {
    ("GET", ""): templates.get_template,
    ("POST", ""): templates.edit_template,
}
APP: dict[tuple[str, str], Handler] = {
    ("POST", "uploads"): uploads.begin,
    ("GET", "subscriptions"): account.list_fields,
}
UPLOAD: dict[tuple[str, str], Handler] = {("GET", ""): uploads.show, ("POST", ""): uploads.append}
MEDIA: dict[tuple[str, str], Handler] = {("GET", ""): media.get_media, ("DELETE", ""): media.delete_media}


# Safe without a CSRF token: the token in the header or query is what authorises, no cookie does.
@csrf_exempt
def graph(request: HttpRequest, version: str, path: str) -> HttpResponseBase:
    try:
        orders, path = Orders.load(), path.strip("/")
        strike_call(orders, request, path, token_of(request))
        return answer(request, version, path, orders)
    except GraphError as error:
        return error.as_response()
    except Broken as broken:
        return broken.response


def answer(request: HttpRequest, version: str, path: str, orders: Orders) -> HttpResponse:
    node, _, edge = path.partition("/")
    asked = GraphRequest(request, version, node, orders)
    if node == "media" and edge:
        return fetch(asked, edge)
    handler = handlers_of(node, edge).get((request.method or "", edge))
    if handler is None:
        raise unknown(request, node, edge)
    return JsonResponse(handler(asked))


def handlers_of(node: str, edge: str) -> dict[tuple[str, str], Handler]:
    if node in NUMBERS:
        return NUMBER
    if node == settings.SIMULATOR_BUSINESS_ACCOUNT_ID:
        return ACCOUNT
    if node.startswith(uploads.PREFIX):
        return UPLOAD
    if edge in ("uploads", "subscriptions"):
        return APP
    if not node.isdecimal():
        return {}
    return TEMPLATE if MetaTemplate.objects.filter(external_id=node).exists() else MEDIA


def unknown(request: HttpRequest, node: str, edge: str) -> GraphError:
    """Meta's two answers to what it does not know: a path that is none, an object that is none."""
    if not node.isdecimal() or (edge and request.method == "GET"):
        return GraphError(2500, message=f"Unknown path components: /{edge or node}")
    return no_such_object(node, request.method or "GET")


def fetch(request: GraphRequest, signed: str) -> HttpResponse:
    found = media.fetch_media(request, signed) if request.http.method == "GET" else None
    return found or HttpResponse(status=404)
