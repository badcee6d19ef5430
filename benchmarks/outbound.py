"""Hop 4: how many queued messages reach the Graph API a second, and whether each conversation keeps its order; with
an API that answers at once, and with one that takes as long as Meta's."""

import json
import time
import urllib.request
from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta

from django.utils import timezone

from benchmarks.figures import Figure, at_least, at_most
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

MESSAGES, CONVERSATIONS = 1200, 100
NUMBERS = [f"5511{900_000_000 + number}" for number in range(CONVERSATIONS)]
LIMIT, HELD, FAST_LIMIT = 80, 400, 300
META_MS = 150
GIVE_UP = 60
Sent = list[tuple[float, str, str]]


def measure(processes: Processes) -> list[Figure]:
    """One worker process sends; the number's limit is out of the way but where it is what is measured."""
    rows = conversations(default_number().channel, NUMBERS)
    prompt, in_order = run(processes, rows)
    slow, still_in_order = run(processes, rows, delay_ms=META_MS)
    fast, _ = run(processes, rows, delay_ms=META_MS, per_second=FAST_LIMIT)
    held, _ = run(processes, rows, per_second=LIMIT, count=HELD)
    return [
        at_least("outbound", "sent to an API that answers at once", prompt, "/s", 300),
        at_least("outbound", f"sent to an API that takes {META_MS} ms", slow, "/s", 80),
        at_least("outbound", "conversations in their order", in_order, "", CONVERSATIONS),
        at_least("outbound", f"the same at {META_MS} ms", still_in_order, "", CONVERSATIONS),
        Figure("outbound", f"at {META_MS} ms with a limit of {FAST_LIMIT} a second", fast, "/s"),
        at_most("outbound", "the same", fast, "/s", FAST_LIMIT * 1.05),
        at_least("outbound", f"with a limit of {LIMIT} a second", held, "/s", LIMIT * 0.95),
        at_most("outbound", "the same", held, "/s", LIMIT * 1.05),
    ]


def conversations(channel: Channel, numbers: Sequence[str]) -> list[Conversation]:
    now = timezone.now()
    customers = Customer.objects.bulk_create(Customer(name=f"Cliente {n}", phone=f"+{n}") for n in numbers)
    CustomerIdentity.objects.bulk_create(
        CustomerIdentity(customer=customer, kind=IdentityKind.PHONE, value=number, match_key=match_key(number))
        for customer, number in zip(customers, numbers, strict=True)
    )
    return Conversation.objects.bulk_create(
        Conversation(channel=channel, customer=customer, protocol=protocol, window_expires_at=now + timedelta(hours=9))
        for customer, protocol in zip(customers, new_protocols(len(numbers), now), strict=True)
    )


def run(
    processes: Processes, rows: list[Conversation], *, delay_ms: int = 0, per_second: int = 1000, count: int = MESSAGES
) -> tuple[float, int]:
    """Messages a second from the first to the last, and how many conversations kept their order."""
    _, graph = start_stack(processes, graph_delay_ms=delay_ms, per_second=per_second)
    queue(rows, count)
    sent = wait_for_all(graph, count)
    processes.stop(last=2)
    return (count - 1) / (sent[-1][0] - sent[0][0]), in_order(sent, count)


def queue(rows: list[Conversation], count: int) -> None:
    """As `send_message` leaves them, in one go: what is measured is the way out, not the way in."""
    messages = Message.objects.bulk_create(
        Message(
            conversation=rows[number % CONVERSATIONS],
            direction=Direction.OUTGOING,
            content=f"{number // CONVERSATIONS}",
            author_kind=AuthorKind.AGENT,
            status=MessageStatus.QUEUED,
        )
        for number in range(count)
    )
    publish(*[MessageQueued(message_id=m.pk, conversation_id=m.conversation_id) for m in messages])


def wait_for_all(graph: int, count: int) -> Sent:
    deadline = time.monotonic() + GIVE_UP
    sent: Sent = []
    while len(sent) < count:
        if time.monotonic() > deadline:
            raise RuntimeError(f"only {len(sent)} of {count} were sent within {GIVE_UP} s")
        time.sleep(0.5)
        with urllib.request.urlopen(f"http://127.0.0.1:{graph}/sent", timeout=5) as answer:
            sent = json.load(answer)
    return sent


def in_order(sent: Sent, count: int) -> int:
    texts = defaultdict(list)
    for _, to, text in sent:
        texts[to].append(int(text))
    return sum(numbers == list(range(count // CONVERSATIONS)) for numbers in texts.values())
