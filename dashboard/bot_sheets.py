"""The lists of the bot's pages as rows of a file: all of them, in the lists' order."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from chatbot.models import AgentDraft, Gap, Stay
from dashboard.bot_words import intent_of, reason_of

CHUNK = 500
Rows = Iterator[tuple[object, ...]]


def stay_rows(stays: QuerySet[Stay]) -> Rows:
    for stay in stays.order_by("-began_at", "-pk").iterator(chunk_size=CHUNK):
        yield (
            local(stay.began_at),
            local(stay.ended_at),
            stay.conversation.protocol,
            str(stay.conversation.customer),
            stay.get_state_display(),
            reason_of(stay.reason),
            intent_of(stay.intent),
            stay.language,
            stay.team.name if stay.team else "",
        )


def draft_rows(drafts: QuerySet[AgentDraft]) -> Rows:
    for draft in drafts.order_by("-created_at", "-pk").iterator(chunk_size=CHUNK):
        yield (
            local(draft.created_at),
            draft.agent.name if draft.agent else "",
            draft.conversation.protocol,
            str(draft.conversation.customer),
            draft.get_kind_display(),
            draft.get_state_display(),
            "" if draft.changed is None else round(draft.changed, 2),
            draft.text,
        )


def gap_rows(gaps: QuerySet[Gap]) -> Rows:
    """With `sample`, the latest that was asked."""
    rows: Any = gaps.order_by("-asked", "-pk").iterator(chunk_size=CHUNK)
    for gap in rows:
        yield (
            gap.sample,
            gap.asked,
            local(gap.last_at),
            intent_of(gap.intent),
            gap.language,
            gap.get_state_display(),
            gap.proposal,
            gap.article.title if gap.article else gap.covered_by.title if gap.covered_by else "",
        )


def local(moment: datetime | None) -> datetime | None:
    """As a spreadsheet takes it."""
    return timezone.localtime(moment).replace(microsecond=0, tzinfo=None) if moment else None
