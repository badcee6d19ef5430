"""The whole system as `python -m helpdesk.local` starts it, in a DATA_DIR and on a port of its own."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

from helpdesk.local.leash import children_of
from helpdesk.local.process import ROOT

# Set for the tests; the system is to decide on them itself.
DECIDED = ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "DATA_DIR", "PORT", "DEMO", "SIMULATOR", "MAKELEVEL")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(data_dir: Path, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in DECIDED}
    return {**kept, "DATA_DIR": str(data_dir), "PORT": str(free_port()), **more}


def refused(data_dir: Path, **more: str) -> tuple[int, str]:
    """Exit code and stderr of a start that is expected to fail."""
    done = subprocess.run(
        [sys.executable, "-m", "helpdesk.local"],
        env=environment(data_dir, **more),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )
    return done.returncode, done.stderr


def wait_until(condition: Callable[[], Any], seconds: float) -> float:
    """How long it took."""
    started = time.monotonic()
    while not condition():
        assert time.monotonic() - started < seconds, f"not within {seconds} s"
        time.sleep(0.05)
    return time.monotonic() - started


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


class System:
    def __init__(self, data_dir: Path, **more: str) -> None:
        self.environment = environment(data_dir, **more)
        self.log = data_dir.with_name(f"{data_dir.name}.log")
        self.output = self.log.open("a")
        self.began_at = self.log.stat().st_size
        self.process = subprocess.Popen(
            [sys.executable, "-m", "helpdesk.local"],
            env=self.environment,
            cwd=ROOT,
            stdout=self.output,
            stderr=self.output,
            start_new_session=True,
        )

    def said(self) -> str:
        return self.log.read_bytes()[self.began_at :].decode()

    def is_ready(self) -> bool:
        assert self.process.poll() is None, self.said()
        return "Helpdesk is ready" in self.said()

    def health(self) -> dict[str, Any]:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.environment['PORT']}/health", timeout=4) as answer:
                return dict(json.load(answer))
        except (OSError, ValueError):
            return {}

    def tree(self, pid: int = 0) -> list[int]:
        pid = pid or self.process.pid
        return [pid, *[one for child in children_of(pid) for one in self.tree(child)]]

    def parts(self) -> dict[str, int]:
        """The processes that the supervisor keeps, by name."""
        return {name: pid for name, pid in self.children().items() if name != "nursery"}

    def children(self) -> dict[str, int]:
        return {name_of(pid): pid for pid in children_of(self.process.pid)}

    def stop(self, sent: signal.Signals = signal.SIGINT, seconds: float = 15) -> int:
        self.process.send_signal(sent)
        return self.process.wait(seconds)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()
        self.output.close()


def name_of(pid: int) -> str:
    """By its command, which is also what a person sees."""
    try:
        words = Path(f"/proc/{pid}/cmdline").read_text(errors="replace").rstrip("\0 ").split("\0")
    except OSError:
        return ""
    found = [name for word, name in NAMES.items() if any(part.split(" ")[0].endswith(word) for part in words)]
    return (found or [words[0]])[0]


NAMES = {
    "helpdesk.nursery": "nursery",
    "bin/postgres": "database",
    "valkey-server": "broker",
    "helpdesk.asgi:application": "web",
    "messages@%h": "messages",
    "outbound@%h": "outbound",
    "media@%h": "media",
    "chatbot@%h": "chatbot",
    "helpdesk.beat": "beat",
    "simulator": "simulator",
    "simulator.courier": "simulator",
}
