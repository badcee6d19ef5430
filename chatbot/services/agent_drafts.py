"""What became of the assistant's drafts. Each only goes on, from offered to discarded or used, and to sent, and is its
agent's alone: of two pages, or of a call and its repetition, the first counts.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.models import User
from chatbot.models import AgentDraft
from conversations.events import ScheduledSent
from conversations.exceptions import Invalid, NotFound
from conversations.models import Conversation, Customer, Direction, Message, ScheduledMessage

State = AgentDraft.State
# The likeness of two texts is that of their pieces of three letters.
SEND = """
UPDATE chatbot_agentdraft SET state = 'sent', message_id = %(message)s, sent_at = %(now)s,
    used_at = coalesce(used_at, %(now)s),
    changed = CASE WHEN text = %(said)s THEN 0 ELSE greatest(0.01, least(1, 1 - similarity(text, %(said)s))) END
WHERE id = ANY(%(ids)s) AND agent_id = %(agent)s AND conversation_id = %(conversation)s
    AND state IN ('offered', 'used') AND text <> ''
"""
# Behind the signature, if it is still there.
SEND_SCHEDULED = """
UPDATE chatbot_agentdraft AS draft SET state = 'sent', message_id = told.message, sent_at = %(now)s,
    used_at = coalesce(used_at, %(now)s),
    changed = CASE WHEN text = told.said THEN 0 ELSE greatest(0.01, least(1, 1 - similarity(text, told.said))) END
FROM (
    SELECT mine.id, message.id AS message, btrim(CASE WHEN mine.said_from > 0
        AND substr(message.content, mine.said_from, 1) = chr(10) THEN substr(message.content, mine.said_from + 1)
        ELSE message.content END) AS said
    FROM unnest(%(scheduled)s::bigint[], %(messages)s::bigint[]) AS pair(scheduled, message)
    JOIN chatbot_agentdraft AS mine ON mine.scheduled_id = pair.scheduled AND mine.scheduled_id IS NOT NULL
    JOIN conversations_message AS message ON message.id = pair.message
) AS told
WHERE draft.id = told.id AND state IN ('offered', 'used') AND text <> ''
"""


def offer_draft(conversation: Conversation, *, kind: str, text: str, origin: str, to: User) -> AgentDraft | None:
    """Null where the customer was erased while a model thought: nothing of them is kept again. Holds the customer's
    row, as their erasure does."""
    with transaction.atomic():
        customer = Customer.objects.select_for_update(no_key=True).filter(pk=conversation.customer_id).first()
        if customer is None or customer.erased_at:
            return None
        return AgentDraft.objects.create(
            conversation=conversation, kind=kind, text=text.strip(), origin=origin, agent=to
        )


def use_draft(draft_id: int, *, conversation_id: UUID, by: User) -> AgentDraft:
    """It was put where they write. Raises NotFound."""
    draft = _own(draft_id, conversation_id, by)
    if _go_on(draft, state=State.USED, used_at=timezone.now()):
        draft.refresh_from_db()
    return draft


def discard_draft(draft_id: int, *, conversation_id: UUID, by: User) -> AgentDraft:
    draft = _own(draft_id, conversation_id, by)
    if _go_on(draft, state=State.DISCARDED):
        draft.refresh_from_db()
    return draft


def send_draft(draft_id: int, *, conversation_id: UUID, message_id: int | None, by: User) -> AgentDraft:
    """It went out as this message of theirs. Raises NotFound or Invalid."""
    draft = _own(draft_id, conversation_id, by)
    sent = Message.objects.filter(
        pk=message_id or 0, conversation=conversation_id, author=by, direction=Direction.OUTGOING
    ).first()
    if sent is None:
        raise Invalid(code="does_not_exist", attr="message_id")
    tell_sent([draft.pk], message=sent, said=sent.content, by=by)
    draft.refresh_from_db()
    return draft


def tell_sent(ids: Sequence[int], *, message: Message, said: str, by: User) -> int:
    """What was written from these drafts was sent. `said` is without a signature. One statement; it may come before
    the one that tells of the use, and twice. Returns how many."""
    values: dict[str, Any] = {
        "ids": list(ids),
        "message": message.pk,
        "conversation": message.conversation_id,
        "said": said.strip(),
        "agent": by.pk,
        "now": timezone.now(),
    }
    with connection.cursor() as cursor:
        cursor.execute(SEND, values)
        return int(cursor.rowcount)


def tell_scheduled(ids: Sequence[int], *, scheduled_id: int, said: str, by: User) -> None:
    """What was written from these drafts waits to be sent. `said` is without a signature. The row is held as its
    release holds it: it is sent after this, or was before."""
    with transaction.atomic():
        row = ScheduledMessage.objects.select_for_update(of=("self",)).get(pk=scheduled_id)
        drafts = AgentDraft.objects.filter(pk__in=ids, agent=by, conversation=row.conversation_id)
        drafts.filter(state__in=[State.OFFERED, State.USED]).update(
            state=State.USED,
            used_at=Coalesce("used_at", timezone.now()),
            scheduled=row,
            said_from=max(0, len(row.content) - len(said)),
        )
        if row.message_id:
            tell_scheduled_sent([ScheduledSent(scheduled_id=row.pk, message_id=row.message_id)])


def tell_scheduled_sent(events: Sequence[ScheduledSent]) -> None:
    """Within the transaction that sends them. One statement."""
    values: dict[str, Any] = {
        "scheduled": [event.scheduled_id for event in events],
        "messages": [event.message_id for event in events],
        "now": timezone.now(),
    }
    with connection.cursor() as cursor:
        cursor.execute(SEND_SCHEDULED, values)


def drafts_of_scheduled(scheduled_id: int, *, of: User) -> list[int]:
    """Of what is taken back into the field: it goes on with them."""
    rows = AgentDraft.objects.filter(scheduled=scheduled_id, agent=of, state=State.USED)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def _own(draft_id: int, conversation_id: UUID, by: User) -> AgentDraft:
    draft = AgentDraft.objects.filter(pk=draft_id, conversation=conversation_id, agent=by).first()
    if draft is None:
        raise NotFound
    return draft


def _go_on(draft: AgentDraft, **fields: object) -> int:
    return AgentDraft.objects.filter(pk=draft.pk, state=State.OFFERED).update(**fields)
