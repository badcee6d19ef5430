"""WhatsApp is away for more than an hour, with the real processes: workers die meanwhile, Valkey forgets, supervisors
are told, and afterwards each message goes out once and in its order.

The hours pass in the database: every time that a message waits for comes closer by five minutes at a step.
"""

import time
from collections.abc import Iterator
from functools import cache

import psycopg
import pytest

from tests.flow.system import System, running, until
from tests.flow.test_outbox_faults import Line, open_lines, order, wait_until_done

pytestmark = pytest.mark.flow
STEPS, MINUTES = 14, 5
SETTINGS = {
    "WHATSAPP_CONFIRM_SECONDS": "3",
    "WHATSAPP_PROBE_SECONDS": "2",
    "WHATSAPP_TIMEOUT_SECONDS": "2",
    "WHATSAPP_TROUBLE_SECONDS": "4",
    "CHATBOT_WAIT_MS": "600000",
    "RATE_LIMIT_ACCOUNT": "100000/min",
}


@pytest.fixture(scope="module")
def system() -> Iterator[System]:
    with running(DEMO="1", **SETTINGS) as started:
        started.login()
        yield started


def database(system: System) -> psycopg.Connection:
    return psycopg.connect(address(system))


@cache
def address(system: System) -> str:
    """Asked while all is well: a part that comes back is nobody for a moment."""
    return system.parts("messages")[0].environ()["DATABASE_URL"]


def five_minutes_pass(system: System) -> None:
    with database(system) as connection:
        connection.execute(
            "UPDATE conversations_message SET next_attempt_at = next_attempt_at - %s * interval '1 minute'"
            " WHERE next_attempt_at IS NOT NULL",
            [MINUTES],
        )


def alerts(system: System) -> list[str]:
    with database(system) as connection:
        rows = connection.execute("SELECT kind FROM whatsapp_alert WHERE cleared_at IS NULL").fetchall()
    return [kind for (kind,) in rows]


def are_alive(system: System) -> bool:
    """WhatsApp itself is not."""
    services = system.health().get("services", {})
    return all(services.get(name) == "healthy" for name in ("database", "redis", "worker"))


def in_doubt(lines: list[Line]) -> list[tuple[Line, int]]:
    return [(line, index) for line in lines for index, end in enumerate(line.ends()) if end == "unconfirmed"]


def test_an_outage_of_an_hour_loses_and_doubles_nothing(system: System) -> None:
    lines = open_lines(system, 12, 60)
    order(system, "graph_down")
    for text in ("1", "2", "3"):
        for line in lines:
            line.write(text)
    until(lambda: "unreachable" in alerts(system), 60, "supervisors are told")
    for step in range(STEPS):
        five_minutes_pass(system)
        if step % 5 == 2:
            system.kill("outbound")
        if step % 5 == 4:
            system.kill("valkey")
        time.sleep(0.7)
    until(lambda: are_alive(system), 30, "what was killed is back")
    doubtful = in_doubt(lines)
    # Those that were under way when it began, and when a worker began anew; not one for every try of an hour.
    assert len(doubtful) <= 12 + 3 * 4
    system.http.delete("/simulator/api/faults").raise_for_status()
    five_minutes_pass(system)
    until(lambda: all(len(line.arrived()) + len(doubts(line)) == 3 for line in lines), 90, "the rest goes out")
    for line, index in in_doubt(lines):
        line.decide(index, "retry")
    wait_until_done(lines, 30)
    assert all(sorted(line.arrived()) == ["1", "2", "3"] for line in lines)


def doubts(line: Line) -> list[str]:
    return [end for end in line.ends() if end == "unconfirmed"]
