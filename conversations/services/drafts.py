"""Drafts: kept while they are written, gone when they are sent."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from conversations.composed import Composed
from conversations.events import DraftChanged, publish
from conversations.exceptions import Invalid
from conversations.models import Conversation, DraftKind, KeptDraft
from conversations.services.lookup import visible_conversation

LONGEST_VERSION = 32
LONGEST = 20_000  # captions of files that did not survive are words, too
# One statement: what another page keeps at this moment is waited for, and stays below.
GIVEN_BACK = """
INSERT INTO conversations_keptdraft AS kept (user_id, conversation_id, kind, text, version, updated_at)
VALUES (%s, %s, %s, %s, %s, %s)
ON CONFLICT (conversation_id, user_id, kind) DO UPDATE
SET text = EXCLUDED.text || chr(10) || kept.text, version = EXCLUDED.version, updated_at = EXCLUDED.updated_at
RETURNING *
"""


@dataclass(frozen=True, slots=True)
class Writing:
    """`base` is the version that was written over, `version` the new one's own name; empty: there was none."""

    kind: str
    text: str
    base: str
    version: str


def keep_draft(conversation_id: UUID, *, writing: Writing, by: User) -> KeptDraft | None:
    """Keep it, or with an empty text drop it. Null when that was done.

    When another page has written meanwhile, nothing is changed, and what is kept is returned (its text is empty when
    that page sent it). The same version twice is one.
    """
    _check(writing)
    conversation = visible_conversation(conversation_id, by)
    with transaction.atomic():
        if _write(conversation, writing, by):
            publish(DraftChanged(by.pk, conversation.pk, writing.kind, writing.text, writing.version))
            return None
        now = KeptDraft.objects.filter(user=by, conversation=conversation, kind=writing.kind).first()
    if now is None:
        return KeptDraft(text="", version="") if writing.text else None
    return None if now.version == writing.version else now


def drop_sent(conversation_id: UUID, *, text: str, by: User) -> None:
    """It was sent: no other page shall offer it again. What was written on since stays."""
    kept = KeptDraft.objects.filter(
        user=by, conversation=conversation_id, kind=DraftKind.REPLY, text__in={text, text.strip()}
    )
    with transaction.atomic():
        if kept.delete()[0]:
            publish(DraftChanged(by.pk, conversation_id, DraftKind.REPLY, "", ""))


def give_back(conversation_id: UUID, *, text: str, by: User) -> KeptDraft:
    """It was not sent after all: it stands over what has been written since."""
    with transaction.atomic():
        values = [by.pk, conversation_id, DraftKind.REPLY.value, text, uuid4().hex, timezone.now()]
        (draft,) = KeptDraft.objects.raw(GIVEN_BACK, values)
        publish(DraftChanged(by.pk, conversation_id, DraftKind.REPLY, draft.text, draft.version))
        return draft


def drafts_of(conversation: Conversation, user: User) -> dict[str, KeptDraft]:
    return {row.kind: row for row in KEPT(conversation.pk, user.pk)}


def _kept(conversation_id: UUID, user_id: int) -> QuerySet[KeptDraft]:
    return KeptDraft.objects.filter(conversation=conversation_id, user=user_id)


KEPT = Composed(_kept, UUID(int=1), -1)


def _check(writing: Writing) -> None:
    if writing.kind not in DraftKind.values:
        raise Invalid(_("kind must be reply or note."), code="invalid_choice", attr="kind")
    if not 0 < len(writing.version) <= LONGEST_VERSION:
        raise Invalid(_("Give the draft a version of at most 32 characters."), code="invalid", attr="version")
    if len(writing.text) > LONGEST:
        raise Invalid(_("At most %(max)d characters.") % {"max": LONGEST}, code="max_length", attr="text")


def _write(conversation: Conversation, writing: Writing, by: User) -> bool:
    """Each is one statement that only fits what was seen: of two pages one wins."""
    seen = KeptDraft.objects.filter(user=by, conversation=conversation, kind=writing.kind, version=writing.base)
    if not writing.text.strip():
        return bool(seen.delete()[0])
    if writing.base:
        return bool(seen.update(text=writing.text, version=writing.version, updated_at=timezone.now()))
    row = KeptDraft(user=by, conversation=conversation, kind=writing.kind, text=writing.text, version=writing.version)
    KeptDraft.objects.bulk_create([row], ignore_conflicts=True)
    return KeptDraft.objects.filter(
        user=by, conversation=conversation, kind=writing.kind, version=row.version
    ).exists()
