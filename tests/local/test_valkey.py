import shutil
import subprocess
from pathlib import Path

import pytest
import redis

from helpdesk.local.folders import socket_folder
from helpdesk.local.valkey import Valkey
from tests.local.servers import output_of, running


@pytest.fixture
def server(tmp_path: Path) -> Valkey:
    return Valkey(tmp_path / "valkey", socket_folder(tmp_path))


def client(server: Valkey) -> "redis.Redis":
    return redis.Redis.from_url(server.url, decode_responses=True)


def file_of(server: Valkey) -> Path:
    return next((server.data / "appendonlydir").glob("*.incr.aof"))


def fill_and_kill(server: Valkey, home: Path) -> None:
    with running(server, home) as process:
        for number in range(100):
            client(server).set(f"key-{number}", "x" * 1000)
        process.kill()
        process.wait()


def test_what_it_took_survives_a_sigkill(server: Valkey, tmp_path: Path) -> None:
    fill_and_kill(server, tmp_path)
    with running(server, tmp_path):
        assert client(server).dbsize() == 100


def test_a_file_cut_short_costs_its_last_words_alone(server: Valkey, tmp_path: Path) -> None:
    fill_and_kill(server, tmp_path)
    content = file_of(server).read_bytes()
    file_of(server).write_bytes(content[:-500])
    with running(server, tmp_path):
        assert client(server).dbsize() == 99


def test_a_broken_file_is_set_aside(server: Valkey, tmp_path: Path) -> None:
    fill_and_kill(server, tmp_path)
    content = file_of(server).read_bytes()
    file_of(server).write_bytes(content[:5000] + b"\0garbage\r\n" * 100 + content[5000:])
    failed = subprocess.run(server.command(), capture_output=True, text=True, check=False, timeout=10)
    assert failed.returncode == 1
    assert "set aside" in server.mend((failed.stdout + failed.stderr).splitlines())
    with running(server, tmp_path):
        assert client(server).dbsize() == 0
    assert list(server.data.glob("appendonlydir.broken-*"))


@pytest.mark.parametrize("content", ["", "nonsense\n", "file missing.base.rdb seq 1 type b\n"])
def test_a_broken_list_of_its_files_is_set_aside_too(server: Valkey, tmp_path: Path, content: str) -> None:
    fill_and_kill(server, tmp_path)
    next((server.data / "appendonlydir").glob("*.manifest")).write_text(content)
    failed = subprocess.run(server.command(), capture_output=True, text=True, check=False, timeout=10)
    assert server.mend((failed.stdout + failed.stderr).splitlines()), failed.stdout
    with running(server, tmp_path):
        assert client(server).ping()


def test_what_is_no_broken_file_is_left_alone(server: Valkey, tmp_path: Path) -> None:
    fill_and_kill(server, tmp_path)
    assert server.mend(["Can't open the append-only file: Permission denied", "No space left on device"]) == ""
    assert file_of(server).exists()


def test_a_socket_left_behind_is_no_hindrance(server: Valkey, tmp_path: Path) -> None:
    fill_and_kill(server, tmp_path)
    assert server.path.exists()
    assert not server.is_ready()
    with running(server, tmp_path):
        assert client(server).ping()


def test_it_listens_on_its_socket_alone(server: Valkey, tmp_path: Path) -> None:
    with running(server, tmp_path):
        assert client(server).config_get("port") == {"port": "0"}
        assert server.path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("name", ["spaces, \"quotes\" and 'ünïcode'", "long/" * 30])
def test_its_folder_may_be_called_anything(tmp_path: Path, name: str) -> None:
    home = tmp_path / name
    home.mkdir(parents=True)
    server = Valkey(home / "valkey", socket_folder(home))
    with running(server, home):
        client(server).set("a", "b")
        assert "# Fatal" not in output_of(home)
    assert list((home / "valkey").rglob("*.aof"))
    shutil.rmtree(server.sockets)
