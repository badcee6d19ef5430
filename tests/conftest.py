"""What every test wants. The cast is in tests/fixtures.py."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache

from accounts import events
from conversations import knock

pytest_plugins = ["tests.fixtures"]
HERE = Path(__file__).parent


def pytest_configure() -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # slow hashing proves nothing here


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """For `-n 2 --dist loadgroup`: whole systems one at a time, for each wants the machine; the rest file by file."""
    for item in items:
        is_system = item.get_closest_marker("flow") or item.get_closest_marker("browser")
        group = "systems" if is_system else str(item.path.relative_to(HERE))
        item.add_marker(pytest.mark.xdist_group(group))


@pytest.fixture(autouse=True)
def knocks(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, tuple[Any, ...]]]:
    """No worker runs beside most tests: what would be enqueued is kept in a list."""
    kept: list[tuple[str, tuple[Any, ...]]] = []

    def keep(task: Any, args: tuple[Any, ...] = (), **options: Any) -> None:
        kept.append((task.name, tuple(args)))

    monkeypatch.setattr("celery.app.task.Task.apply_async", keep)
    monkeypatch.setattr(knock, "_quiet_until", 0.0)
    return kept


@pytest.fixture(autouse=True)
def clean_cache() -> Iterator[None]:
    yield
    cache.clear()


@pytest.fixture
def published(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Every event that is published, in order; nobody reacts."""
    seen: list[object] = []
    monkeypatch.setattr(events, "_deliver", seen.extend)
    return seen
