"""Our numbers and their channels."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.models import User
from accounts.sealing import Unreadable, unseal
from conversations.exceptions import Conflict, Forbidden, Invalid
from conversations.models import Channel
from conversations.services.files import release_files
from conversations.services.outbox import release_held
from whatsapp.client import GraphClient, GraphError
from whatsapp.models import AlertKind, BusinessNumber, StopKind
from whatsapp.services.alerts import clear_alert, raise_alert

STOP_FIELDS = ("stopped_reason", "stopped_at", "partial_stops", "stops_end")
TOKEN_INVALID = 190
TOKEN_CODES = (0, TOKEN_INVALID)
TOKEN_UNREADABLE = gettext_noop("No key of ENCRYPTION_KEYS opens the access token. Enter it again.")


def channels_of(addresses: Mapping[str, tuple[str, str]]) -> dict[str, Channel]:
    """The channel of each phone number id; a number that writes for the first time gets one, since its webhook was
    signed with our secret."""
    found = _known(addresses)
    for number_id in sorted(set(addresses) - set(found)):
        account_id, display = addresses[number_id]
        found[number_id] = ensure_number(number_id, account_id=account_id, display=display).channel
    return found


def _known(number_ids: Mapping[str, object]) -> dict[str, Channel]:
    rows = BusinessNumber.objects.select_related("channel").filter(phone_number_id__in=list(number_ids))
    return {row.phone_number_id: row.channel for row in rows}


def ensure_number(number_id: str, *, account_id: str = "", display: str = "") -> BusinessNumber:
    with transaction.atomic():
        channel, _ = Channel.objects.get_or_create(
            kind=Channel.Kind.WHATSAPP,
            external_id=number_id,
            defaults={"name": display or number_id, "address": display[:32]},
        )
        number, _ = BusinessNumber.objects.select_related("channel").get_or_create(
            phone_number_id=number_id, defaults={"channel": channel, "business_account_id": account_id[:32]}
        )
    return number


def save_number(
    *, by: User, phone_number_id: str, business_account_id: str, name: str, own_rate: int | None = None
) -> BusinessNumber:
    """Add a number of ours, or change its name, account and speed (null: as WhatsApp allows it)."""
    if not by.is_steering:
        raise Forbidden
    with transaction.atomic():
        number = ensure_number(phone_number_id)
        number.business_account_id, number.own_rate = business_account_id, own_rate
        number.save(update_fields=["business_account_id", "own_rate"])
        number.channel.name = name or number.channel.name
        number.channel.save(update_fields=["name"])
    return number


def note_shared(channel: Channel) -> None:
    """Somebody writes from it in the WhatsApp Business app: such a number may send less."""
    BusinessNumber.objects.filter(channel=channel, is_shared_with_app=False).update(is_shared_with_app=True)


def default_number() -> BusinessNumber:
    """The number of the settings: where conversations that we begin are sent from."""
    if not settings.WHATSAPP_PHONE_NUMBER_ID:
        raise Conflict("WHATSAPP_PHONE_NUMBER_ID is not set.", code="whatsapp_not_configured")
    return ensure_number(settings.WHATSAPP_PHONE_NUMBER_ID, account_id=settings.WHATSAPP_BUSINESS_ACCOUNT_ID)


def chosen_number(phone_number_id: str) -> BusinessNumber:
    """Where somebody says which; else the default one. Raises Invalid for one that is not ours."""
    if not phone_number_id:
        return default_number()
    number = BusinessNumber.objects.select_related("channel").filter(phone_number_id=phone_number_id).first()
    if number is None:
        raise Invalid(_("We have no number of this id."), code="unknown_number", attr="phone_number_id")
    return number


def client_for(number: BusinessNumber) -> GraphClient:
    """With the number's own token, or that of the environment. One that no key opens is refused like a dead one."""
    try:
        return GraphClient(token=unseal(number.sealed_token))
    except Unreadable:
        return GraphClient(refusal=GraphError(TOKEN_INVALID, TOKEN_UNREADABLE, status=401))


def stop_number(number: BusinessNumber, *, reason: str) -> None:
    """WhatsApp refuses everything from this number. What is queued stays queued and is tried again now and then."""
    stop_sending(number, kind=StopKind.ALL, reason=reason)


def stop_sending(number: BusinessNumber, *, kind: str, reason: str, until: datetime | None = None) -> None:
    """Stop what WhatsApp would refuse: everything, or a kind of it; with `until` it ends by itself. Supervisors are
    told once. A refusal of the token that `number` had stops nothing once it has another."""
    reason = reason[:300] or kind
    with transaction.atomic():
        locked = BusinessNumber.objects.select_for_update().get(pk=number.pk)
        if _is_about_token(reason) and locked.sealed_token != number.sealed_token:
            return
        if kind == StopKind.ALL:
            locked.stopped_at = locked.stopped_at or timezone.now()
            locked.stopped_reason = reason
        else:
            locked.partial_stops = {**locked.partial_stops, str(kind): reason}
        locked.stops_end = without(locked.stops_end, kind) | ({str(kind): until.timestamp()} if until else {})
        locked.save(update_fields=STOP_FIELDS)
        alert, subject = _alert_of(locked, kind)
        raise_alert(kind=alert, subject=subject, detail=reason, number=locked)
    _take_over(number, locked)


def clear_stop(number: BusinessNumber, *, kind: str = StopKind.ALL) -> None:
    """It may send again. Nothing happens where nothing was stopped."""
    with transaction.atomic():
        locked = BusinessNumber.objects.select_for_update().get(pk=number.pk)
        if kind == StopKind.ALL:
            locked.stopped_reason, locked.stopped_at = "", None
        else:
            locked.partial_stops = without(locked.partial_stops, kind)
        locked.stops_end = without(locked.stops_end, kind)
        locked.save(update_fields=STOP_FIELDS)
        alert, subject = _alert_of(locked, kind)
        clear_alert(kind=alert, subject=subject)
    _take_over(number, locked)
    release_held(number.channel_id)
    release_files(number.channel_id)


def lift_token_stop(number: BusinessNumber) -> None:
    """WhatsApp took our token: what was stopped for its sake may go on."""
    if _is_about_token(number.stopped_reason):
        clear_stop(number)


def is_token_replaced(number: BusinessNumber) -> bool:
    """Since `number` was read."""
    return not BusinessNumber.objects.filter(pk=number.pk, sealed_token=number.sealed_token).exists()


def end_stops() -> None:
    """Lift those whose time is over."""
    now = timezone.now().timestamp()
    for number in BusinessNumber.objects.exclude(stops_end={}):
        for kind, ends in number.stops_end.items():
            if ends <= now:
                clear_stop(number, kind=kind)


def without(values: dict[str, Any], kind: str) -> dict[str, Any]:
    return {key: value for key, value in values.items() if key != kind}


def _is_about_token(reason: str) -> bool:
    return reason.startswith(tuple(f"{code}:" for code in TOKEN_CODES))


def _alert_of(number: BusinessNumber, kind: str) -> tuple[str, str]:
    """Its kind and subject."""
    if kind == StopKind.ALL:
        return AlertKind.SENDING_STOPPED, number.phone_number_id
    return AlertKind.SENDING_LIMITED, f"{number.phone_number_id} {kind}"


def _take_over(number: BusinessNumber, stored: BusinessNumber) -> None:
    """The caller's row says what is stored."""
    for field in STOP_FIELDS:
        setattr(number, field, getattr(stored, field))
