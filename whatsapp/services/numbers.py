"""Our numbers and their channels."""

from collections.abc import Mapping

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from conversations.exceptions import Conflict
from conversations.models import Channel
from whatsapp.models import BusinessNumber


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


def default_number() -> BusinessNumber:
    """The number of the settings: where conversations that we begin are sent from."""
    if not settings.WHATSAPP_PHONE_NUMBER_ID:
        raise Conflict("WHATSAPP_PHONE_NUMBER_ID is not set.", code="whatsapp_not_configured")
    return ensure_number(settings.WHATSAPP_PHONE_NUMBER_ID, account_id=settings.WHATSAPP_BUSINESS_ACCOUNT_ID)


def stop_number(number: BusinessNumber, *, reason: str) -> None:
    """WhatsApp refuses everything from this number. What is queued stays queued and is tried again now and then."""
    BusinessNumber.objects.filter(pk=number.pk).update(stopped_reason=reason[:300], stopped_at=timezone.now())


def clear_stop(number: BusinessNumber) -> None:
    BusinessNumber.objects.filter(pk=number.pk).exclude(stopped_reason="").update(stopped_reason="", stopped_at=None)
