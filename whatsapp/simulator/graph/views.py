"""One door to the Graph API: authorise, find the handler for node and edge, answer in Meta's shapes."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from whatsapp.simulator.graph import account, media, sending, templates
from whatsapp.simulator.graph.errors import GraphError, no_such_object
from whatsapp.simulator.graph.request import GraphRequest, authorise
from whatsapp.simulator.models import MetaTemplate

Handler = Callable[[GraphRequest], dict[str, Any]]
NUMBER: dict[tuple[str, str], Handler] = {
    ("POST", "messages"): sending.post_message,
    ("POST", "media"): media.upload_media,
    ("GET", ""): account.get_number,
    ("POST", ""): account.set_number,
    ("GET", "whatsapp_business_profile"): account.get_profile,
    ("POST", "whatsapp_business_profile"): account.set_profile,
    ("POST", "register"): account.register,
    ("POST", "deregister"): account.deregister,
    ("GET", "block_users"): account.list_blocked,
    ("POST", "block_users"): account.block,
    ("DELETE", "block_users"): account.unblock,
}
ACCOUNT: dict[tuple[str, str], Handler] = {
    ("GET", ""): account.get_account,
    ("GET", "phone_numbers"): account.list_numbers,
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
MEDIA: dict[tuple[str, str], Handler] = {("GET", ""): media.get_media, ("DELETE", ""): media.delete_media}


# Safe without a CSRF token: the token in the header or query is what authorises, no cookie does.
@csrf_exempt
def graph(request: HttpRequest, version: str, path: str) -> HttpResponse:
    try:
        authorise(request)
        return answer(request, version, path.strip("/"))
    except GraphError as error:
        return error.as_response()


def answer(request: HttpRequest, version: str, path: str) -> HttpResponse:
    node, _, edge = path.partition("/")
    asked = GraphRequest(request, version, node)
    if node == "media" and edge:
        return fetch(asked, edge)
    handler = handlers_of(node).get((request.method or "", edge))
    if handler is None:
        raise unknown(request, node, edge)
    return JsonResponse(handler(asked))


def handlers_of(node: str) -> dict[tuple[str, str], Handler]:
    if node == settings.SIMULATOR_PHONE_NUMBER_ID:
        return NUMBER
    if node == settings.SIMULATOR_BUSINESS_ACCOUNT_ID:
        return ACCOUNT
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
