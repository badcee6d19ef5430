"""Meta's side of the account and its number."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse

from whatsapp.simulator.api.door import ApiError, api, json_body, seconds_from, text_from
from whatsapp.simulator.api.templates import one_of
from whatsapp.simulator.meta import standing
from whatsapp.simulator.models import Account


@api("GET", "POST")
def account(request: HttpRequest) -> HttpResponse:
    """`GET`: how things stand. `POST`: what Meta changes, each told by webhook as Meta does (or does not).

    `{"quality": "RED"}`, `{"limit": "TIER_10K"}`, `{"throughput": "HIGH"}`, `{"number_status": "FLAGGED"}`,
    `{"name": "TechISP Fibra", "decision": "APPROVED"}`, `{"act": "restrict"}` (accuse, disable, reinstate, delete,
    alert, review), and for the simulator itself `{"delivery_seconds": 0.1}`.
    """
    account = Account.load()
    if request.method == "POST":
        body = json_body(request)
        known = [name for name in CHANGES if name in body]
        if not known:
            raise ApiError(f"One of {', '.join(CHANGES)}.", attr="act")
        for name in known:
            CHANGES[name](account, body)
    return JsonResponse(shape(account))


def change_name(account: Account, body: dict[str, Any]) -> None:
    decision = one_of({"decision": "APPROVED"} | body, "decision", ("APPROVED", "DECLINED", "PENDING"))
    standing.change_name(account, text_from(body, "name", longest=120), decision=decision)


def act(account: Account, body: dict[str, Any]) -> None:
    name = str(body["act"])
    if name not in standing.ACTS:
        raise ApiError(f"One of {', '.join(standing.ACTS)}.", attr="act")
    standing.ACTS[name](account)


def change_delivery(account: Account, body: dict[str, Any]) -> None:
    standing.save(account, delivery_seconds=seconds_from(body, "delivery_seconds", 3600))


Change = Callable[[Account, dict[str, Any]], None]


def setter(name: str, change: Callable[[Account, str], None], choices: tuple[str, ...]) -> Change:
    return lambda account, body: change(account, one_of(body, name, choices))


CHANGES: dict[str, Change] = {
    "quality": setter("quality", standing.change_quality, standing.QUALITIES),
    "limit": setter("limit", standing.change_limit, standing.LIMITS),
    "throughput": setter("throughput", standing.change_throughput, standing.THROUGHPUTS),
    "number_status": setter("number_status", standing.change_number_status, standing.NUMBER_STATUSES),
    "name": change_name,
    "act": act,
    "delivery_seconds": change_delivery,
}


def shape(account: Account) -> dict[str, Any]:
    return {
        "verified_name": account.verified_name,
        "name_status": account.name_status,
        "quality": account.quality,
        "limit": account.messaging_limit,
        "throughput": account.throughput,
        "number_status": account.number_status,
        "standing": account.standing or "GOOD",
        "is_registered": account.is_registered,
        "is_subscribed": account.is_subscribed,
        "delivery_seconds": account.delivery_seconds,
    }
