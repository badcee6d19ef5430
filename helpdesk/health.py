"""`/health`: is each part really there? Every probe runs at once, and none is waited for longer than a second."""

import asyncio
import time
from collections.abc import Callable

from asgiref.sync import sync_to_async
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from helpdesk.tasks import QUEUES, key_of
from whatsapp.models import Alert, AlertKind, Payload

HEALTHY, DEGRADED, UNHEALTHY = "healthy", "degraded", "unhealthy"
SECONDS = 1.5
LATE, DEAD = 15, 30  # seconds since a worker's last sign of life
BACKLOG = 10  # seconds that a payload may wait
# The alerts that mean that messages do not come or go as they should.
TROUBLE = (
    AlertKind.SENDING_STOPPED,
    AlertKind.SENDING_LIMITED,
    AlertKind.UNREACHABLE,
    AlertKind.CHECK_FAILED,
    AlertKind.NUMBER_STATE,
    AlertKind.NOT_SUBSCRIBED,
    AlertKind.SILENCE,
    AlertKind.PAYLOADS_WAITING,
)


@require_safe
async def health(request: HttpRequest) -> JsonResponse:
    names = list(PROBES)
    results = await asyncio.gather(*[probe(PROBES[name]) for name in names])
    services = {name: result for name, result in zip(names, results, strict=True) if result}
    body = {"status": overall(services), "version": settings.VERSION, "services": services}
    # Without the database nothing is accepted; without the others messages are stored and wait.
    return JsonResponse(body, status=503 if services["database"] == UNHEALTHY else 200)


def overall(services: dict[str, str]) -> str:
    if services["database"] == UNHEALTHY:
        return UNHEALTHY
    return HEALTHY if set(services.values()) == {HEALTHY} else DEGRADED


async def probe(function: Callable[[], str]) -> str:
    try:
        # A thread of its own: a probe that hangs must not hold up the others.
        return await asyncio.wait_for(sync_to_async(function, thread_sensitive=False)(), SECONDS)
    except Exception:  # noqa: BLE001  whatever the reason, it did not answer properly in time
        return UNHEALTHY


def database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    connection.close()
    return HEALTHY


def redis() -> str:
    cache._cache.get_client().ping()  # type: ignore[attr-defined]
    return HEALTHY


def worker() -> str:
    """By what each queue's worker lately did."""
    seen = cache.get_many([key_of(queue) for queue in QUEUES])
    ages = [time.time() - seen.get(key_of(queue), 0) for queue in QUEUES]
    if min(ages) > DEAD:
        return UNHEALTHY
    return HEALTHY if max(ages) <= LATE else DEGRADED


def whatsapp() -> str:
    """Payloads are applied, and WhatsApp takes what we send. Left out when no number is configured."""
    if not settings.WHATSAPP_PHONE_NUMBER_ID:
        return ""
    try:
        oldest = Payload.objects.filter(state=Payload.State.PENDING).order_by("lane", "pk").first()
        troubled = Alert.objects.filter(cleared_at=None, kind__in=TROUBLE).exists()
    finally:
        connection.close()
    late = oldest is not None and time.time() - oldest.received_at.timestamp() > BACKLOG
    return DEGRADED if late or troubled else HEALTHY


PROBES: dict[str, Callable[[], str]] = {
    "database": database,
    "redis": redis,
    "worker": worker,
    "whatsapp": whatsapp,
}
