"""The files of an erased customer's conversations: their rows go at once, their bytes by the sweeper."""

from uuid import UUID

from django.db import connection
from django.utils import timezone

from conversations.models import Attachment, AttachmentState, LooseFile

# A copy that stays somewhere else tells no more than that there was a file.
STRIP_MEDIA = """
UPDATE conversations_message SET content = '', payload = '{}', versions = NULL,
    media = media - ARRAY['id', 'url', 'filename', 'sha256', 'size']
WHERE id = ANY(%s) AND jsonb_typeof(media) = 'object'
"""


def drop_files(conversation_ids: list[UUID]) -> int:
    """Returns how many. What they or the bot sent goes wherever it was forwarded to; what an agent uploaded stays
    where another customer got it."""
    rows = Attachment.objects.filter(conversation__in=conversation_ids)
    mine = list(rows.values_list("pk", "file", "thumbnail", "uploaded_by"))
    names = {name for _pk, file, thumbnail, _by in mine for name in (file, thumbnail) if name}
    _drop_copies([pk for pk, _file, _thumbnail, by in mine if by is None], conversation_ids)
    _keep_copies([pk for pk, _file, _thumbnail, by in mine if by is not None], conversation_ids)
    rows.update(copy_of=None)
    rows.delete()
    _condemn(names)
    return len(mine)


def _drop_copies(firsts: list[UUID], inside: list[UUID]) -> None:
    copies = Attachment.objects.filter(copy_of__in=firsts).exclude(conversation__in=inside)
    messages = list(copies.exclude(message=None).values_list("message_id", flat=True))
    copies.update(
        copy_of=None, state=AttachmentState.FAILED, reason="erased", file="", thumbnail="", filename="", sha256=""
    )
    with connection.cursor() as cursor:
        cursor.execute(STRIP_MEDIA, [messages])


def _keep_copies(firsts: list[UUID], inside: list[UUID]) -> None:
    """The oldest of them becomes the first."""
    copies = (
        Attachment.objects.filter(copy_of__in=firsts).exclude(conversation__in=inside).order_by("created_at", "pk")
    )
    heads: dict[UUID, UUID] = {}
    for pk, first in copies.values_list("pk", "copy_of"):
        if first is not None:
            heads.setdefault(first, pk)
    for first, head in heads.items():
        Attachment.objects.filter(copy_of=first).exclude(pk=head).exclude(conversation__in=inside).update(copy_of=head)
    Attachment.objects.filter(pk__in=heads.values()).update(copy_of=None)


def _condemn(names: set[str]) -> None:
    """But for those of which a row elsewhere still speaks."""
    spoken = set(Attachment.objects.filter(file__in=names).values_list("file", flat=True))
    spoken |= set(Attachment.objects.filter(thumbnail__in=names).values_list("thumbnail", flat=True))
    now = timezone.now()
    LooseFile.objects.bulk_create(
        [LooseFile(name=name, noted_at=now, condemned_at=now) for name in sorted(names - spoken)],
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["condemned_at"],
    )
