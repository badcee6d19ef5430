"""Hop 1: how many webhooks are accepted a second, one message in each, durable before the 200; beside the same
endpoint without storing, and beside pywa on FastAPI in both its flavours, which store nothing either."""

import json
import subprocess
import sys
import urllib.request
from collections.abc import Iterable

from django.db import connection

from benchmarks.figures import Figure, at_least, at_most, median
from benchmarks.processes import Processes

CONNECTIONS, SOME, MANY, SECONDS, ROUNDS = 16, 64, 500, 4, 5
PATH = "/webhooks/whatsapp"
OURS, BARE, PYWA, ASYNC = "accepted and durable", "the same without storing", "pywa", "pywa_async"
APPLICATIONS = {
    OURS: "helpdesk.asgi:application",
    BARE: "benchmarks.without_storing:application",
    PYWA: "benchmarks.with_pywa:application",
    ASYNC: "benchmarks.with_pywa_async:application",
}
Load = dict[str, float]


def measure(processes: Processes) -> list[Figure]:
    ports = {name: processes.serve(name.replace(" ", "-"), path) for name, path in APPLICATIONS.items()}
    for number, port in enumerate(ports.values()):
        load(port, f"warm-{number}", seconds=2)
    before = stored()
    # In turns, so that whatever else the machine does meets all of them alike.
    rounds = [{name: load(port, f"{turn}-{name}") for name, port in ports.items()} for turn in range(ROUNDS)]
    some = [
        {name: load(ports[name], f"some-{turn}-{name}", 2, SOME) for name in (OURS, BARE)} for turn in range(ROUNDS)
    ]
    many = load(ports[OURS], "many", connections=MANY)
    check_stored([*rounds, *some, {OURS: many}], stored() - before)
    check_parsed(rounds, ports)
    share = median(turn[OURS]["rate"] / turn[BARE]["rate"] for turn in some)
    return [
        *figures(rounds),
        at_least("accept", f"{SOME} connections: share of the same without storing", share, "", 0.8),
        at_most("accept", f"{MANY} connections: 99 % within", many["p99_ms"], "ms", 250),
    ]


def load(port: int, label: str, seconds: float = SECONDS, connections: int = CONNECTIONS) -> Load:
    command = [sys.executable, "-m", "benchmarks.load", port, PATH, connections, seconds, label.replace(" ", "-")]
    done = subprocess.run([str(part) for part in command], check=True, capture_output=True, timeout=60)
    result: Load = json.loads(done.stdout)
    if result["refused"] or not result["answered"]:
        raise RuntimeError(f"{label}: {result} {done.stderr.decode()}")
    return result


def stored() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM whatsapp_payload")
        return int(cursor.fetchone()[0])


def check_stored(rounds: Iterable[dict[str, Load]], rows: int) -> None:
    """Every 200 of ours is a row."""
    acknowledged = sum(turn[OURS]["answered"] for turn in rounds)
    if rows != acknowledged:
        raise RuntimeError(f"{acknowledged:.0f} acknowledged, {rows} stored")


def check_parsed(rounds: Iterable[dict[str, Load]], ports: dict[str, int]) -> None:
    rounds = list(rounds)
    for name in (PYWA, ASYNC):
        with urllib.request.urlopen(f"http://127.0.0.1:{ports[name]}/count", timeout=5) as answer:
            parsed = int(answer.read())
        if parsed < sum(turn[name]["answered"] for turn in rounds):
            raise RuntimeError(f"{name} parsed only {parsed}")


def figures(rounds: list[dict[str, Load]]) -> list[Figure]:
    def of(name: str, key: str) -> float:
        return median(turn[name][key] for turn in rounds)

    def times(name: str) -> float:
        """Within a round the two ran one after the other, on the machine as it was then."""
        return median(turn[OURS]["rate"] / turn[name]["rate"] for turn in rounds)

    return [
        *[Figure("accept", name, of(name, "rate"), "/s") for name in APPLICATIONS],
        at_least("accept", "times as many as pywa on FastAPI", times(PYWA), "×", 3),
        Figure("accept", "times as many as pywa_async on FastAPI", times(ASYNC), "×"),
        at_least("accept", "share of what it does without storing", times(BARE), "", 0.6),
        at_most("accept", "99 % answered within", of(OURS, "p99_ms"), "ms", 50),
        *[Figure("accept", f"{name}: 99 % within", of(name, "p99_ms"), "ms") for name in (PYWA, ASYNC)],
    ]
