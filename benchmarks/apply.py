"""Hop 2: how many stored payloads a drain applies a second: messages of 500 customers, half of them new, statuses of
what they were answered, and both mixed."""

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

CUSTOMERS, KNOWN, ANSWERS = 500, 250, 12
MESSAGES, STATUSES = 4500, 2 * KNOWN * ANSWERS
PHONES = [f"5511{900_000_000 + number}" for number in range(CUSTOMERS)]
Sent = list[tuple[str, str]]  # addresses and ids of our answers


def measure(processes: Processes) -> list[Figure]:
    random = Random(1)
    sent = prepare()
    statuses = status_bodies(sent, random)
    mixed = message_bodies("mixed", 1000, random) + statuses[:500]
    random.shuffle(mixed)
    return [
        at_least("apply", "messages and statuses mixed", rate(mixed), "/s", 500),
        at_least("apply", "messages", rate(message_bodies("alone", MESSAGES - 1000, random)), "/s", 1500),
        at_least("apply", "statuses", rate(statuses[500:]), "/s", 4000),
        check(),
    ]


def rate(made: list[bytes]) -> float:
    """Payloads a second, from the end of the queue to the database, with all that is told of them."""
    pending(made)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    began = time.perf_counter()
    applied = drain_lane(NUMBER_ID)
    if applied != len(made):
        raise RuntimeError(f"{applied} of {len(made)} applied")
    return applied / (time.perf_counter() - began)


def prepare() -> Sent:
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
        for number in range(ANSWERS)
    ]
    Message.objects.bulk_create(rows)
    return [(row.conversation.customer.phone[1:], row.external_id) for row in rows]


def status_bodies(sent: Sent, random: Random) -> list[bytes]:
    made = [status_body(phone, wamid, status) for phone, wamid in sent for status in ("delivered", "read")]
    random.shuffle(made)
    return made


def message_bodies(label: str, count: int, random: Random) -> list[bytes]:
    text = "Mensagem {}: minha internet caiu de novo"
    return [
        message_body(random.choice(PHONES), f"wamid.apply.{label}.{number}", text.format(number))
        for number in range(count)
    ]


def pending(made: list[bytes]) -> None:
    Payload.objects.bulk_create([Payload(lane=NUMBER_ID, body=body) for body in made], batch_size=1000)


def check() -> Figure:
    """Fails when anything was left or lost; how many rows there are is a figure like the others."""
    left = Payload.objects.exclude(state=Payload.State.APPLIED).count()
    written = Message.objects.filter(direction=Direction.INCOMING, external_id__startswith="wamid.apply.").count()
    read = Message.objects.filter(status=MessageStatus.READ).count()
    if left or written != MESSAGES or read != STATUSES // 2:
        raise RuntimeError(f"{left} left, {written} messages written, {read} read")
    return Figure("apply", "payloads applied, none left", MESSAGES + STATUSES, "")
