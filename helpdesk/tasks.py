"""Signs of life: each queue's worker says now and then that it works, and supervisors hear of one that does not."""

import time

from celery import shared_task
from django.core.cache import cache

from whatsapp.models import AlertKind
from whatsapp.services.alerts import clear_alert, raise_alert

QUEUES = ("inbound", "outbound", "chatbot", "media", "default")
KEPT_SECONDS = 3600
SILENT_SECONDS = 60
SINCE = "alive-watched-since"


@shared_task
def sign_of_life(queue: str) -> None:
    cache.set(key_of(queue), time.time(), KEPT_SECONDS)


@shared_task
def watch_workers() -> None:
    """After a start, or when the cache has lost its memory, everybody first gets the time to speak."""
    now = time.time()
    cache.add(SINCE, now, KEPT_SECONDS * 24)
    seen = cache.get_many([SINCE, *[key_of(queue) for queue in QUEUES]])
    for queue in QUEUES:
        if now - max(seen.get(key_of(queue), 0), seen.get(SINCE, now)) > SILENT_SECONDS:
            raise_alert(kind=AlertKind.WORKER_SILENT, subject=queue, detail="")
        elif key_of(queue) in seen:
            clear_alert(kind=AlertKind.WORKER_SILENT, subject=queue)


def key_of(queue: str) -> str:
    return f"alive:{queue}"
