"""The whole system, with all its real parts."""

import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request

import psutil
import pytest

from helpdesk.local.process import ROOT
from tests.local.system import System, is_alive, refused, wait_until

pytestmark = pytest.mark.flow
PARTS = {"database", "broker", "web", "messages", "outbound", "media", "chatbot", "beat", "simulator"}


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory):
    """One for all: each start goes on where the last one was."""
    return tmp_path_factory.mktemp("system") / "var"


@pytest.fixture
def start(data_dir):
    started = []

    def start(seconds=180, **more):
        started.append(System(data_dir, **more))
        wait_until(started[-1].is_ready, seconds)
        return started[-1]

    yield start
    for system in started:
        system.kill()


def megabytes(pids):
    """What they take together, with what they share counted once."""
    return sum(psutil.Process(pid).memory_full_info().pss for pid in pids) / 2**20


def test_it_starts_once_and_stops_and_leaves_nothing(start, data_dir):
    system = start()
    wait_until(lambda: set(system.parts()) == PARTS, 15)
    assert system.health()["status"] == "healthy"
    assert "atendente@empresa.com" in system.said()
    code, said = refused(data_dir, PORT="8999")
    assert code == 2
    assert f"runs already (process {system.process.pid}, http://localhost:{system.environment['PORT']})" in said
    assert said.count("\n") == 1
    pids = system.tree()
    assert megabytes(pids) < 500
    assert system.stop(signal.SIGINT) == 0
    assert [pid for pid in pids if is_alive(pid)] == []


def test_commands_reach_its_database(start):
    system = start()
    command = [sys.executable, "-m", "helpdesk.local", "manage", "createsuperuser", "--noinput"]
    person = ["--email", "dona@empresa.com", "--name", "Dona"]
    secret = {"DJANGO_SUPERUSER_PASSWORD": "um segredo bem longo"}
    assert (
        subprocess.run([*command, *person], env={**system.environment, **secret}, cwd=ROOT, check=True).returncode == 0
    )
    body = json.dumps({"email": "dona@empresa.com", "password": secret["DJANGO_SUPERUSER_PASSWORD"]}).encode()
    address = f"http://127.0.0.1:{system.environment['PORT']}/api/v1/auth/login"
    request = urllib.request.Request(address, body, {"Content-Type": "application/json"})
    assert json.load(urllib.request.urlopen(request))["user"]["role"] == "admin"
    system.stop()
    ended = subprocess.run(command, env=system.environment, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (ended.returncode, "start it with `make run`" in ended.stderr) == (2, True)


def test_each_part_comes_back(start):
    system = start()
    # Without what the others are born of, the last one starts as a program of its own.
    for name in [*sorted(PARTS - {"web"}), "nursery", "web"]:
        if name == "nursery":
            os.kill(system.children()[name], signal.SIGKILL)
            continue
        wait_until(lambda: set(system.parts()) == PARTS, 15)
        killed = system.parts()[name]
        os.kill(killed, signal.SIGKILL)
        wait_until(lambda: system.parts().get(name, killed) != killed, 60)  # noqa: B023
        wait_until(lambda: system.health().get("status") == "healthy", 60)
    assert len(re.findall(r"was ended by SIGKILL; starts again", system.said())) == len(PARTS)
    system.stop()


def test_after_a_kill_of_everything_it_goes_on(start, data_dir):
    system = start()
    pids = system.tree()
    system.kill()
    wait_until(lambda: not any(map(is_alive, pids)), 10)
    # The process number in postmaster.pid went to somebody else meanwhile; an attempt to make a folder was cut short.
    file = data_dir / "postgres-18" / "postmaster.pid"
    file.write_text(f"{os.getppid()}\n{file.parent}\n1\n5432\n\n\n12345 1\nready\n")
    (data_dir / "postgres-18.new").mkdir()
    again = start()
    assert "making the database's folder" not in again.said()
    again.stop()


def test_a_second_signal_kills_at_once(start):
    system = start()
    pids = system.tree()
    os.kill(system.parts()["messages"], signal.SIGSTOP)
    system.process.send_signal(signal.SIGINT)
    time.sleep(1.2)
    system.process.send_signal(signal.SIGINT)
    system.process.wait(2)
    wait_until(lambda: not any(map(is_alive, pids)), 2)


def test_a_part_that_hangs_is_killed_in_time(start):
    system = start()
    pids = system.tree()
    for name in ("web", "messages"):
        os.kill(system.parts()[name], signal.SIGSTOP)
    assert system.stop(signal.SIGTERM, 15) == 0
    assert [pid for pid in pids if is_alive(pid)] == []


def test_a_signal_during_the_start_stops_it(data_dir):
    for step in ("starting broker and database", "bringing the data up to date", "starting web"):
        system = System(data_dir)
        wait_until(lambda: step in system.said(), 20)  # noqa: B023
        assert system.stop(signal.SIGTERM) == 0
        system.kill()


def test_daphne_serves_too(start):
    system = start(WEB_SERVER="daphne")
    assert system.health()["status"] == "healthy"
    assert system.stop() == 0
