"""Statuses that came before the answer to our own send."""

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from conversations.models import Message, MessageStatus
from conversations.services.statuses import StatusUpdate, apply_statuses
from whatsapp.models import EarlyStatus

KEPT = timedelta(hours=6)
KEPT_FIELDS = ("external_id", "status", "at", "error", "is_played", "pricing", "user_id")


def keep_early(updates: Iterable[StatusUpdate]) -> None:
    EarlyStatus.objects.bulk_create(
        [EarlyStatus(**{field: getattr(update, field) for field in KEPT_FIELDS}) for update in updates],
        ignore_conflicts=True,
    )


def settle_early(external_ids: Iterable[str] | None = None) -> int:
    """Apply those whose message is known by now; without ids, the sweeper's run over all. Returns how many."""
    waiting = (
        EarlyStatus.objects.all()
        if external_ids is None
        else EarlyStatus.objects.filter(external_id__any_of=external_ids)
    )
    if not waiting.exists():
        return 0
    known = Message.objects.filter(external_id__in=waiting.values("external_id")).values("external_id")
    with transaction.atomic():
        rows = list(waiting.filter(external_id__in=known).select_for_update(skip_locked=True)[:1000])
        if rows:
            apply_statuses([_update(row) for row in rows])
            EarlyStatus.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return len(rows)


def _update(row: EarlyStatus) -> StatusUpdate:
    fields = {field: getattr(row, field) for field in KEPT_FIELDS}
    return StatusUpdate(**{**fields, "status": MessageStatus(row.status)})


def forget_early() -> None:
    """Those of other senders on the same number never find a message here."""
    EarlyStatus.objects.filter(stored_at__lt=timezone.now() - KEPT).delete()
