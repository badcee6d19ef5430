import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from helpdesk.local.account import NOBODY, account
from helpdesk.local.folders import socket_folder
from helpdesk.local.postgres import Postgres
from helpdesk.local.process import ROOT
from helpdesk.local.testing import HASTE
from tests.local.servers import SECONDS, as_nobody, running
from tests.local.system import is_alive, wait_until

# By a Python that any user may run, hence without the packages that only this one has.
MAKE_AND_RUN = """
import subprocess, sys, time
from pathlib import Path
sys.path[:0] = sys.argv[2:]
from helpdesk.local.postgres import Postgres, program
home = Path(sys.argv[1])
server = Postgres(home / "data", home / "run", {"fsync": "off"})
server.prepare()
process = subprocess.Popen(server.command(), stderr=subprocess.DEVNULL)
until = time.monotonic() + 20
while not server.is_ready() and time.monotonic() < until:
    time.sleep(0.02)
print(subprocess.run([program("psql"), server.url, "-Atc", "SELECT current_database()"], stdout=-1, text=True).stdout)
process.terminate()
process.wait()
"""
# Starts one in its own way and waits to be killed.
STARTER = """
import subprocess, sys, time
from pathlib import Path
from helpdesk.local.leash import leash
from helpdesk.local.postgres import Postgres
server = Postgres(Path(sys.argv[1]), Path(sys.argv[2]), {"fsync": "off"})
server.prepare()
command, options = server.command(), {"preexec_fn": leash(server.death_signal)}
if "unleashed" in sys.argv:
    command, options = [word for word in command if word not in {"setpriv", "--pdeathsig", "INT"}], {}
subprocess.Popen(command, start_new_session=True, **options)
time.sleep(60)
"""


@pytest.fixture
def server(tmp_path: Path) -> Postgres:
    return Postgres(tmp_path / "data", socket_folder(tmp_path), HASTE)


@pytest.fixture
def shared_folder() -> Iterator[Path]:
    """One that another user can reach, unlike pytest's."""
    folder = Path(tempfile.mkdtemp(prefix="helpdesk-shared-", dir="/tmp"))
    folder.chmod(0o711)
    yield folder
    account.cache_clear()
    shutil.rmtree(folder)


def ask(server: Postgres, query: str) -> object:
    with psycopg.connect(server.url) as connection:
        row = connection.execute(query).fetchone()
        return row and row[0]


def do(server: Postgres, statement: str) -> None:
    with psycopg.connect(server.url) as connection:
        connection.execute(statement)


def test_its_url_leads_to_a_database_of_our_own(server: Postgres, tmp_path: Path) -> None:
    with running(server, tmp_path):
        assert ask(server, "SELECT current_database() || ' ' || current_user") == "helpdesk helpdesk"
        assert ask(server, "SELECT datcollate FROM pg_database WHERE datname = 'helpdesk'") == "C.UTF-8"


def test_it_listens_on_its_socket_alone(server: Postgres, tmp_path: Path) -> None:
    with running(server, tmp_path):
        assert ask(server, "SHOW listen_addresses") == ""
    assert server.sockets.stat().st_mode & 0o077 == 0


def test_what_was_committed_survives_a_sigkill(tmp_path: Path) -> None:
    server = Postgres(tmp_path / "data", socket_folder(tmp_path))
    with running(server, tmp_path) as process:
        do(server, "CREATE TABLE kept AS SELECT 42 AS number")
        process.kill()
        process.wait()
    with running(server, tmp_path):
        assert ask(server, "SELECT number FROM kept") == 42


def test_the_traces_of_a_killed_server_do_not_look_like_a_running_one(server: Postgres, tmp_path: Path) -> None:
    with running(server, tmp_path) as process:
        process.kill()
        process.wait()
        assert "ready" in (server.data / "postmaster.pid").read_text()
        assert not server.is_ready()


def test_a_folder_that_was_never_finished_is_made_anew(server: Postgres, tmp_path: Path) -> None:
    unfinished = tmp_path / "data.new"
    unfinished.mkdir()
    (unfinished / "PG_VERSION").write_text("18")
    with running(server, tmp_path):
        assert ask(server, "SELECT 1") == 1
    assert not unfinished.exists()


def test_the_number_of_a_killed_server_may_belong_to_another_process_now(server: Postgres, tmp_path: Path) -> None:
    with running(server, tmp_path) as process:
        process.kill()
        process.wait()
    file = server.data / "postmaster.pid"
    other = subprocess.Popen(["sleep", "60"])
    try:
        file.write_text(f"{other.pid}\n" + file.read_text().partition("\n")[2])
        with running(server, tmp_path):
            assert ask(server, "SELECT 1") == 1
        assert other.poll() is None
    finally:
        other.kill()
        other.wait()


def pid_after_its_starter_was_killed(server: Postgres, *words: str) -> int:
    command = [sys.executable, "-c", STARTER, str(server.data), str(server.sockets), *words]
    starter = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL)
    try:
        wait_until(server.is_ready, SECONDS)
        return int((server.data / "postmaster.pid").read_text().split()[0])
    finally:
        starter.kill()
        starter.wait()


def test_it_ends_with_the_process_that_started_it(server: Postgres) -> None:
    pid = pid_after_its_starter_was_killed(server)
    wait_until(lambda: not is_alive(pid), 8)


def test_a_server_that_outlived_its_supervisor_is_ended(server: Postgres) -> None:
    pid = pid_after_its_starter_was_killed(server, "unleashed")
    assert is_alive(pid)
    server.repair()
    assert not is_alive(pid)


@pytest.mark.parametrize("name", ["spaces, commas and 'ünïcode'", "long/" * 30])
def test_its_folder_may_be_called_anything(tmp_path: Path, name: str) -> None:
    home = tmp_path / name
    home.mkdir(parents=True)
    server = Postgres(home / "data", socket_folder(home), HASTE)
    with running(server, home):
        assert ask(server, "SELECT 1") == 1
    shutil.rmtree(server.sockets)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_any_user_may_run_it(shared_folder: Path) -> None:
    os.chown(shared_folder, NOBODY, NOBODY)
    python = next((python for python in (sys.executable, "/usr/bin/python3") if can_run(python, shared_folder)), "")
    if not python:
        pytest.skip("no Python here that another user may run")
    command = [python, "-c", MAKE_AND_RUN, str(shared_folder), str(ROOT), sysconfig.get_path("purelib")]
    done = as_nobody(command, shared_folder)
    assert done.stdout.strip() == "helpdesk", done.stderr


def can_run(python: str, folder: Path) -> bool:
    try:
        return as_nobody([python, "-c", "import sys; sys.exit(sys.version_info < (3, 11))"], folder).returncode == 0
    except OSError:
        return False


@pytest.mark.skipif(os.geteuid() != 0, reason="another user runs it as itself")
def test_root_falls_back_to_nobody_and_back(shared_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    server = Postgres(shared_folder / "data", socket_folder(shared_folder), HASTE)
    monkeypatch.setattr("helpdesk.local.account.NAMESPACE", ("false",))
    account.cache_clear()
    with running(server, shared_folder) as process:
        assert ask(server, "SELECT 1") == 1
        assert Path(f"/proc/{process.pid}").stat().st_uid == NOBODY
    monkeypatch.undo()
    account.cache_clear()
    with running(server, shared_folder):
        assert ask(server, "SELECT 1") == 1
    assert (server.data / "base").stat().st_uid == 0


def test_a_fast_shutdown_needs_no_recovery(tmp_path: Path) -> None:
    server = Postgres(tmp_path / "data", socket_folder(tmp_path))
    with running(server, tmp_path) as process, psycopg.connect(server.url):
        process.send_signal(server.stop_signals[0])
        assert process.wait(5) == 0
    with running(server, tmp_path):
        assert "not properly shut down" not in (tmp_path / "output").read_text()
