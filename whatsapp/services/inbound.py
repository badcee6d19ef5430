"""Hop 2: applying stored payloads, in order, in batches, each batch as a set.

One drain per business number at a time (an advisory lock that dies with its transaction). A batch that fails is
applied again payload by payload, and the one at fault part by part: it is kept with its errors, and everything else
counts.
"""

from collections import defaultdict
from collections.abc import Sequence
from itertools import accumulate

import structlog
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models.functions import Length
from django.utils import timezone

from conversations.services.consents import record_refusals
from conversations.services.echoes import Echo
from conversations.services.identity_changes import change_identities
from conversations.services.receiving import Inbound, record_inbound
from conversations.services.statuses import apply_statuses
from whatsapp.models import Payload
from whatsapp.payloads import Malformed, Parsed, parse
from whatsapp.payloads.values import texts_cleaned
from whatsapp.services.account import apply_facts, apply_preferences
from whatsapp.services.early import keep_early
from whatsapp.services.numbers import channels_of, note_shared
from whatsapp.services.refusals import follow_statuses

# Of large payloads fewer at once: a worker that runs out of memory would do so again and again.
BATCH, BATCH_BYTES = 500, 16 * 1024 * 1024
OPTED_OUT = "131050"  # why a message was refused
log = structlog.get_logger(__name__)


def drain_lane(lane: str) -> int:
    """Apply what is pending for a number. Returns how many payloads. Safe to run at any moment, any number of
    times: whoever finds the lane taken leaves, for its holder looks again after letting go."""
    total = 0
    while Payload.objects.filter(lane=lane, state=Payload.State.PENDING).exists():
        count = _apply_next(lane)
        if count is None:
            break
        total += count
    return total


def pending_lanes() -> list[str]:
    return list(
        Payload.objects.filter(state=Payload.State.PENDING).order_by("lane").values_list("lane", flat=True).distinct()
    )


def _apply_next(lane: str) -> int | None:
    """One batch; null when another drain holds the lane."""
    with transaction.atomic():
        if not _lock(lane):
            return None
        rows = _next(lane)
        if not _apply_set(rows):
            for row in rows:
                _apply_one(row)
        return len(rows)


def _next(lane: str) -> list[Payload]:
    waiting = Payload.objects.filter(lane=lane, state=Payload.State.PENDING).order_by("pk")
    sizes = waiting.annotate(size=Length("body")).values_list("pk", "size")[:BATCH]
    totals = accumulate(sizes, lambda before, row: (row[0], before[1] + row[1]))
    fitting = [pk for pk, total in totals if total <= BATCH_BYTES]
    return list(waiting.filter(pk__lte=fitting[-1]) if fitting else waiting[:1])


def _lock(lane: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended('lane:' || %s, 0))", [lane])
        return bool(cursor.fetchone()[0])


def _apply_set(rows: Sequence[Payload]) -> bool:
    """All at once. False when any of them does not apply; nothing has happened then."""
    try:
        with transaction.atomic():
            parsed = [(row, _parsed(row)) for row in rows]
            _apply([result for _, result in parsed])
            _finish(parsed)
    except Exception as error:  # noqa: BLE001  one odd payload must not stop the others
        if is_passing(error):
            raise  # the batch comes again
        log.warning("batch goes one by one", count=len(rows), error=type(error).__name__)
        return False
    return True


def _apply_one(row: Payload) -> None:
    if _apply_set([row]):
        return
    result = _parsed(row)
    for part in result.parts():
        try:
            with transaction.atomic():
                _apply([part])
        except Exception as error:  # noqa: BLE001
            if is_passing(error):
                raise
            log.exception("part of a payload set aside", payload_id=row.pk)
            result.problems.append(_said(error))
    _finish([(row, result)])


def is_passing(error: Exception) -> bool:
    """The database's trouble (a deadlock, a lost connection, a full disk), and not the payload's. Its limits
    (class 54: too deep, too large for an index) are the payload's, and would be met again for ever."""
    if not isinstance(error, OperationalError | InterfaceError):
        return False
    return not str(getattr(error.__cause__, "sqlstate", None) or "").startswith("54")


def _parsed(row: Payload) -> Parsed:
    """Never raises for what is in the payload: nonsense becomes a problem that is kept with it."""
    try:
        return parse(bytes(row.body), row.received_at)
    except Malformed as error:
        return Parsed(problems=[str(error)])
    except Exception as error:  # noqa: BLE001
        log.exception("payload not understood", payload_id=row.pk)
        return Parsed(problems=[_said(error)])


def _said(error: Exception) -> str:
    """As a text can hold it: an error may repeat what was wrong."""
    return str(texts_cleaned(f"{type(error).__name__}: {error}"))


def _apply(results: Sequence[Parsed]) -> None:
    statuses = [status for result in results for status in result.statuses]
    follow_statuses(statuses)
    record_refusals([status for status in statuses if status.error and status.error.get("code") == OPTED_OUT])
    facts = [fact for result in results for fact in result.facts]
    apply_preferences(facts)
    change_identities([change for result in results for change in result.identities])
    by_number: dict[str, list[Inbound]] = defaultdict(list)
    for result in results:
        for number_id, message in result.messages:
            by_number[number_id].append(message)
    channels = channels_of({key: value for result in results for key, value in result.addresses.items()})
    for number_id in sorted(by_number):
        record_inbound(channels[number_id], by_number[number_id])
        if any(isinstance(item, Echo) for item in by_number[number_id]):
            note_shared(channels[number_id])
    if statuses:
        keep_early(apply_statuses(statuses))
    apply_facts(facts)


def _finish(parsed: Sequence[tuple[Payload, Parsed]]) -> None:
    now = timezone.now()
    done = [row.pk for row, result in parsed if not result.problems]
    Payload.objects.filter(pk__any_of=done).update(state=Payload.State.APPLIED, applied_at=now)
    for row, result in parsed:
        if result.notes:
            Payload.objects.filter(pk=row.pk).update(note=", ".join(dict.fromkeys(result.notes))[:300])
        if result.problems:
            Payload.objects.filter(pk=row.pk).update(
                state=Payload.State.FAILED, error="; ".join(result.problems)[:2000], applied_at=now
            )
