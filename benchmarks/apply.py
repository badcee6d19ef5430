"""Hop 2: how many stored payloads a drain applies a second: messages of 500 customers, half of them new, and a third
of statuses among them."""

import time
from random import Random

from django.db import connection
from django.utils import timezone

from benchmarks.figures import Figure, at_least
from benchmarks.processes import NUMBER_ID, Processes
from benchmarks.webhooks import message_body, status_body
from conversations.models import AuthorKind, Conversation, Direction, Message, MessageStatus
from whatsapp.models import Payload
from whatsapp.services.inbound import drain_lane

PAYLOADS, CUSTOMERS, KNOWN = 5000, 500, 250
PHONES = [f"5511{900_000_000 + number}" for number in range(CUSTOMERS)]


def measure(processes: Processes) -> list[Figure]:
    sent = prepare()
    pending(bodies(sent, Random(1)))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    began = time.perf_counter()
    applied = drain_lane(NUMBER_ID)
    elapsed = time.perf_counter() - began
    check(applied)
    return [at_least("apply", "payloads applied", applied / elapsed, "/s", 500)]


def prepare() -> list[tuple[str, str]]:
    """Half of the customers have written before and were answered. Returns the answers' addresses and ids."""
    pending([message_body(phone, f"wamid.first.{phone}", "Bom dia!") for phone in PHONES[:KNOWN]])
    drain_lane(NUMBER_ID)
    rows = [
        Message(
            conversation=conversation,
            direction=Direction.OUTGOING,
            content=f"Resposta {number}",
            author_kind=AuthorKind.BOT,
            status=MessageStatus.SENT,
            external_id=f"wamid.answer.{conversation.customer.phone[1:]}.{number}",
            sent_at=timezone.now(),
        )
        for conversation in Conversation.objects.select_related("customer")
        for number in range(4)
    ]
    Message.objects.bulk_create(rows)
    return [(row.conversation.customer.phone[1:], row.external_id) for row in rows]


def bodies(sent: list[tuple[str, str]], random: Random) -> list[bytes]:
    statuses = [status_body(phone, wamid, status) for phone, wamid in sent for status in ("delivered", "read")]
    random.shuffle(statuses)
    made = statuses[: PAYLOADS // 3]
    made += [
        message_body(random.choice(PHONES), f"wamid.apply.{number}", f"Mensagem {number}: minha internet caiu de novo")
        for number in range(PAYLOADS - len(made))
    ]
    random.shuffle(made)
    return made


def pending(made: list[bytes]) -> None:
    Payload.objects.bulk_create([Payload(lane=NUMBER_ID, body=body) for body in made], batch_size=1000)


def check(applied: int) -> None:
    left = Payload.objects.exclude(state=Payload.State.APPLIED).count()
    written = Message.objects.filter(direction=Direction.INCOMING, external_id__startswith="wamid.apply.").count()
    if applied != PAYLOADS or left or written != PAYLOADS - PAYLOADS // 3:
        raise RuntimeError(f"{applied} applied, {left} left, {written} messages written")
