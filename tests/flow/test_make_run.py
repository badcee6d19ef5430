"""What a newcomer types: `make run` in a copy of the project, with nothing set but a port."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from helpdesk.local.install import PROFILES, stamp
from tests.local.system import DECIDED, ROOT, children_of, free_port, is_alive, wait_until

pytestmark = pytest.mark.flow
LEFT_OUT = (".venv", ".git", "var", ".*cache", "__pycache__", ".env", "node_modules", "screenshots")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy whose `.venv` is already there: ours, under another name. What makes one is tested in tests/local."""
    folder = tmp_path_factory.mktemp("a copy") / "helpdesk"
    shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(*LEFT_OUT))
    python = folder / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(f'#!/bin/sh\nexec {sys.executable} "$@"\n')
    python.chmod(0o755)
    for profile in PROFILES:
        (folder / ".venv" / f"installed-{profile}").write_text(stamp(profile))
    return folder


class MakeRun:
    def __init__(self, project: Path, *settings: str) -> None:
        # Not what a make around the tests says to its children.
        dropped = (*DECIDED, "MAKEFLAGS", "MFLAGS", "PYTHON")
        kept = {name: value for name, value in os.environ.items() if name not in dropped}
        self.log = project / "output"
        self.port = free_port()
        with self.log.open("wb") as output:
            self.process = subprocess.Popen(
                ["make", "run", f"PORT={self.port}", *settings],
                cwd=project,
                env=kept,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    def said(self) -> str:
        return self.log.read_text()

    def is_ready(self) -> bool:
        assert self.process.poll() is None, self.said()
        return "Helpdesk is ready" in self.said()

    def tree(self, pid: int) -> list[int]:
        return [pid, *[one for child in children_of(pid) for one in self.tree(child)]]


@pytest.fixture
def run(project: Path) -> Iterator[MakeRun]:
    run = MakeRun(project)
    yield run
    run.process.kill()
    run.process.wait()


def test_it_comes_up_with_everything_and_ctrl_c_ends_it(run: MakeRun, project: Path) -> None:
    wait_until(run.is_ready, 180)
    address = f"http://localhost:{run.port}"
    for shown in (f"{address}/", f"{address}/simulator/", f"{address}/admin/", "atendente@empresa.com", "senha123"):
        assert shown in run.said()
    assert httpx.get(f"{address}/health").json()["status"] == "healthy"
    credentials = {"email": "bot@empresa.com", "password": "bot_password_123"}
    assert httpx.post(f"{address}/api/v1/auth/login", json=credentials).status_code == 200

    pids = run.tree(run.process.pid)
    os.killpg(run.process.pid, signal.SIGINT)  # as a terminal does
    run.process.wait(15)
    assert [pid for pid in pids if is_alive(pid)] == []
    assert "***" not in run.said()
    assert "Traceback" not in run.said()
    assert (project / "var").is_dir()


@pytest.mark.parametrize("setting", ["PORT=abc", "DEMO=maybe", "DATABASE_URL=foo", "OPENAI_BASE_URL=foo"])
def test_a_malformed_setting_is_named_in_one_line(project: Path, setting: str) -> None:
    run = MakeRun(project, setting)
    assert run.process.wait(60) != 0
    lines = [line for line in run.said().splitlines() if setting.partition("=")[0] in line]
    assert len(lines) == 1, run.said()
    assert "Traceback" not in run.said()
