"""Parts are born of a process that has loaded everything. That they die with the supervisor, and come back when they
are killed, is proved on the whole system."""

import asyncio
import json
import os
import signal
import sys
from pathlib import Path

import pytest

from helpdesk.local import nursery as nursery_module
from helpdesk.local.leash import children_of
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


async def start(children, code, lines):
    environment = {**os.environ, "PART": "small", "DATABASE_POOL_SIZE": "3"}
    return await children.bear([sys.executable, "-c", code], environment, lines.append)


async def ask(children):
    lines = []
    child = await start(children, SAY, lines)
    assert await asyncio.wait_for(child.ended, 60) == 4
    return child, json.loads(lines[-1])


async def test_a_child_is_what_a_program_would_be_with_the_nursery_and_without(children):
    children, nursery = children
    assert children.nursery.is_ready
    child, told = await ask(children)
    assert told == [os.getpid(), child.pid, "small", 3, None, ""]

    lines = []
    sleeper = await start(children, SLEEP, lines)
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
    assert await (await children.bear(["true"], os.environ, print)).ended == 0


async def test_one_that_is_stuck_holds_nobody_up_and_what_it_bears_later_ends(children, monkeypatch):
    children, nursery = children
    monkeypatch.setattr(nursery_module, "BIRTH_SECONDS", 1.5)
    assert len(list(Path(f"/proc/{nursery.pid}/task").iterdir())) == 1  # what forks has no threads
    before = children_of(os.getpid()) - {nursery.pid}
    nursery.send(signal.SIGSTOP)
    lines, ticks = [], 0
    starting = asyncio.ensure_future(start(children, SLEEP, lines))
    while not starting.done():
        await asyncio.sleep(0.05)
        ticks += 1
    assert ticks > 10
    program = await starting
    while not lines:
        await asyncio.sleep(0.05)
    assert is_alive(program.pid) and not children.nursery.is_ready
    nursery.send(signal.SIGCONT)
    assert await asyncio.wait_for(nursery.ended, 60) == 0
    await children.end_strays()
    assert children_of(os.getpid()) - before == {program.pid}
    await program.stop([signal.SIGTERM], 10)


async def test_several_who_are_wanted_at_once_are_not_taken_for_each_other(children):
    children, _nursery = children
    lines = [[] for _ in range(4)]
    born = await asyncio.gather(
        *[start(children, f"import os; print({number}, os.getpid())", lines[number]) for number in range(4)]
    )
    assert [await asyncio.wait_for(child.ended, 60) for child in born] == [0, 0, 0, 0]
    assert [said[-1] for said in lines] == [f"{number} {child.pid}" for number, child in enumerate(born)]


async def test_whoever_dies_at_birth_is_heard_of_and_is_nobodys_stray(children):
    children, _nursery = children
    born = [await start(children, "import os; os._exit(7)", []) for _ in range(5)]
    await children.end_strays()
    assert [await asyncio.wait_for(child.ended, 60) for child in born] == [7] * 5
