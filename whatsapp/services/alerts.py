"""Alerts: raised once while open, told to supervisors, cleared when the cause is gone."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.events import publish
from accounts.models import User
from conversations.exceptions import Forbidden
from whatsapp.events import AlertChanged
from whatsapp.models import Alert, BusinessNumber
from whatsapp.models.alert import SEEN_ONCE


def raise_alert(
    *, kind: str, subject: str, detail: str, number: BusinessNumber | None = None, at: datetime | None = None
) -> Alert:
    """The open alert of this kind and subject. Only who opens it tells; a new detail is taken over quietly."""
    defaults = {"detail": detail, "number": number, "raised_at": at or timezone.now()}
    with transaction.atomic():
        alert, is_new = Alert.objects.get_or_create(kind=kind, subject=subject, cleared_at=None, defaults=defaults)
        if is_new:
            publish(AlertChanged(alert_id=alert.pk))
        elif alert.detail != detail:
            alert.detail = detail
            alert.save(update_fields=["detail"])
    return alert


def clear_alert(*, kind: str, subject: str) -> None:
    """Nothing happens where none is open."""
    with transaction.atomic():
        alert = Alert.objects.select_for_update().filter(kind=kind, subject=subject, cleared_at=None).first()
        if alert is not None:
            alert.cleared_at = timezone.now()
            alert.save(update_fields=["cleared_at"])
            publish(AlertChanged(alert_id=alert.pk))


def acknowledge_alert(alert: Alert, *, by: User) -> None:
    """Somebody has seen it: it stays open while its cause lasts, and stops asking for attention. The first counts."""
    if not by.is_steering:
        raise Forbidden
    now = timezone.now()
    over = {"cleared_at": now} if alert.kind in SEEN_ONCE else {}
    with transaction.atomic():
        unseen = Alert.objects.filter(pk=alert.pk, acknowledged_at=None, cleared_at=None)
        if unseen.update(acknowledged_at=now, acknowledged_by=by, **over):
            publish(AlertChanged(alert_id=alert.pk))
