"""What was ordered, and taking one's share of it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.db.models import F

from whatsapp.simulator.models import Fault

Kind = Fault.Kind


def count_down(fault: Fault) -> bool:
    """Whether this use was still to be had. An order without a count is never used up."""
    return Fault.objects.waiting().filter(pk=fault.pk).update(remaining=F("remaining") - 1) == 1


@dataclass
class Orders:
    """The faults that waited when the call began."""

    waiting: list[Fault] = field(default_factory=list)

    @classmethod
    def load(cls) -> "Orders":
        return cls(list(Fault.objects.waiting()))

    def __bool__(self) -> bool:
        return bool(self.waiting)

    def standing(self, kind: str) -> Fault | None:
        """A condition that lasts: nothing is counted down."""
        return next((fault for fault in self.waiting if fault.kind == kind), None)

    def claim(self, kinds: Iterable[str], is_meant: Callable[[Fault], bool]) -> dict[str, Fault]:
        """At most one fault of each kind, the oldest first."""
        wanted, taken = set(kinds), dict[str, Fault]()
        for fault in self.waiting:
            if fault.kind in wanted and fault.kind not in taken and is_meant(fault) and count_down(fault):
                taken[fault.kind] = fault
        return taken

    def claim_for(self, kinds: Iterable[str], address: str) -> dict[str, Fault]:
        return self.claim(kinds, lambda fault: fault.address in {"", address})
