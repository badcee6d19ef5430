import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from helpdesk.local import account as module
from helpdesk.local.account import AS_NOBODY, NAMESPACE, Account, account
from helpdesk.local.errors import StartError

REFUSED = ("false",)


@pytest.fixture(autouse=True)
def forget() -> Iterator[None]:
    account.cache_clear()
    yield
    account.cache_clear()


def be_root(monkeypatch: pytest.MonkeyPatch, *, namespace: tuple[str, ...], nobody: tuple[str, ...]) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(module, "NAMESPACE", namespace)
    monkeypatch.setattr(module, "AS_NOBODY", nobody)


def test_others_than_root_run_it_as_themselves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert account() == Account((), 1000)


def test_root_hides_in_a_namespace_and_keeps_its_files(monkeypatch: pytest.MonkeyPatch) -> None:
    be_root(monkeypatch, namespace=("env",), nobody=REFUSED)
    assert account() == Account(("env",), 0)


def test_where_namespaces_are_refused_it_says_so_and_is_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    be_root(monkeypatch, namespace=REFUSED, nobody=("env",))
    assert account().prefix == ("env",)
    assert "nobody" in account().note


@pytest.mark.parametrize("missing", [REFUSED, ("no-such-program",)])
def test_where_nothing_works_it_names_the_way_out(monkeypatch: pytest.MonkeyPatch, missing: tuple[str, ...]) -> None:
    be_root(monkeypatch, namespace=missing, nobody=missing)
    with pytest.raises(StartError, match="DATABASE_URL is not set.*start as another user"):
        account()


def test_a_path_closed_to_nobody_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(module, "AS_NOBODY", REFUSED)
    with pytest.raises(StartError, match=f"nobody cannot reach {tmp_path}"):
        Account(REFUSED, 65534).check_reach(tmp_path)


def test_both_die_with_the_supervisor() -> None:
    assert NAMESPACE[-2:] == AS_NOBODY[-2:] == ("--pdeathsig", "INT")
