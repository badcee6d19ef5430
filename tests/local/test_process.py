import asyncio
import os
import signal
import subprocess
import sys

import pytest

from helpdesk.local.process import Children
from tests.local.system import is_alive, wait_until


@pytest.fixture
async def children():
    return Children()


async def run(children, command, seconds=10):
    lines = []
    process = children.start(["sh", "-c", command], os.environ, lines.append)
    return await asyncio.wait_for(process.ended, seconds), lines


async def test_its_lines_are_handed_over_the_last_one_even_unfinished(children):
    assert await run(children, "echo one; echo two >&2; printf three; exit 4") == (4, ["one", "two", "three"])


async def test_a_partial_line_is_shown_while_it_runs(children):
    lines = []
    process = children.start(["sh", "-c", "printf 'Password: '; sleep 60"], os.environ, lines.append)
    while not lines:
        await asyncio.sleep(0.05)
    process.send(signal.SIGKILL)
    assert (lines, await process.ended) == (["Password:"], -9)


async def test_very_long_lines_are_handed_over_in_pieces(children):
    _, lines = await run(children, "head -c 350000 /dev/zero | tr '\\0' x")
    assert sum(map(len, lines)) == 350_000


async def test_its_group_ends_with_it(children):
    _, lines = await run(children, "sleep 60 & echo $!")
    wait_until(lambda: not is_alive(int(lines[0])), 2)


async def test_what_it_left_in_a_session_of_its_own_is_ended(children):
    _, lines = await run(children, "setsid sh -c 'echo $$; exec sleep 60' & sleep 0.5")
    assert is_alive(int(lines[0]))
    await children.end_strays()
    assert not is_alive(int(lines[0]))


async def test_children_of_others_are_left_alone():
    other = subprocess.Popen(["sleep", "60"])
    await Children().end_strays(1)
    assert other.poll() is None
    other.kill()
    other.wait()


async def test_one_that_does_not_heed_is_killed(children):
    lines = []
    process = children.start(
        ["sh", "-c", "trap '' TERM; echo on; while :; do sleep 1; done"], os.environ, lines.append
    )
    while not lines:
        await asyncio.sleep(0.01)
    await process.stop([signal.SIGTERM], 0.3)
    assert process.ended.result() == -9


def test_all_die_with_the_supervisor():
    code = """
import asyncio, os
from helpdesk.local.process import Children
async def main():
    children = Children()
    process = children.start(["sleep", "60"], os.environ, print)
    print(process.pid, flush=True)
    os.kill(os.getpid(), 9)
asyncio.run(main())
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    wait_until(lambda: not is_alive(int(done.stdout)), 2)
