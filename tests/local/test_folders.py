import os
from pathlib import Path

import pytest

from helpdesk.local.errors import StartError
from helpdesk.local.folders import give, make_private, socket_folder

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")


def test_sockets_lie_below_the_data(tmp_path: Path) -> None:
    assert socket_folder(tmp_path) == tmp_path / "run"


@pytest.mark.parametrize("name", ["long/" * 20, "a space", "com,ma", "é"])
def test_a_path_that_no_socket_can_have_is_replaced_by_a_short_one(tmp_path: Path, name: str) -> None:
    folder = socket_folder(tmp_path / name)
    try:
        assert folder.parent == Path("/tmp")
        assert folder == socket_folder(tmp_path / name) != socket_folder(tmp_path / name / "other")
    finally:
        for made in (folder, socket_folder(tmp_path / name / "other")):
            made.rmdir()


def test_only_we_can_enter(tmp_path: Path) -> None:
    (tmp_path / "run").mkdir(mode=0o755)
    make_private(tmp_path / "run")
    assert (tmp_path / "run").stat().st_mode & 0o777 == 0o700


def test_a_link_that_somebody_laid_there_is_refused(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "run").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(StartError, match="^DATA_DIR: "):
        make_private(tmp_path / "run")


def test_a_file_in_the_way_is_named(tmp_path: Path) -> None:
    (tmp_path / "run").write_text("")
    with pytest.raises(StartError, match=f"^DATA_DIR: {tmp_path}/run is in the way"):
        make_private(tmp_path / "run")


@as_root
def test_somebody_elses_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    os.chown(tmp_path / "run", 12345, 12345)
    with pytest.raises(StartError, match="belongs to another user"):
        make_private(tmp_path / "run")


@as_root
def test_all_below_a_folder_changes_hands(tmp_path: Path) -> None:
    (tmp_path / "data" / "base").mkdir(parents=True)
    (tmp_path / "data" / "base" / "1").write_text("")
    give(tmp_path / "data", 65534)
    assert {path.stat().st_uid for path in tmp_path.rglob("*")} == {65534}
