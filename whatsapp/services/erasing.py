"""What was kept in WhatsApp's words of an erased customer: recipients go at once, raw payloads after it."""

import json
from collections.abc import Sequence
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Q, TextField, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from conversations.events import CustomerErased
from conversations.models import Erasure
from whatsapp.models import CampaignRecipient, EarlyStatus, Payload, RecipientStatus

CHUNK = 2000
# A shorter id would be found in anything.
SHORTEST = 6
FIND = """
SELECT id, state = 'pending' FROM whatsapp_payload
WHERE id > %(after)s AND id <= %(until)s AND received_at <= %(at)s
  AND EXISTS (SELECT 1 FROM unnest(%(traces)s::text[]) AS trace WHERE position(convert_to(trace, 'UTF8') IN body) > 0)
"""


def forget_customers(events: Sequence[CustomerErased]) -> None:
    """Within the transaction that erases them. A campaign keeps its count of recipients."""
    for event in events:
        numbers = {event.phone, *(f"+{trace}" for trace in event.traces)} - {""}
        theirs = Q(phone__in=numbers) | Q(message__conversation__in=event.conversation_ids)
        rows = CampaignRecipient.objects.filter(theirs)
        rows.filter(status=RecipientStatus.PENDING).update(
            status=RecipientStatus.SKIPPED, reason="erased", processed_at=timezone.now()
        )
        rows.update(phone=Concat(Value("erased-"), Cast(F("pk"), TextField())), variables={})
        EarlyStatus.objects.filter(Q(external_id__in=event.external_ids) | Q(user_id__in=event.traces)).delete()


def clean_payloads() -> int:
    """Those of erased customers. Returns how many erasures are done with. May run twice, and be interrupted anywhere:
    an erasure is finished only when no payload of before it speaks of the customer."""
    unfinished = Erasure.objects.filter(finished_at=None).order_by("at")
    return sum(_clean(erasure) for erasure in unfinished)


def _clean(erasure: Erasure) -> bool:
    traces = [trace for trace in erasure.traces or [] if len(trace) >= SHORTEST]
    last = Payload.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    is_done = True
    for after in range(0, last, CHUNK) if traces else ():
        values: dict[str, Any] = {"after": after, "until": after + CHUNK, "at": erasure.at, "traces": traces}
        with connection.cursor() as cursor:
            cursor.execute(FIND, values)
            found = cursor.fetchall()
        for pk, is_pending in found:
            # What is still to be applied is somebody's who is new by now; once it is, it says nothing that is needed.
            is_done = is_done and not is_pending and _prune(pk, traces)
    if is_done:
        Erasure.objects.filter(pk=erasure.pk).update(traces=None, finished_at=timezone.now())
    return is_done


def _prune(pk: int, traces: Sequence[str]) -> bool:
    with transaction.atomic():
        row = Payload.objects.select_for_update().exclude(state=Payload.State.PENDING).filter(pk=pk).first()
        if row is None:
            return True
        row.body = pruned_body(bytes(row.body), traces)
        row.error = ""  # it may quote what it failed at
        row.save(update_fields=["body", "error"])
    return True


def pruned_body(body: bytes, traces: Sequence[str]) -> bytes:
    """Without whatever in it speaks of them; what speaks of others in the same body stays."""
    try:
        parsed = json.loads(body)
    except ValueError:
        return b"{}"
    kept = pruned(parsed, traces)
    return json.dumps({} if kept is None else kept, ensure_ascii=False).encode()


def pruned(node: Any, traces: Sequence[str]) -> Any:
    """The smallest parts of lists go that speak of them; what still does then, goes as a whole: null."""
    if not _speaks(node, traces):
        return node
    if isinstance(node, list):
        return [kept for kept in (pruned(one, traces) for one in node) if kept is not None]
    if isinstance(node, dict):
        parts = {
            key: pruned(value, traces) if isinstance(value, list | dict) else value for key, value in node.items()
        }
        rest = {key: value for key, value in parts.items() if value is not None}
        return None if _speaks(rest, traces) else rest
    return None


def _speaks(node: Any, traces: Sequence[str]) -> bool:
    text = json.dumps(node, ensure_ascii=False)
    return any(trace in text for trace in traces)
