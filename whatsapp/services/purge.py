"""Raw payloads are kept for a set time."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from whatsapp.models import Payload

CHUNK = 5000


def purge_payloads() -> int:
    """Delete what was applied long ago, in small steps. What failed stays until somebody has looked at it."""
    before = timezone.now() - timedelta(days=settings.WHATSAPP_PAYLOAD_DAYS)
    old = Payload.objects.filter(received_at__lt=before, state=Payload.State.APPLIED)
    total = 0
    while count := Payload.objects.filter(pk__in=old.values("pk")[:CHUNK]).delete()[0]:
        total += count
    return total
