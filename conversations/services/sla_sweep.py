"""Promises in danger and promises broken, each marked and told once, whoever looks how often.

Conversations are locked first, as everywhere; what somebody is just changing is passed over, and if it is still late
then, the next round finds it. An answer that came too late before any round is marked by the answer itself (`clocks`).
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.models import Team
from conversations.events import ConversationChanged, publish
from conversations.models import Conversation, SlaClock
from conversations.services.clocks import keep_clocks
from conversations.services.sla_notes import note_breached, note_warned

TOGETHER = 200


def mark_due() -> int:
    """Returns how many measurements were looked at; none where all their conversations are in somebody's hands, so
    that whoever goes on as long as there are more does not wait for them."""
    now = timezone.now()
    ids = list(_due(now).order_by("due_at").values_list("conversation_id", flat=True)[:TOGETHER])
    if not ids:
        return 0
    with transaction.atomic():
        held = _lock(ids)
        warned = Coalesce("warned_at", Value(now))  # what is late needs no warning any more
        late = _mark(_late(now), held, warned_at=warned, breached_at=F("due_at"), decided_at=F("due_at"))
        near = _mark(_near(now), held, warned_at=now)
        events = [*note_warned(near), *note_breached(late)]
        changed = dict.fromkeys(clock.conversation_id for clock in (*near, *late))
        publish(*events, *[ConversationChanged(conversation_id=pk) for pk in changed])
    return len(ids) if held else 0


def drop_strays() -> int:
    """Whose team was deleted, or promises nothing any more: what somebody was just changing when it ceased to was
    passed over then. Returns how many."""
    without = list(Team.objects.filter(sla_policy=None).values_list("pk", flat=True))
    strays = SlaClock.objects.filter(Q(team=None) | Q(team__in=without), stopped_at=None)
    ids = list(strays.values_list("conversation_id", flat=True)[:TOGETHER])
    if ids:
        with transaction.atomic():
            held = _lock(ids)
            keep_clocks(held)
            publish(*[ConversationChanged(conversation_id=pk) for pk in held])
    return len(ids)


def _due(now: datetime) -> "QuerySet[SlaClock]":
    return _running().filter(Q(warned_at=None, warn_at__lte=now) | Q(breached_at=None, due_at__lte=now))


def _late(now: datetime) -> "QuerySet[SlaClock]":
    return _running().filter(breached_at=None, due_at__lte=now)


def _near(now: datetime) -> "QuerySet[SlaClock]":
    return _running().filter(warned_at=None, warn_at__lte=now)


def _running() -> "QuerySet[SlaClock]":
    return SlaClock.objects.filter(state=SlaClock.State.RUNNING)


def _lock(ids: Iterable[UUID]) -> list[UUID]:
    rows = Conversation.objects.filter(pk__in=set(ids)).order_by("pk")
    return list(rows.select_for_update(no_key=True, skip_locked=True).values_list("pk", flat=True))


def _mark(clocks: "QuerySet[SlaClock]", held: Sequence[UUID], **fields: object) -> Sequence[SlaClock]:
    rows = list(clocks.filter(conversation__in=held).order_by("pk"))
    if rows:
        SlaClock.objects.filter(pk__in=[row.pk for row in rows]).update(**fields)
    return rows
