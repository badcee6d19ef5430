"""Applying received payloads again. They are only put back: the drain takes them in their order, and what they did
already is passed over, so that doing it twice, or to what was applied, changes nothing."""

from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone

from conversations.events import publish
from whatsapp.events import PayloadsToApply
from whatsapp.models import Payload

CHUNK = 1000
DONE = (Payload.State.FAILED, Payload.State.APPLIED)


def replay_payloads(ids: Iterable[int]) -> int:
    """Put these back, whatever became of them. Returns how many."""
    rows = Payload.objects.filter(pk__in=list(ids), state__in=DONE)
    lanes = set(rows.values_list("lane", flat=True))
    count = rows.update(state=Payload.State.PENDING, error="", note="", applied_at=None)
    publish(*[PayloadsToApply(lane=lane) for lane in sorted(lanes)])
    return count


def replay_all(*, failed_only: bool, since: datetime | None = None) -> int:
    """All that failed, or all since a time, in small steps from the oldest on. What comes back while it runs is not
    taken twice."""
    began, after, total = timezone.now(), 0, 0
    states = [Payload.State.FAILED] if failed_only else list(DONE)
    wanted = Payload.objects.filter(state__in=states, received_at__lte=began).order_by("pk")
    if since:
        wanted = wanted.filter(received_at__gte=since)
    while ids := list(wanted.filter(pk__gt=after).values_list("pk", flat=True)[:CHUNK]):
        total += replay_payloads(ids)
        after = ids[-1]
    return total
