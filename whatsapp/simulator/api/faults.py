"""Ordering misfortune."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse

from whatsapp.simulator.api.door import ApiError, api, json_body
from whatsapp.simulator.models import Fault
from whatsapp.simulator.people import find_person

MOST, LONGEST = 1_000_000, 600.0


@api("GET", "POST", "DELETE")
def faults(request: HttpRequest) -> HttpResponse:
    """`POST` orders a fault, `GET` lists what is still waiting, `DELETE` calls everything off.

    POST `{"kind": "send_error", "count": 3, "code": 131056, "seconds": 0, "to": "+5511…"}`: the next three sends,
    only those to this customer if `to` is given. Kinds: send_error, send_failed (accepted, then a failed status
    with the code), send_delay, send_timeout_before, send_timeout_after (accepted, but the answer hangs),
    status_none, webhook_duplicate, webhook_late (`seconds` late and out of order), webhook_batch.
    """
    if request.method == "DELETE":
        Fault.objects.all().delete()
        return HttpResponse(status=204)
    if request.method == "POST":
        return JsonResponse(shape(order(json_body(request))), status=201)
    return JsonResponse({"faults": [shape(fault) for fault in Fault.objects.waiting()]})


def order(body: dict[str, Any]) -> Fault:
    kind = body.get("kind")
    if kind not in Fault.Kind.values:
        raise ApiError(f"One of {', '.join(Fault.Kind.values)}.", attr="kind")
    return Fault.objects.create(
        kind=kind,
        remaining=int(number(body, "count", 1, MOST)),
        code=int(number(body, "code", 131000, 10**9)),
        seconds=number(body, "seconds", 0, LONGEST),
        address=address_of(body),
    )


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
        "to": fault.address or None,
    }
