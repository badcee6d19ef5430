"""What befalls one send, before it is accepted and after."""

from dataclasses import dataclass, field

from django.http import HttpRequest

from whatsapp.simulator.faults import wire
from whatsapp.simulator.faults.orders import Kind, Orders
from whatsapp.simulator.graph.errors import GraphError
from whatsapp.simulator.models import Fault

KINDS = frozenset(kind for kind in Kind if kind.startswith("send_")) | {Kind.STATUS_NONE}
# How long a hanging answer hangs, longer than a client waits.
HANG_SECONDS = 30.0


@dataclass
class SendFaults:
    request: HttpRequest | None = None
    faults: dict[str, Fault] = field(default_factory=dict)

    @classmethod
    def claim(cls, orders: Orders, address: str, request: HttpRequest) -> "SendFaults":
        """The faults that hit a send to this address; each is counted down."""
        return cls(request, orders.claim_for(KINDS, address)) if orders else cls()

    def before_acceptance(self) -> None:
        if not self.faults:
            return
        if delay := self.faults.get(Kind.SEND_DELAY):
            wire.hold(delay.seconds)
        self.hang(Kind.SEND_TIMEOUT_BEFORE)
        self.break_off(Kind.SEND_RESET_BEFORE, Kind.SEND_PROXY_BEFORE)
        if error := self.faults.get(Kind.SEND_ERROR):
            raise GraphError(error.code, "Ordered by the simulator.")

    def after_acceptance(self) -> None:
        if not self.faults or self.request is None:
            return
        self.hang(Kind.SEND_TIMEOUT_AFTER)
        self.break_off(Kind.SEND_RESET_AFTER, Kind.SEND_PROXY_AFTER)
        if Kind.SEND_TRUNCATED in self.faults:
            raise wire.Broken(wire.truncated(self.request))
        if Kind.SEND_GARBAGE in self.faults:
            raise wire.Broken(wire.garbage())

    def hang(self, kind: Kind) -> None:
        if fault := self.faults.get(kind):
            wire.hold(fault.seconds or HANG_SECONDS)
            raise GraphError(2, "The request timed out.")

    def break_off(self, by_reset: Kind, by_proxy: Kind) -> None:
        if by_reset in self.faults and self.request is not None:
            raise wire.Broken(wire.reset(self.request))
        if by_proxy in self.faults:
            raise wire.Broken(wire.proxy_page())

    @property
    def failure_code(self) -> int:
        fault = self.faults.get(Kind.SEND_FAILED)
        return fault.code if fault else 0

    @property
    def is_silent(self) -> bool:
        return Kind.STATUS_NONE in self.faults
