import asyncio
import os
import re

import pytest

from helpdesk.local import pauses
from helpdesk.local.errors import PartLostError
from helpdesk.local.keeper import Keeper
from helpdesk.local.log import Log
from helpdesk.local.part import Part
from helpdesk.local.process import Children
from helpdesk.local.valkey import Valkey


class Shell(Part):
    name = "shell"
    noise = ("boring",)

    def __init__(self, script):
        self.script = script

    def command(self):
        return ["/bin/sh", "-c", self.script]


@pytest.fixture
def output(tmp_path):
    return tmp_path / "log"


@pytest.fixture
async def keep(output):
    """Keeps a part until the log says something, then stops it."""
    children, descriptor = Children(), os.open(output, os.O_WRONLY | os.O_CREAT)

    async def keep(part, words="", seconds=20):
        keeper = Keeper(part, os.environ, children, Log(descriptor))
        task = asyncio.ensure_future(keeper.keep())
        try:
            async with asyncio.timeout(seconds):
                while not task.done() and not (words and words in output.read_text()):
                    await asyncio.sleep(0.02)
            if task.done():
                task.result()
        finally:
            task.cancel()
            await keeper.stop(1)
        return output.read_text()

    yield keep
    os.close(descriptor)


async def test_one_that_dies_is_started_again_after_growing_pauses(keep):
    said = await keep(Shell("kill -9 $$"), "in 0.8 s")
    assert re.findall(r"shell was ended by SIGKILL; starts again in (\S+) s", said) == ["0.2", "0.4", "0.8"]


async def test_one_that_keeps_dying_is_given_up(keep, monkeypatch, output):
    monkeypatch.setattr(pauses, "LONGEST_PAUSE", 0.01)
    with pytest.raises(PartLostError, match="^shell ended with code 3, for the 10th time in a row"):
        await keep(Shell("echo my last words; exit 3"))
    assert output.read_text().count("my last words") == 10


async def test_one_whose_program_is_gone_is_given_up_at_once(keep):
    part = Shell("")
    part.command = lambda: ["/no/such/program"]
    with pytest.raises(PartLostError, match="^shell cannot be started: .*/no/such/program"):
        await keep(part)


async def test_noise_is_left_out(keep):
    said = await keep(Shell("echo how boring; echo news; sleep 60"), "news")
    assert "boring" not in said


async def test_it_stops_within_its_time(keep):
    async with asyncio.timeout(5):
        await keep(Shell("trap '' TERM; echo on; while :; do sleep 1; done"), "on")


@pytest.fixture
def valkey(tmp_path):
    sockets = tmp_path / "run"
    sockets.mkdir(mode=0o700)
    server = Valkey(tmp_path / "valkey", sockets)
    server.prepare()
    return server


async def test_a_broken_file_of_the_broker_is_set_aside(keep, valkey):
    files = valkey.data / "appendonlydir"
    files.mkdir()
    (files / "appendonly.aof.manifest").write_text("file appendonly.aof.1.incr.aof seq 1 type i\n")
    (files / "appendonly.aof.1.incr.aof").write_bytes(b"*3\r\n$3\r\nSET\r\n!nonsense\r\n" * 9)
    said = await keep(valkey, "set aside")
    assert list(valkey.data.glob("appendonlydir.broken-*"))
    assert "begins empty" in said


async def test_a_broker_that_was_killed_keeps_its_file(keep, valkey):
    class Killed(Valkey):
        def command(self):
            return ["/bin/sh", "-c", f"({' '.join(super().command())}) & sleep 0.5; kill -9 $!; kill -9 $$"]

    said = await keep(Killed(valkey.data, valkey.sockets), "starts again")
    assert "set aside" not in said
    assert (valkey.data / "appendonlydir").is_dir()
