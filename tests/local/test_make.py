"""A SIGINT that reaches make alone must stop the system."""

import os
import shutil
import signal
import subprocess
import sys

import pytest

from helpdesk.local.make import catches_interrupts, is_make
from tests.local.system import is_alive, wait_until

CODE = """
import asyncio, os
from helpdesk.local.make import watch_make
async def main():
    asked = asyncio.Event()
    watch_make(asked.set)
    print(os.getpid(), flush=True)
    await asyncio.wait_for(asked.wait(), 30)
    print("stopped", flush=True)
asyncio.run(main())
"""


@pytest.fixture
def make(tmp_path):
    if not shutil.which("make"):
        pytest.skip("no make")
    (tmp_path / "code.py").write_text(CODE)
    (tmp_path / "Makefile").write_text(f"run:\n\t@exec {sys.executable} {tmp_path}/code.py\n")
    process = subprocess.Popen(
        ["make", "-C", str(tmp_path), "--no-print-directory", "run"],
        env={**os.environ, "PYTHONPATH": os.getcwd()},  # noqa: PTH109
        stdout=subprocess.PIPE,
        text=True,
    )
    yield process
    process.kill()
    process.communicate()


def test_make_is_recognised(make):
    make.stdout.readline()
    assert is_make(make.pid)
    assert catches_interrupts(make.pid)
    assert not is_make(os.getpid())


def test_an_interrupt_of_make_alone_stops_it(make):
    make.stdout.readline()
    make.send_signal(signal.SIGINT)
    assert make.stdout.readline() == "stopped\n"


def test_it_does_not_outlive_make(make):
    pid = int(make.stdout.readline())
    make.kill()
    wait_until(lambda: not is_alive(pid), 5)
