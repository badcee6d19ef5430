"""Raw payloads are kept for a set time, ids of files as long as Meta keeps the files."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from whatsapp.media.uploading import LIFE
from whatsapp.models import Payload, UploadedMedia

CHUNK = 5000


def purge_payloads() -> int:
    """Delete what was applied long ago, in small steps. What failed stays until somebody has looked at it."""
    before = timezone.now() - timedelta(days=settings.WHATSAPP_PAYLOAD_DAYS)
    old = Payload.objects.filter(received_at__lt=before, state=Payload.State.APPLIED)
    total = 0
    while count := Payload.objects.filter(pk__in=old.values("pk")[:CHUNK]).delete()[0]:
        total += count
    return total


def purge_uploads() -> int:
    """An id that Meta has forgotten is of no use. One that is wanted again meanwhile stays: the DELETE looks at each
    row once more."""
    old = UploadedMedia.objects.filter(uploaded_at__lt=timezone.now() - LIFE, next_attempt_at=None)
    total = 0
    while ids := list(old.values_list("pk", flat=True)[:CHUNK]):
        count = old.filter(pk__in=ids).delete()[0]
        total += count
        if not count:
            break
    return total
