"""Parts are born of a process that has loaded everything. That they die with the supervisor, and come back when they
are killed, is proved on the whole system."""

import asyncio
import json
import os
import signal
import sys
from pathlib import Path

import pytest

from helpdesk.local.nursery import COMMAND, Nursery
from helpdesk.local.process import Children
from tests.local.system import is_alive

SAY = """
import django, json, os, sys
django.setup()
options = django.conf.settings.DATABASES["default"]["OPTIONS"]
told = [os.getppid(), os.getsid(0), options["application_name"], options["pool"]["max_size"]]
print(json.dumps([*told, os.environ.get("ONLY_THE_NURSERYS"), sys.stdin.read()]))
sys.exit(4)
"""
SLEEP = "import time; print('on', flush=True); time.sleep(600)"


@pytest.fixture
async def children():
    children = Children()
    nursery = children.nursery = Nursery()
    environment = {**os.environ, "ONLY_THE_NURSERYS": "1"}
    process = children.start(COMMAND, environment, print, stdin=nursery.theirs.fileno())
    await nursery.wait_loaded(process.ended)
    yield children, process
    await process.stop([], 1)


def start(children, code, lines):
    environment = {**os.environ, "PART": "small", "DATABASE_POOL_SIZE": "3"}
    return children.start([sys.executable, "-c", code], environment, lines.append, is_born=True)


async def ask(children):
    lines = []
    child = start(children, SAY, lines)
    assert await asyncio.wait_for(child.ended, 60) == 4
    return child, json.loads(lines[-1])


async def test_a_child_is_what_a_program_would_be_with_the_nursery_and_without(children):
    children, nursery = children
    assert children.nursery.is_ready
    child, told = await ask(children)
    assert told == [os.getpid(), child.pid, "small", 3, None, ""]

    lines = []
    sleeper = start(children, SLEEP, lines)
    while not lines:
        await asyncio.sleep(0.02)
    assert SLEEP in Path(f"/proc/{sleeper.pid}/cmdline").read_text()

    nursery.send(signal.SIGKILL)
    await nursery.ended
    assert is_alive(sleeper.pid)
    child, told = await ask(children)
    assert told == [os.getpid(), child.pid, "small", 3, None, ""]
    assert not children.nursery.is_ready
    await sleeper.stop([signal.SIGTERM], 10)
    assert sleeper.ended.result() == -signal.SIGTERM


async def test_one_that_cannot_load_leaves_it_to_the_programs():
    children = Children()
    nursery = children.nursery = Nursery()
    process = children.start(
        COMMAND, {**os.environ, "DATABASE_URL": "foo"}, lambda line: None, stdin=nursery.theirs.fileno()
    )
    await nursery.wait_loaded(process.ended)
    assert not nursery.is_ready
    assert children.start(["true"], os.environ, print, is_born=True)
