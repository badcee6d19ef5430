"""A malformed setting is told by its name, when the settings are read and not when they are first used."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from helpdesk.environment import envchoice, envint, envrate, envurl, envzone


@pytest.mark.parametrize(
    ("read", "value"),
    [
        (lambda name: envint(name, 1), "-1"),
        (lambda name: envint(name, 1), "1.5"),
        (lambda name: envint(name, 1, least=1), "0"),
        (lambda name: envrate(name, "20/min"), "many"),
        (lambda name: envrate(name, "20/min"), "20"),
        (lambda name: envrate(name, "20/min"), "20/fortnight"),
        (lambda name: envrate(name, "20/min"), "0/min"),
        (lambda name: envrate(name, "20/min"), "20/min\n30/min"),
        (lambda name: envzone(name, "America/Sao_Paulo"), "America/Springfield"),
        (lambda name: envzone(name, "America/Sao_Paulo"), "../../etc/passwd"),
        (lambda name: envchoice(name, ("a", "b"), "a"), "c"),
        (lambda name: envurl(name, ("http", "https")), "ftp://x"),
        (lambda name: envurl(name, ("http", "https")), "https://"),
        (lambda name: envurl(name, ("http", "https")), "http://host:port"),
        (lambda name: envurl(name, ("http", "https")), "http://[::1"),
    ],
)
def test_nonsense_names_its_setting(read, value, monkeypatch):
    monkeypatch.setenv("SOME_SETTING", value)
    with pytest.raises(ImproperlyConfigured, match="^SOME_SETTING "):
        read("SOME_SETTING")


def test_what_makes_sense_is_taken(monkeypatch):
    for value, read in (
        ("120/hour", lambda name: envrate(name, "20/min")),
        ("Europe/Lisbon", lambda name: envzone(name, "UTC")),
        ("http://[::1]:8000/base", lambda name: envurl(name, ("http",))),
    ):
        monkeypatch.setenv("SOME_SETTING", value)
        assert read("SOME_SETTING") == value


def test_a_choice_may_be_written_in_any_case(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SETTING", "debug")
    assert envchoice("SETTING", ("DEBUG", "INFO"), "INFO") == "DEBUG"
