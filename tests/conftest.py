"""What every test wants. The cast is in tests/fixtures.py."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import TransactionTestCase

from accounts import events
from conversations import knock
from tests import scheduling, servers

# Rows that migrations made, which no test changes.
LASTING = {"django_migrations", "django_content_type", "auth_permission", "chatbot_knowledgeversion"}

MANY = 8  # of twenty connections in a pool

pytest_plugins = ["tests.fixtures"]


def pytest_configure() -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # slow hashing proves nothing here
    # Beside tests that kill and flood whole systems a new connection may take longer than a customer would wait.
    settings.DATABASES["default"]["OPTIONS"]["pool"]["timeout"] = 60
    if servers.IS_MIGRATED:
        settings.DATABASES["default"].setdefault("TEST", {})["MIGRATE"] = False


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_keepdb: bool) -> bool:
    return django_db_keepdb or servers.IS_MIGRATED


@pytest.fixture(scope="session")
def django_db_modify_db_settings_xdist_suffix() -> None:
    """Each process has a server of its own, and on it the database by its one name."""


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """What the simulator begins with is kept, to be put back in one statement."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("CREATE SCHEMA pristine")
        for table in filled_tables(cursor):
            cursor.execute(f"CREATE TABLE pristine.{table} AS TABLE {table}")
            PRISTINE.append(table)


PRISTINE: list[str] = []


def filled_tables(cursor: Any) -> list[str]:
    tables = sorted(set(connection.introspection.django_table_names(only_existing=False)) - LASTING)
    cursor.execute(" UNION ALL ".join(f"SELECT '{table}' WHERE EXISTS (SELECT FROM {table})" for table in tables))
    return [table for (table,) in cursor.fetchall()]


def forget_everything(_case: TransactionTestCase) -> None:
    """What Django does after a test that commits, where there is something: to truncate a hundred tables, and to tell
    every app so, takes a hundred times as long. Foreign keys are checked at the end."""
    with connection.cursor() as cursor:
        steps = [f"DELETE FROM {table}" for table in filled_tables(cursor)]
        steps += [f"INSERT INTO {table} SELECT * FROM pristine.{table}" for table in PRISTINE]
        cursor.execute(";".join(steps))  # one transaction


TransactionTestCase._fixture_teardown = forget_everything  # type: ignore[method-assign]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long ones first, the browser's last: what is left then is short, and either process can take it."""
    items.sort(key=lambda item: scheduling.order(item.nodeid))
    seen: Counter[str] = Counter()
    for item in items:
        # Of those with one name (schemathesis gives all of its own the same) xdist would hand out the first alone.
        seen[name := item.nodeid] += 1
        if seen[name] > 1:
            item._nodeid = f"{name}[{seen[name]}]"


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    return scheduling.ByLoad(config, log) if config.getvalue("dist") == "loadscope" else None


@pytest.fixture(autouse=True)
def knocks(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, tuple[Any, ...]]]:
    """No worker runs beside most tests: what would be enqueued is kept in a list."""
    kept: list[tuple[str, tuple[Any, ...]]] = []

    def keep(task: Any, args: tuple[Any, ...] = (), **options: Any) -> None:
        kept.append((task.name, tuple(args)))

    monkeypatch.setattr("celery.app.task.Task.apply_async", keep)
    monkeypatch.setattr(knock, "_quiet_until", 0.0)
    monkeypatch.setattr(knock, "_last_paced", {})
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
