import os
import subprocess
import sys

import pytest

from helpdesk.local.errors import StartError
from helpdesk.local.home import hold, secret_key
from helpdesk.local.settings import read_settings


@pytest.fixture
def known(tmp_path):
    return read_settings({"DATA_DIR": str(tmp_path / "var"), "PORT": "8123"}, tmp_path)


def test_a_second_supervisor_is_told_who_holds_the_folder(known):
    held = hold(known)
    with pytest.raises(StartError, match=rf"DATA_DIR .*runs already \(process {os.getpid()}, http://localhost:8123\)"):
        hold(known)
    os.close(held)
    os.close(hold(known))


def test_who_is_killed_lets_go(known):
    code = (
        "import os; from helpdesk.local.home import hold; from helpdesk.local.settings import read_settings;"
        "hold(read_settings(os.environ)); os.kill(os.getpid(), 9)"
    )
    subprocess.run([sys.executable, "-c", code], env=known.for_parts(), check=False)
    os.close(hold(known))


def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(StartError, match="^DATA_DIR .*file/var is not writable"):
        hold(read_settings({"DATA_DIR": str(tmp_path / "file" / "var")}, tmp_path))


def test_the_secret_is_made_once_and_for_its_owner_alone(tmp_path):
    first = secret_key(tmp_path)
    assert len(first) >= 50
    assert secret_key(tmp_path) == first
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600


def test_a_secret_that_a_crash_left_empty_is_made_again(tmp_path):
    (tmp_path / "secret_key").touch()
    assert secret_key(tmp_path)
