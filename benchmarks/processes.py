"""Real processes for a measurement, all gone when it ends."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

from helpdesk.local.folders import socket_folder
from helpdesk.local.leash import leash
from helpdesk.local.postgres import Postgres
from helpdesk.local.valkey import Valkey

APP_SECRET, NUMBER_ID, ACCOUNT_ID = "bench-secret", "106540352242922", "102290129340398"
UVICORN = ("--loop", "uvloop", "--http", "httptools", "--no-access-log", "--log-level", "warning")


class Processes:
    def __init__(self, home: Path) -> None:
        self.home = home
        self.started: list[tuple[subprocess.Popen[bytes], signal.Signals]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self.stop()

    def stop(self, last: int | None = None) -> None:
        """Those started last, the newest first; without a number all."""
        for _ in range(len(self.started) if last is None else last):
            stop(*self.started.pop())

    def start(
        self,
        name: str,
        command: list[str],
        env: dict[str, str] | None = None,
        end: signal.Signals = signal.SIGTERM,
    ) -> subprocess.Popen[bytes]:
        """It dies with us, also when we are killed. What it prints goes to NAME.log."""
        with (self.home / f"{name}.log").open("ab") as log:
            process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={**os.environ, **(env or {})},
                preexec_fn=leash(end),  # noqa: PLW1509  takes no lock
            )
        self.started.append((process, end))
        return process

    def serve(self, name: str, application: str, env: dict[str, str] | None = None) -> int:
        """An ASGI application under uvicorn, as `make run` serves ours. Returns its port."""
        port = free_port()
        command = [sys.executable, "-m", "uvicorn", application, "--host", "127.0.0.1", "--port", str(port), *UVICORN]
        process = self.start(name, command, env)
        wait_until(lambda: answers(port), process, name)
        return port


def stop(process: subprocess.Popen[bytes], end: signal.Signals, seconds: float = 20) -> None:
    if process.poll() is None:
        process.send_signal(end)
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def environment(home: Path) -> dict[str, str]:
    return {
        "SECRET_KEY": "bench",
        "DATA_DIR": str(home),
        "DEMO": "0",
        "DEBUG": "0",
        "SIMULATOR": "0",
        "LOG_LEVEL": "WARNING",
        "DJANGO_SETTINGS_MODULE": "helpdesk.settings",
        "WHATSAPP_ACCESS_TOKEN": "bench-token",
        "WHATSAPP_PHONE_NUMBER_ID": NUMBER_ID,
        "WHATSAPP_BUSINESS_ACCOUNT_ID": ACCOUNT_ID,
        "WHATSAPP_APP_SECRET": APP_SECRET,
        "WHATSAPP_VERIFY_TOKEN": "bench-verify",
        # Nobody is there: what tries to send in a measurement that is not about sending is refused at once.
        "WHATSAPP_API_URL": "http://127.0.0.1:9",
        "RATE_LIMIT_ACCOUNT": "1000000/min",
        "RATE_LIMIT_ADDRESS": "1000000/min",
    }


def servers(processes: Processes, home: Path) -> dict[str, str]:
    """PostgreSQL with every commit on disk, and Valkey; both as `make run` has them."""
    sockets = socket_folder(home)
    postgres, valkey = Postgres(home / "postgres", sockets), Valkey(home / "valkey", sockets)
    # PostgreSQL waits for its clients at SIGTERM and sends them away at SIGINT.
    for server, end in ((postgres, signal.SIGINT), (valkey, signal.SIGTERM)):
        server.prepare()
        process = processes.start(server.name, server.command(), end=end)
        wait_until(server.is_ready, process, f"the {server.name}")
    return {"DATABASE_URL": postgres.url, "REDIS_URL": valkey.url}


def wait_until(is_ready: Callable[[], bool], process: subprocess.Popen[bytes], what: str, seconds: float = 40) -> None:
    deadline = time.monotonic() + seconds
    while not is_ready():
        if process.poll() is not None:
            raise RuntimeError(f"{what} ended with {process.returncode} before it was ready; see its log")
        if time.monotonic() > deadline:
            raise RuntimeError(f"{what} was not ready within {seconds:.0f} s")
        time.sleep(0.05)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def is_healthy(port: int) -> bool:
    """The web server and the workers answer for themselves."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=3) as answer:
            services = json.load(answer)["services"]
    except (OSError, ValueError):
        return False
    return all(services.get(name) == "healthy" for name in ("database", "redis", "worker"))
