"""Alarms about what should move and does not: webhooks that no longer come, and those that wait or did not apply."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, Max, Min
from django.utils import timezone

from conversations.models import Direction, Message, MessageStatus
from whatsapp.models import Alert, AlertKind, BusinessNumber, Payload
from whatsapp.services.alerts import clear_alert, raise_alert
from whatsapp.services.numbers import end_stops

# The same hours of so many earlier weeks say what is usual.
WEEKS = 3
# Fewer webhooks than this in the same hours is no traffic whose absence means anything.
USUAL = 3


def look() -> None:
    """Everything that is looked at regularly. May run twice: each step only says what is so."""
    end_stops()
    note_webhooks()
    look_for_silence()
    look_at_payloads()
    look_at_sending()


def note_webhooks() -> None:
    """When each number's last webhook came. Looked up here, so that the way in has nothing to write."""
    yesterday = timezone.now() - timedelta(days=1)
    known = BusinessNumber.objects.aggregate(newest=Max("last_webhook_at"))["newest"] or yesterday
    since = max(known - timedelta(minutes=1), yesterday)
    newest = Payload.objects.filter(received_at__gte=since).exclude(lane="").values("lane")
    for row in newest.annotate(at=Max("received_at")).order_by("lane"):
        BusinessNumber.objects.filter(phone_number_id=row["lane"]).update(last_webhook_at=row["at"])


def look_for_silence() -> None:
    """A number from which nothing has come for long, in hours in which something usually comes."""
    minutes = settings.WHATSAPP_SILENCE_MINUTES
    if not minutes:
        return
    span = timedelta(minutes=minutes)
    for number in BusinessNumber.objects.exclude(last_webhook_at=None).order_by("pk"):
        assert number.last_webhook_at is not None
        if number.last_webhook_at > timezone.now() - span:
            clear_alert(kind=AlertKind.SILENCE, subject=number.phone_number_id)
        elif is_usually_busy(number, span):
            raise_alert(
                kind=AlertKind.SILENCE,
                subject=number.phone_number_id,
                detail=number.last_webhook_at.isoformat(timespec="minutes"),
                number=number,
            )


def is_usually_busy(number: BusinessNumber, span: timedelta) -> bool:
    """Was there traffic in the same hours of every earlier week that we know of? A business sleeps on Sundays."""
    now = timezone.now()
    payloads = Payload.objects.filter(lane=number.phone_number_id)
    weeks = [now - timedelta(weeks=week) for week in range(1, WEEKS + 1)]
    counts = [payloads.filter(received_at__range=(end - span, end))[:USUAL].count() for end in weeks]
    # Weeks before the first webhook, or that were purged, say nothing.
    known = [count for end, count in zip(weeks, counts, strict=True) if count or _had_webhooks(number, before=end)]
    return bool(known) and min(known) >= USUAL


def _had_webhooks(number: BusinessNumber, *, before: datetime) -> bool:
    day_before = (before - timedelta(days=1), before)
    return Payload.objects.filter(lane=number.phone_number_id, received_at__range=day_before).exists()


def look_at_payloads() -> None:
    pending = Payload.objects.filter(state=Payload.State.PENDING).aggregate(
        oldest=Min("received_at"), count=Count("pk")
    )
    limit = timezone.now() - timedelta(seconds=settings.WHATSAPP_BACKLOG_SECONDS)
    is_late = pending["oldest"] is not None and pending["oldest"] < limit
    _switch(AlertKind.PAYLOADS_WAITING, pending["count"] if is_late else 0)
    _switch(AlertKind.PAYLOADS_FAILED, Payload.objects.filter(state=Payload.State.FAILED).count())


def look_at_sending() -> None:
    """Messages that have waited for WhatsApp for so long that it is no hiccup. It ends with their going out."""
    since = timezone.now() - timedelta(seconds=settings.WHATSAPP_TROUBLE_SECONDS)
    waiting = Message.objects.filter(
        direction=Direction.OUTGOING, status=MessageStatus.QUEUED, error__code="unreachable", created_at__lt=since
    )
    counts = dict(waiting.order_by().values_list("conversation__channel").annotate(count=Count("pk")))
    for number in BusinessNumber.objects.filter(channel_id__in=counts):
        raise_alert(
            kind=AlertKind.UNREACHABLE,
            subject=number.phone_number_id,
            detail=str(counts[number.channel_id]),
            number=number,
        )
    over = Alert.objects.filter(kind=AlertKind.UNREACHABLE, cleared_at=None).exclude(number__channel_id__in=counts)
    for subject in over.values_list("subject", flat=True):
        clear_alert(kind=AlertKind.UNREACHABLE, subject=subject)


def _switch(kind: AlertKind, count: int) -> None:
    if count:
        raise_alert(kind=kind, subject="", detail=str(count))
    else:
        clear_alert(kind=kind, subject="")
