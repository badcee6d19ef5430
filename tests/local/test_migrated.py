"""The migrated database of the tests is made once, whoever asks for it at the same time."""

import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests import migrated


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    """The names of what was made, in a cache of its own."""
    names: list[str] = []

    def make(folder: Path) -> None:
        names.append(folder.name)
        folder.mkdir()
        (folder / "PG_VERSION").write_text("18")

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(migrated, "make", make)
    return names


def test_of_those_who_come_at_once_the_first_makes_what_all_copy(made: list[str], tmp_path: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(migrated.copy_to, [tmp_path / f"copy{number}" for number in range(4)]))
    assert made == [migrated.digest()]
    assert all((tmp_path / f"copy{number}" / "PG_VERSION").exists() for number in range(4))


def test_another_migration_makes_another_database(
    made: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    migrated.copy_to(tmp_path / "first")
    added = tmp_path / "0002_more.py"
    added.write_text("operations = []")
    monkeypatch.setattr(migrated, "ROOT", Path("/"))
    monkeypatch.setattr(migrated, "SOURCES", (f"{str(tmp_path)[1:]}/*.py",))
    migrated.copy_to(tmp_path / "second")
    added.write_text("operations = [1]")
    migrated.copy_to(tmp_path / "third")
    assert len(set(made)) == 3


def test_a_maker_that_fails_leaves_nothing_that_others_would_take(
    made: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(folder: Path) -> None:
        folder.with_suffix(".new").mkdir()
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr(migrated, "make", fail)
        with pytest.raises(RuntimeError):
            migrated.copy_to(tmp_path / "first")
    migrated.copy_to(tmp_path / "second")
    assert made == [migrated.digest()]


def test_only_the_latest_few_are_kept(made: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(migrated.KEPT + 3):
        monkeypatch.setattr(migrated, "digest", lambda number=number: f"digest{number}")
        migrated.copy_to(tmp_path / f"copy{number}")
    with migrated.cache_held() as cache:
        assert len(list(cache.iterdir())) == migrated.KEPT
        assert (cache / made[-1]).exists()
