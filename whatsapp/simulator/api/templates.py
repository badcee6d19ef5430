"""Meta's side of the templates: the review, and what follows it."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse

from whatsapp.simulator.api.door import ApiError, api, json_body, text_from
from whatsapp.simulator.graph.templates import show
from whatsapp.simulator.meta import reviews
from whatsapp.simulator.models import MetaTemplate

MOST = 500


@api("GET")
def templates(request: HttpRequest) -> HttpResponse:
    rows = MetaTemplate.objects.reviewed().order_by("name", "language")[:MOST]
    return JsonResponse({"templates": [show(template) for template in rows]})


@api("POST")
def template(request: HttpRequest, external_id: str) -> HttpResponse:
    """One decision, told by webhook: `{"event", "reason"?}`, `{"quality"}` or `{"category"}`.

    Events: those of `message_template_status_update` (APPROVED, REJECTED, PAUSED, DISABLED, FLAGGED, REINSTATED, …).
    A reason of REJECTED is Meta's word for it (INVALID_FORMAT, SCAM, …), of PAUSED its title (FIRST_PAUSE, …).
    """
    found = MetaTemplate.objects.reviewed().filter(external_id=external_id).first()
    if found is None:
        raise ApiError("No template has this id.", code="not_found", status=404)
    decide(found, json_body(request))
    return JsonResponse(show(found))


def decide(template: MetaTemplate, body: dict[str, Any]) -> None:
    if "quality" in body:
        reviews.rate(template, one_of(body, "quality", reviews.QUALITIES))
    elif "category" in body:
        reviews.recategorise(template, one_of(body, "category", reviews.CATEGORIES))
    else:
        reason = text_from(body, "reason", longest=120) if body.get("reason") else ""
        reviews.decide(template, one_of(body, "event", reviews.EVENTS), reason=reason)


def one_of(body: dict[str, Any], name: str, choices: tuple[str, ...]) -> str:
    value = str(body.get(name, "")).upper()
    if value not in choices:
        raise ApiError(f"One of {', '.join(choices)}.", attr=name)
    return value
