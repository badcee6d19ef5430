"""How our numbers fare: asked of WhatsApp now and then, less often while it does not answer, and kept with them."""

import random
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from conversations.models import Channel
from whatsapp.client import GraphClient, GraphError, NotReached, OutcomeUnknown
from whatsapp.models import AlertKind, BusinessNumber
from whatsapp.services.alerts import clear_alert, raise_alert
from whatsapp.services.news import is_news
from whatsapp.services.numbers import TOKEN_CODES, client_for, ensure_number, lift_token_stop, stop_number

INTERVAL, LONGEST_PAUSE = timedelta(minutes=10), timedelta(hours=2)
# A check that takes longer belongs to a worker that died.
LEASE = timedelta(minutes=2)
# A single failure says little; so many after each other are told.
TELL_AFTER = 3
FIELDS = (
    *("verified_name", "name_status", "status", "quality", "messaging_limit", "throughput"),
    *("is_token_valid", "is_subscribed", "checked_at", "check_error", "failed_checks", "next_check_at"),
)
Raw = dict[str, Any]
log = structlog.get_logger(__name__)


def due_numbers() -> list[int]:
    """Also that of the settings, before the first message."""
    if settings.WHATSAPP_PHONE_NUMBER_ID:
        ensure_number(settings.WHATSAPP_PHONE_NUMBER_ID, account_id=settings.WHATSAPP_BUSINESS_ACCOUNT_ID)
    due = BusinessNumber.objects.filter(next_check_at__lte=timezone.now())
    return list(due.order_by("next_check_at").values_list("pk", flat=True))


def check_number(number_id: int, *, client: GraphClient | None = None) -> bool:
    """Ask and keep. Of two workers one claims it; the calls are made outside any transaction."""
    now = timezone.now()
    claimed = BusinessNumber.objects.filter(pk=number_id, next_check_at__lte=now).update(next_check_at=now + LEASE)
    if not claimed:
        return False
    number = BusinessNumber.objects.get(pk=number_id)
    refresh_number(number, client=client)
    return True


def refresh_number(number: BusinessNumber, *, client: GraphClient | None = None) -> None:
    """At once, whoever asks."""
    client, asked_at = client or client_for(number), timezone.now().replace(microsecond=0)
    try:
        said = client.number(number.phone_number_id)
        is_subscribed = client.is_subscribed(number.business_account_id) if number.business_account_id else None
    except (GraphError, NotReached, OutcomeUnknown) as error:
        log.info("number not checked", number_id=number.pk, error=type(error).__name__)
        _record_failure(number, error)
    else:
        _record(number, said, is_subscribed=is_subscribed, asked_at=asked_at)


def _record(number: BusinessNumber, said: Raw, *, is_subscribed: bool | None, asked_at: datetime) -> None:
    with transaction.atomic():
        locked = BusinessNumber.objects.select_for_update().get(pk=number.pk)
        if locked.sealed_token != number.sealed_token:  # what it has now is asked about by itself
            return
        for field, value in _values(said).items():
            if value and _is_newest(locked, field, asked_at):
                setattr(locked, field, value)
        locked.is_token_valid, locked.is_subscribed = True, is_subscribed
        locked.check_error, locked.failed_checks = "", 0
        locked.checked_at = timezone.now()
        locked.next_check_at = locked.checked_at + INTERVAL * random.uniform(0.9, 1.1)
        locked.save(update_fields=FIELDS)
        # By its display webhooks name a number of the account.
        display = str(said.get("display_phone_number") or "")[:32]
        Channel.objects.filter(pk=locked.channel_id, address="").update(address=display)
        _tell(locked)
        lift_token_stop(locked)


def _is_newest(number: BusinessNumber, field: str, asked_at: datetime) -> bool:
    """A webhook that speaks of an earlier moment does not turn back afterwards what was asked for now."""
    account_id, aspect = number.business_account_id, ASPECTS.get(field)
    return aspect is None or is_news(account_id=account_id, subject=number.phone_number_id, aspect=aspect, at=asked_at)


# What webhooks tell as well, under the names of whatsapp.services.account.
ASPECTS = {
    "messaging_limit": "number limit",
    "name_status": "number name_status",
    "quality": "number event",
    "throughput": "number event",
}


def _values(said: Raw) -> dict[str, str]:
    throughput = said.get("throughput")
    return {
        "verified_name": str(said.get("verified_name") or "")[:200],
        "name_status": str(said.get("name_status") or "")[:40],
        "status": str(said.get("status") or "")[:40],
        "quality": str(said.get("quality_rating") or "")[:20],
        "messaging_limit": str(said.get("whatsapp_business_manager_messaging_limit") or "")[:40],
        "throughput": str(throughput.get("level") or "")[:40] if isinstance(throughput, dict) else "",
    }


def _tell(number: BusinessNumber) -> None:
    _switch(number, AlertKind.CHECK_FAILED, "")
    _switch(number, AlertKind.QUALITY_LOW, "RED" if number.quality == "RED" else "")
    _switch(number, AlertKind.NUMBER_STATE, "" if number.status in ("", "CONNECTED") else number.status)
    _switch(number, AlertKind.NOT_SUBSCRIBED, number.business_account_id if number.is_subscribed is False else "")


def _record_failure(number: BusinessNumber, error: GraphError | NotReached | OutcomeUnknown) -> None:
    code = error.code if isinstance(error, GraphError) else None
    with transaction.atomic():
        locked = BusinessNumber.objects.select_for_update().get(pk=number.pk)
        if locked.sealed_token != number.sealed_token:  # what failed is the token of before
            return
        locked.failed_checks += 1
        locked.check_error = str(error)[:300]
        if code in TOKEN_CODES:
            locked.is_token_valid = False
        locked.checked_at = timezone.now()
        pause = min(LONGEST_PAUSE, INTERVAL * 2 ** min(locked.failed_checks - 1, 8))
        locked.next_check_at = locked.checked_at + pause * random.uniform(0.9, 1.1)
        locked.save(update_fields=FIELDS)
        if code in TOKEN_CODES or locked.failed_checks >= TELL_AFTER:
            _switch(locked, AlertKind.CHECK_FAILED, locked.check_error)
        if code in TOKEN_CODES:
            stop_number(locked, reason=locked.check_error)


def _switch(number: BusinessNumber, kind: AlertKind, detail: str) -> None:
    if detail:
        raise_alert(kind=kind, subject=number.phone_number_id, detail=detail, number=number)
    else:
        clear_alert(kind=kind, subject=number.phone_number_id)
