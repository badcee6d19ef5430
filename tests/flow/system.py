"""The whole system as a black box: started by its supervisor, seen over HTTP, hurt by signals."""

import hashlib
import hmac
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import psutil

from tests.flow import ready_made

ROOT = Path(__file__).resolve().parent.parent.parent
SECRET = b"simulator-app-secret"
# How each part is found among the supervisor's descendants.
MARKS: dict[str, Callable[[str], bool]] = {
    "web": lambda line: "helpdesk.asgi" in line,
    "messages": lambda line: "celery" in line and "inbound" in line,
    "outbound": lambda line: "celery" in line and "outbound" in line,
    "chatbot": lambda line: "celery" in line and "chatbot" in line,
    "media": lambda line: "celery" in line and "media@" in line,
    "beat": lambda line: "celery" in line and " beat" in line,
    "postgres": lambda line: "bin/postgres" in line and " -D " in line,
    "valkey": lambda line: "valkey-server" in line,
    "simulator": lambda line: "simulator" in line and "python" in line,
}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class System:
    """`python -m helpdesk.local` on a folder of its own."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.port = free_port()
        self.log = folder / "log.txt"
        inherited = {k: v for k, v in os.environ.items() if k in ("PATH", "HOME", "LANG", "TMPDIR")}
        self.environment = {**inherited, "PORT": str(self.port), "DATA_DIR": str(folder / "var"), **settings}
        self.process: subprocess.Popen[bytes] | None = None
        ready_made.copy_to(folder / "var")
        self.http = httpx.Client(base_url=f"http://127.0.0.1:{self.port}", timeout=10)

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "helpdesk.local"], cwd=ROOT, env=self.environment, stdout=log, stderr=log
            )
        self.wait_healthy(180)

    def wait_healthy(self, seconds: float) -> float:
        """Returns how long it took."""
        began = time.monotonic()
        while (state := self.health()).get("status") != "healthy":
            if time.monotonic() - began > seconds:
                raise AssertionError(f"not healthy after {seconds} s: {state}\n{self.log.read_text()[-3000:]}")
            time.sleep(0.1)
        return time.monotonic() - began

    def health(self) -> dict[str, Any]:
        try:
            return self.http.get("/health").json()  # type: ignore[no-any-return]
        except (httpx.HTTPError, ValueError):
            return {}

    def parts(self, name: str) -> list[psutil.Process]:
        """Its processes, its outermost one first."""
        assert self.process is not None
        found = []
        for process in psutil.Process(self.process.pid).children(recursive=True):
            try:
                if MARKS[name](" ".join(process.cmdline())):
                    found.append(process)
            except psutil.Error:
                continue
        return found

    def kill(self, name: str) -> None:
        """SIGKILL for everything of this part."""
        targets = self.parts(name)
        assert targets, f"no process of {name}"
        for target in targets:
            target.kill()

    def kill_everything(self) -> None:
        """As when the power fails: the supervisor first, all at once."""
        assert self.process is not None
        family = [psutil.Process(self.process.pid), *psutil.Process(self.process.pid).children(recursive=True)]
        for process in family:
            try:
                process.kill()
            except psutil.Error:
                continue
        psutil.wait_procs(family, timeout=10)
        self.process.wait(10)

    def stop(self) -> float:
        """Returns how long it took."""
        assert self.process is not None
        began = time.monotonic()
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(20)
        return time.monotonic() - began

    def login(self, email: str = "supervisor@empresa.com", password: str = "senha123") -> str:
        answer = self.http.post("/api/v1/auth/login", json={"email": email, "password": password})
        token = str(answer.raise_for_status().json()["access_token"])
        self.http.headers["Authorization"] = f"Bearer {token}"
        return token

    def get(self, path: str, **params: Any) -> Any:
        return self.http.get(f"/api/v1{path}", params=params).raise_for_status().json()


def signed(body: bytes) -> dict[str, str]:
    digest = hmac.new(SECRET, body, hashlib.sha256).hexdigest()
    return {"X-Hub-Signature-256": f"sha256={digest}", "Content-Type": "application/json"}


@contextmanager
def running(**settings: str) -> Iterator[System]:
    with tempfile.TemporaryDirectory(prefix="helpdesk-flow-", ignore_cleanup_errors=True) as folder:
        system = System(Path(folder), **settings)
        try:
            system.start()
            yield system
        finally:
            try:
                system.stop()
            except (subprocess.TimeoutExpired, AssertionError):
                system.kill_everything()


def until(check: Callable[[], Any], seconds: float, what: str) -> Any:
    """Asks again and again until the answer is true."""
    deadline = time.monotonic() + seconds
    while not (answer := check()):
        if time.monotonic() > deadline:
            raise AssertionError(f"{what}: not within {seconds} s")
        time.sleep(0.1)
    return answer
