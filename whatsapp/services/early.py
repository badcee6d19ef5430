"""Statuses that came before the answer to our own send."""

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from conversations.models import Message, MessageStatus
from conversations.services.statuses import StatusUpdate, apply_statuses
from whatsapp.models import EarlyStatus

KEPT = timedelta(hours=6)


def keep_early(updates: Iterable[StatusUpdate]) -> None:
    EarlyStatus.objects.bulk_create(
        [EarlyStatus(external_id=u.external_id, status=u.status, at=u.at, error=u.error) for u in updates],
        ignore_conflicts=True,
    )


def settle_early(external_ids: Iterable[str] | None = None) -> int:
    """Apply those whose message is known by now; without ids, the sweeper's run over all. Returns how many."""
    waiting = (
        EarlyStatus.objects.all()
        if external_ids is None
        else EarlyStatus.objects.filter(external_id__in=list(external_ids))
    )
    if not waiting.exists():
        return 0
    known = Message.objects.filter(external_id__in=waiting.values("external_id")).values("external_id")
    with transaction.atomic():
        rows = list(waiting.filter(external_id__in=known).select_for_update(skip_locked=True)[:1000])
        if rows:
            apply_statuses(
                [
                    StatusUpdate(external_id=r.external_id, status=MessageStatus(r.status), at=r.at, error=r.error)
                    for r in rows
                ]
            )
            EarlyStatus.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return len(rows)


def forget_early() -> None:
    """Those of other senders on the same number never find a message here."""
    EarlyStatus.objects.filter(stored_at__lt=timezone.now() - KEPT).delete()
