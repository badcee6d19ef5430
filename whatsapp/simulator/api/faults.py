"""Ordering misfortune."""

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from whatsapp.simulator.api.door import ApiError, api, json_body, seconds_from
from whatsapp.simulator.faults.orders import Kind
from whatsapp.simulator.models import Fault
from whatsapp.simulator.people import find_person

MOST, LONGEST = 1_000_000, 86_400.0
# What lasts until it is called off, or for `seconds`; the rest strikes `count` times.
STANDING = frozenset({Kind.GRAPH_DOWN, Kind.TOKEN_EXPIRED, Kind.LIMIT_NUMBER, Kind.LIMIT_PAIR})
SHAPES = ("", "entries", "merged")
RATE = 80


@api("GET", "POST", "DELETE")
def faults(request: HttpRequest) -> HttpResponse:
    """`POST` orders a fault, `GET` lists what is still waiting, `DELETE` calls everything off.

    POST `{"kind": "send_error", "count": 3, "code": 131056, "seconds": 0, "to": "+5511…"}`: the next three sends,
    only those to this customer if `to` is given; `"count": null` until it is called off. The kinds are those of
    `Fault.Kind`. Further words: `detail` (call_*: a part of the path of the calls that are meant; webhook_batch:
    `entries` or `merged`; template_rejected: Meta's reason), `rate` (limit_number: messages a second).
    graph_down, token_expired and the limits last for `seconds`, or until they are called off.
    """
    if request.method == "DELETE":
        Fault.objects.all().delete()
        return HttpResponse(status=204)
    if request.method == "POST":
        return JsonResponse(shape(order(json_body(request))), status=201)
    return JsonResponse({"faults": [shape(fault) for fault in Fault.objects.waiting()]})


@api("DELETE")
def fault(request: HttpRequest, fault_id: int) -> HttpResponse:
    """Calls one off. It may have struck for the last time meanwhile."""
    Fault.objects.filter(pk=fault_id).delete()
    return HttpResponse(status=204)


def order(body: dict[str, Any]) -> Fault:
    kind = body.get("kind")
    if kind not in Fault.Kind.values:
        raise ApiError(f"One of {', '.join(Fault.Kind.values)}.", attr="kind")
    seconds = seconds_from(body, "seconds", LONGEST)
    return Fault.objects.create(
        kind=kind,
        remaining=remaining_of(body),
        ends_at=end_of(kind, seconds),
        code=int(number(body, "code", 131000, 10**9)),
        seconds=seconds,
        rate=number(body, "rate", RATE, 10_000),
        address=address_of(body),
        detail=detail_of(body),
    )


def remaining_of(body: dict[str, Any]) -> int | None:
    if body["kind"] in STANDING or ("count" in body and body["count"] is None):
        return None
    return int(number(body, "count", 1, MOST))


def end_of(kind: str, seconds: float) -> datetime | None:
    return timezone.now() + timedelta(seconds=seconds) if kind in STANDING and seconds else None


def detail_of(body: dict[str, Any]) -> str:
    detail = body.get("detail") or ""
    if not isinstance(detail, str) or len(detail) > 120 or "\x00" in detail:  # noqa: PLR2004
        raise ApiError("A text of at most 120 letters.", attr="detail")
    if body["kind"] == Kind.WEBHOOK_BATCH and detail not in SHAPES:
        raise ApiError("Empty, entries or merged.", attr="detail")
    # A token's digest is noted when the token is met.
    return "" if body["kind"] == Kind.TOKEN_EXPIRED else detail


def number(body: dict[str, Any], name: str, default: float, most: float) -> float:
    value = body.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= most:
        raise ApiError(f"A number from 0 to {most:g}.", attr=name)
    return value


def address_of(body: dict[str, Any]) -> str:
    if not body.get("to"):
        return ""
    person = find_person(str(body["to"]))
    if person is None:
        raise ApiError("No such customer.", attr="to")
    return person.address


def shape(fault: Fault) -> dict[str, Any]:
    return {
        "id": fault.pk,
        "kind": fault.kind,
        "count": fault.remaining,
        "code": fault.code,
        "seconds": fault.seconds,
        "rate": fault.rate,
        "detail": fault.detail if fault.kind != Kind.TOKEN_EXPIRED else "",
        "ends_at": fault.ends_at,
        "to": fault.address or None,
    }
