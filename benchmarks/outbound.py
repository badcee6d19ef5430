"""Hop 4: how many queued messages reach the Graph API a second, and whether each conversation keeps its order; with
an API that answers at once, and with one that takes as long as Meta's."""

import json
import time
import urllib.request
from collections import defaultdict
from datetime import timedelta

from django.utils import timezone

from benchmarks.figures import Figure, at_least
from benchmarks.processes import Processes
from benchmarks.stack import start_stack
from conversations.events import MessageQueued, publish
from conversations.models import (
    AuthorKind,
    Channel,
    Conversation,
    Customer,
    CustomerIdentity,
    Direction,
    IdentityKind,
    Message,
    MessageStatus,
)
from conversations.phones import match_key
from conversations.services.opening import new_protocols
from whatsapp.services.numbers import default_number

MESSAGES, CONVERSATIONS = 800, 100
META_MS = 150
GIVE_UP = 60
Sent = list[tuple[float, str, str]]


def measure(processes: Processes) -> list[Figure]:
    rows = conversations(default_number().channel)
    prompt, in_order = run(processes, rows, delay_ms=0)
    slow, still_in_order = run(processes, rows, delay_ms=META_MS)
    return [
        at_least("outbound", "sent to an API that answers at once", prompt, "/s", 80),
        Figure("outbound", f"sent to an API that takes {META_MS} ms", slow, "/s"),
        at_least("outbound", "conversations in their order", in_order, "", CONVERSATIONS),
        at_least("outbound", f"the same at {META_MS} ms", still_in_order, "", CONVERSATIONS),
    ]


def conversations(channel: Channel) -> list[Conversation]:
    now = timezone.now()
    numbers = [f"5511{900_000_000 + number}" for number in range(CONVERSATIONS)]
    customers = Customer.objects.bulk_create(Customer(name=f"Cliente {n}", phone=f"+{n}") for n in numbers)
    CustomerIdentity.objects.bulk_create(
        CustomerIdentity(customer=customer, kind=IdentityKind.PHONE, value=number, match_key=match_key(number))
        for customer, number in zip(customers, numbers, strict=True)
    )
    return Conversation.objects.bulk_create(
        Conversation(channel=channel, customer=customer, protocol=protocol, window_expires_at=now + timedelta(hours=9))
        for customer, protocol in zip(customers, new_protocols(CONVERSATIONS, now), strict=True)
    )


def run(processes: Processes, rows: list[Conversation], *, delay_ms: int) -> tuple[float, int]:
    """Messages a second from the first to the last, and how many conversations kept their order."""
    _, graph = start_stack(processes, graph_delay_ms=delay_ms)
    began = time.time()
    queue(rows)
    sent = wait_for_all(graph)
    processes.stop(last=2)
    return MESSAGES / (sent[-1][0] - began), in_order(sent)


def queue(rows: list[Conversation]) -> None:
    """As `send_message` leaves them, in one go: what is measured is the way out, not the way in."""
    messages = Message.objects.bulk_create(
        Message(
            conversation=rows[number % CONVERSATIONS],
            direction=Direction.OUTGOING,
            content=f"{number // CONVERSATIONS}",
            author_kind=AuthorKind.AGENT,
            status=MessageStatus.QUEUED,
        )
        for number in range(MESSAGES)
    )
    publish(*[MessageQueued(message_id=m.pk, conversation_id=m.conversation_id) for m in messages])


def wait_for_all(graph: int) -> Sent:
    deadline = time.monotonic() + GIVE_UP
    sent: Sent = []
    while len(sent) < MESSAGES:
        if time.monotonic() > deadline:
            raise RuntimeError(f"only {len(sent)} of {MESSAGES} were sent within {GIVE_UP} s")
        time.sleep(0.5)
        with urllib.request.urlopen(f"http://127.0.0.1:{graph}/sent", timeout=5) as answer:
            sent = json.load(answer)
    return sent


def in_order(sent: Sent) -> int:
    texts = defaultdict(list)
    for _, to, text in sent:
        texts[to].append(int(text))
    return sum(numbers == list(range(MESSAGES // CONVERSATIONS)) for numbers in texts.values())
