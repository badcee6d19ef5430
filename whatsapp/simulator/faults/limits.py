"""Meta's two rate limits, held exactly while they are ordered: one conditional update decides each send.

Each row keeps when its next message is due at the limited rate. A send moves that on by one message's worth; who is
further ahead than the burst allows is refused, and moves nothing.
"""

from datetime import timedelta

from django.db.models import F, Model, QuerySet, Value
from django.db.models.functions import Greatest
from django.utils import timezone

from whatsapp.simulator.faults.orders import Kind, Orders
from whatsapp.simulator.graph.errors import GraphError
from whatsapp.simulator.models import Account, Person

PAIR_GAP, PAIR_BURST = timedelta(seconds=6), 45
PAIR_DETAILS = (
    "Message failed to send because there were too many messages sent from this phone number to the same phone "
    "number in a short period of time."
)


def take_turn(orders: Orders, person: Person) -> None:
    """Raises 130429 or 131056 when the number or the pair is over its limit."""
    number, pair = orders.standing(Kind.LIMIT_NUMBER), orders.standing(Kind.LIMIT_PAIR)
    if number:
        rate = max(number.rate, 0.001)
        if not moved_on(Account.objects.filter(pk=1), timedelta(seconds=1 / rate), rate):
            raise GraphError(130429, "Cloud API message throughput has been reached.")
    if pair and not moved_on(Person.objects.filter(pk=person.pk), PAIR_GAP, PAIR_BURST):
        raise GraphError(131056, PAIR_DETAILS)


def moved_on(row: QuerySet[Model], gap: timedelta, burst: float) -> bool:
    now = timezone.now()
    in_time = row.filter(next_send_at__lte=now + gap * max(burst - 1, 0))
    return in_time.update(next_send_at=Greatest(F("next_send_at"), Value(now)) + gap) == 1
