"""Bytes that a crash may leave without an attachment that speaks of them."""

from collections.abc import Iterable
from datetime import timedelta

import structlog
from django.core.files.storage import default_storage
from django.utils import timezone

from conversations.models import LooseFile

# Longer than any upload or preparation takes.
AGE = timedelta(days=1)
TOGETHER = 500
log = structlog.get_logger(__name__)


def note(names: Iterable[str]) -> None:
    """Before they are written; or in the transaction that ceases to speak of them."""
    LooseFile.objects.bulk_create([LooseFile(name=name) for name in names if name], ignore_conflicts=True)


def adopt(names: Iterable[str]) -> bool:
    """In the transaction that makes a row speak of them. False when any is being swept away: then it must not."""
    wanted = {name for name in names if name}
    found, _ = LooseFile.objects.filter(name__in=wanted, condemned_at=None).delete()
    return found == len(wanted)


def discard(names: Iterable[str]) -> None:
    """The bytes first, then the note of them."""
    for name in filter(None, names):
        default_storage.delete(name)
        LooseFile.objects.filter(name=name).delete()


def sweep_loose_files() -> int:
    """What a crash left behind long ago. Returns how many. May run twice: deleting what is gone does nothing."""
    now = timezone.now()
    LooseFile.objects.filter(noted_at__lt=now - AGE, condemned_at=None).update(condemned_at=now)
    condemned = LooseFile.objects.exclude(condemned_at=None).order_by("condemned_at")
    names = list(condemned.values_list("name", flat=True)[:TOGETHER])
    for count, name in enumerate(names):
        try:
            discard([name])
        except Exception as error:  # noqa: BLE001  each storage has its own; the next run finds the rest
            log.warning("file not swept", error=type(error).__name__)
            return count
    return len(names)
