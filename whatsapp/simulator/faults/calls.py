"""What befalls any call of the Graph API before it is looked at: an outage, a dead token, an error of its own."""

import hashlib

from django.http import HttpRequest

from whatsapp.simulator.faults import wire
from whatsapp.simulator.faults.orders import Kind, Orders
from whatsapp.simulator.graph.errors import GraphError
from whatsapp.simulator.models import Fault

KINDS = frozenset({Kind.CALL_ERROR, Kind.CALL_DELAY, Kind.CALL_RESET, Kind.CALL_PROXY})


def strike_call(orders: Orders, request: HttpRequest, path: str, token: str) -> None:
    """Raises what the caller is to meet; returns when nothing is."""
    if not orders:
        return
    if orders.standing(Kind.GRAPH_DOWN):
        raise wire.Broken(wire.proxy_page())
    refuse_dead_token(orders, token)
    if path.endswith("/messages"):
        # Sends have faults of their own.
        return
    strike(orders.claim(KINDS, lambda fault: fault.detail in path), request)


def strike(faults: dict[str, Fault], request: HttpRequest) -> None:
    if delay := faults.get(Kind.CALL_DELAY):
        wire.hold(delay.seconds)
    if Kind.CALL_RESET in faults:
        raise wire.Broken(wire.reset(request))
    if Kind.CALL_PROXY in faults:
        raise wire.Broken(wire.proxy_page())
    if error := faults.get(Kind.CALL_ERROR):
        raise GraphError(error.code, "Ordered by the simulator.")


def refuse_dead_token(orders: Orders, token: str) -> None:
    """The token that is used first after the order is the one that has expired; another one is good."""
    fault = orders.standing(Kind.TOKEN_EXPIRED)
    if fault is None:
        return
    digest = hashlib.sha256(token.encode()).hexdigest()
    if not fault.detail:
        Fault.objects.filter(pk=fault.pk, detail="").update(detail=digest)
        fault.refresh_from_db(fields=["detail"])
    if fault.detail == digest:
        raise GraphError(
            190,
            message="Error validating access token: Session has expired.",
            subcode=463,
        )
