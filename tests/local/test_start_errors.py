"""What is wrong with a setting is said in exactly one line, which names it."""

import socket

import pytest

from tests.local.system import refused


@pytest.mark.parametrize(
    ("name", "value"), [("PORT", "abc"), ("DATABASE_URL", "foo"), ("DEMO", "maybe"), ("DATA_DIR", "/proc/no")]
)
def test_a_malformed_setting(tmp_path, name, value):
    code, said = refused(tmp_path / "var", **{name: value})
    assert code == 2
    assert said.startswith(f"helpdesk: {name} ")
    assert said.count("\n") == 1


def test_a_port_in_use(tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        number = other.getsockname()[1]
        assert refused(tmp_path / "var", PORT=str(number)) == (
            2,
            f"helpdesk: PORT {number} is in use on 127.0.0.1: choose another with PORT=…\n",
        )


@pytest.mark.flow
def test_a_setting_that_only_django_reads(tmp_path):
    code, said = refused(tmp_path / "var", TRUSTED_PROXIES="some")
    assert (code, said) == (2, "helpdesk: TRUSTED_PROXIES must be a whole number, not 'some'\n")


@pytest.mark.flow
def test_a_database_that_is_not_there(tmp_path):
    code, said = refused(tmp_path / "var", DATABASE_URL="postgres://me:hush@127.0.0.1:1/name")
    assert code == 2
    assert said.startswith("helpdesk: DATABASE_URL: the database cannot be used")
    assert said.count("\n") == 1
    assert "hush" not in said
