"""The worker's part of an upload: one file handed to Meta, and what Meta says to that."""

import random
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from typing import cast

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from accounts.events import publish
from conversations.models import AttachmentState
from conversations.services.uploads import fail_for, hold_for, let_go, waiting_for
from conversations.storage import FileStore
from whatsapp.client import GraphClient, GraphError, NotReached, OutcomeUnknown
from whatsapp.errors import FAIL, UNREACHABLE, Action, Policy, policy_for
from whatsapp.events import UploadEnded
from whatsapp.media.uploading import UNUSABLE
from whatsapp.models import UploadedMedia
from whatsapp.services import pacing, refusals
from whatsapp.services.numbers import client_for, lift_token_stop
from whatsapp.services.stops import waits_as

# Longer than Meta may take to answer after the last byte.
LEASE = timedelta(seconds=60 + settings.WHATSAPP_TIMEOUT_SECONDS)
RENEW_SECONDS, LONGEST_SECONDS = 15, 900
# A knock that was not lost has been answered by then.
GRACE = timedelta(seconds=5)
log = structlog.get_logger(__name__)


class Lost(OSError):
    """Another worker has it by now, or it took too long. Ends the request that is reading the file."""


def hand_over(upload_id: int, *, client: GraphClient | None = None) -> None:
    """Safe to call at any time, any number of times: what is not due, or claimed, is left alone."""
    upload = _claimed(upload_id)
    if upload is None:
        return
    try:
        media_id = _upload(upload, client or client_for(upload.number))
    except FileNotFoundError:
        _refused(upload, FAIL, code="media_missing", detail=UNUSABLE)
    except GraphError as error:
        policy = policy_for(error.code, subcode=error.subcode, is_transient=error.is_transient)
        _refused(upload, policy, code=str(error.code), detail=error.detail)
    except (NotReached, OutcomeUnknown, OSError) as error:
        # It may be repeated, so that its outcome is never unknown.
        _refused(upload, UNREACHABLE, code="unreachable", detail=str(error)[:200])
    else:
        _keep(upload, media_id)


def due_uploads(limit: int = 200) -> list[int]:
    """For the sweeper: knocks that were lost, second tries, and what dead workers left."""
    due = UploadedMedia.objects.filter(next_attempt_at__lte=timezone.now() - GRACE)
    return list(due.order_by("next_attempt_at").values_list("pk", flat=True)[:limit])


def _claimed(upload_id: int) -> UploadedMedia | None:
    now = timezone.now()
    due = UploadedMedia.objects.filter(pk=upload_id, next_attempt_at__lte=now)
    if not due.update(attempts=F("attempts") + 1, next_attempt_at=now + LEASE):
        return None
    return UploadedMedia.objects.select_related("attachment__conversation", "attachment__message", "number").get(
        pk=upload_id
    )


def _upload(upload: UploadedMedia, client: GraphClient) -> str:
    attachment = upload.attachment
    if attachment.state != AttachmentState.READY:
        raise FileNotFoundError
    store = cast(FileStore, attachment.file.storage)
    size = attachment.size or attachment.file.size
    with closing(store.pieces(str(attachment.file.name), 0, size)) as pieces:
        media_id = client.upload(
            upload.number.phone_number_id,
            filename=attachment.filename,
            mime_type=attachment.mime_type,
            content=_watched(upload, pieces),
            size=size,
        )
    if not media_id:
        raise NotReached("answered without an id")
    return media_id


def _watched(upload: UploadedMedia, pieces: Iterator[bytes]) -> Iterator[bytes]:
    """A large file on a slow line outlives its claim, which is put off as long as it moves."""
    started = time.monotonic()
    renew_at = started + RENEW_SECONDS
    for piece in pieces:
        if time.monotonic() > renew_at:
            renew_at += RENEW_SECONDS
            is_ours = _ours(upload).update(next_attempt_at=timezone.now() + LEASE)
            if renew_at - started > LONGEST_SECONDS or not is_ours:
                raise Lost
        yield piece


def _keep(upload: UploadedMedia, media_id: str) -> None:
    with transaction.atomic():
        now = timezone.now()
        if not _ours(upload).update(media_id=media_id, uploaded_at=now, next_attempt_at=None, error=None):
            return
        let_go(upload.attachment)
        _tell(upload)
    lift_token_stop(upload.number)
    log.info("file uploaded", attachment_id=str(upload.attachment_id))


def _refused(upload: UploadedMedia, policy: Policy, *, code: str, detail: str) -> None:
    """As with a send: again later, never, or when what is stopped may go on."""
    log.warning("file not uploaded", attachment_id=str(upload.attachment_id), code=code, action=policy.action.value)
    message = waiting_for(upload.attachment).first() or upload.attachment.message
    if message and code.isdecimal():
        refusals.follow(message, upload.number, code=int(code), detail=detail, policy=policy)
    tries = _tries(upload, code)
    if policy.action == Action.RETRY and tries <= policy.retries:
        _again(upload, policy, code=code, tries=tries)
        return
    held = waits_as(policy, message) if message else ""
    with transaction.atomic():
        if not _ours(upload).update(next_attempt_at=None, error=None):
            return
        if held:
            seconds = settings.WHATSAPP_PROBE_SECONDS
            hold_for(upload.attachment, code=held, seconds=seconds, detail=f"{code}: {detail}")
        else:
            fail_for(upload.attachment, code=code, detail=detail)
        _tell(upload)


def _again(upload: UploadedMedia, policy: Policy, *, code: str, tries: int) -> None:
    pause = policy.pause(tries) * random.uniform(1, 1.25)
    _ours(upload).update(
        next_attempt_at=timezone.now() + timedelta(seconds=pause), error={"code": code, "tries": tries}
    )
    if policy.brakes:
        pacing.brake(upload.number.channel_id, seconds=pause)


def _tries(upload: UploadedMedia, code: str) -> int:
    error = upload.error or {}
    return int(error.get("tries", 0)) + 1 if error.get("code") == code else 1


def _tell(upload: UploadedMedia) -> None:
    publish(UploadEnded(conversation_id=upload.attachment.conversation_id))


def _ours(upload: UploadedMedia) -> "QuerySet[UploadedMedia]":
    return UploadedMedia.objects.filter(pk=upload.pk, attempts=upload.attempts).exclude(next_attempt_at=None)
