"""`python -m benchmarks [NAME…]`: run all measurements, or those named; a table, and JSON under var/bench/."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.figures import Figure, load, save, table
from benchmarks.processes import Processes, environment, servers

# Each with the seconds after which it is given up.
BENCHES = {
    "accept": 180,
    "apply": 180,
    "browser": 180,
    "sockets": 300,
    "outbound": 240,
    "lists": 420,
    "search": 900,
    "workspace": 900,
    "retrieval": 600,
}
RESULTS = Path(__file__).resolve().parent.parent / "var" / "bench"


def main(names: list[str]) -> int:
    unknown = set(names) - set(BENCHES)
    if unknown:
        print(f"unknown: {', '.join(sorted(unknown))}; there are {', '.join(BENCHES)}")
        return 2
    RESULTS.mkdir(parents=True, exist_ok=True)
    figures = [figure for name in names or BENCHES for figure in run(name)]
    print(f"\n{table(figures)}")
    for path in (RESULTS / f"{datetime.now(UTC):%Y%m%d-%H%M%S}.json", RESULTS / "latest.json"):
        save(figures, path)
    print(f"\nsaved: {RESULTS / 'latest.json'}")
    return 0


def run(name: str) -> list[Figure]:
    """In a process, a folder, a database and a broker of its own."""
    print(f"{name} …", flush=True)
    # What else the machine was doing: figures taken beside a load of their number of cores say little.
    before = [
        Figure(name, "load of the machine beforehand", os.getloadavg()[0], f"on {os.cpu_count()} cores"),
        Figure(name, "ten million additions in a loop of Python", additions(), "s"),
    ]
    # Beside the project, not under /tmp, which may be no disk at all.
    home = Path(tempfile.mkdtemp(prefix=f"{name}-", dir=RESULTS))
    out = home / "figures.json"
    try:
        with Processes(home) as processes:
            env = {**environment(home), **servers(processes, home)}
            done = subprocess.run(
                [sys.executable, "-m", "benchmarks.one", name, str(out)],
                env={**os.environ, **env},
                timeout=BENCHES[name],
                check=False,
            )
        if done.returncode == 0:
            return [*before, *load(out)]
        return [*before, failed(name, f"ended with {done.returncode}", home)]
    except subprocess.TimeoutExpired:
        return [*before, failed(name, f"gave up after {BENCHES[name]} s", home)]
    finally:
        shutil.rmtree(home, ignore_errors=True)


def additions() -> float:
    """How fast a core is just now: where others use the machine, that differs twofold, and all figures with it."""
    began, total = time.perf_counter(), 0
    for number in range(10_000_000):
        total += number
    return time.perf_counter() - began


def failed(name: str, why: str, home: Path) -> Figure:
    for log in sorted(home.glob("*.log")):
        lines = [line[:200] for line in log.read_text(errors="replace").splitlines()[-15:]]
        print(f"--- {log.name}", *lines, sep="\n")
    return Figure(name, why, float("nan"), "", limit=0.0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
