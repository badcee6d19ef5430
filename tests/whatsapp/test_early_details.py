"""What came early says no less than what comes in time; and ids of files are forgotten when Meta forgets the files."""

from datetime import timedelta

import pytest
from django.utils import timezone

from conversations.models import Channel, MessageStatus
from conversations.services.statuses import StatusUpdate
from tests.builders import make_conversation, make_outgoing
from tests.whatsapp.test_fetching import receive
from whatsapp.media.uploading import LIFE
from whatsapp.models import UploadedMedia
from whatsapp.services.early import keep_early, settle_early
from whatsapp.services.numbers import ensure_number
from whatsapp.services.purge import purge_uploads

pytestmark = pytest.mark.django_db


def test_the_price_and_the_first_play_are_kept() -> None:
    now = timezone.now()
    early = StatusUpdate(external_id="wamid.E", status=MessageStatus.READ, at=now)
    played = StatusUpdate(external_id="wamid.E", status=MessageStatus.READ, at=now, is_played=True)
    priced = StatusUpdate(external_id="wamid.E", status=MessageStatus.SENT, at=now, pricing={"category": "utility"})
    keep_early([early, played, priced])
    message = make_outgoing(make_conversation(), "Oi", status="sent", external_id="wamid.E")
    assert settle_early(["wamid.E"]) == 3
    message.refresh_from_db()
    assert (message.status, message.played_at, message.pricing) == ("read", now, {"category": "utility"})


def test_only_what_is_old_and_unwanted_is_purged(channel: Channel) -> None:
    number, now = ensure_number("1"), timezone.now()
    upload = UploadedMedia.objects.create(attachment=receive(channel), number=number, media_id="M", uploaded_at=now)
    assert purge_uploads() == 0
    UploadedMedia.objects.update(uploaded_at=now - LIFE - timedelta(hours=1), next_attempt_at=now)
    assert purge_uploads() == 0
    UploadedMedia.objects.filter(pk=upload.pk).update(next_attempt_at=None)
    assert purge_uploads() == 1
