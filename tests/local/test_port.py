import socket

import pytest

from helpdesk.local import port
from helpdesk.local.errors import StartError


def test_one_in_use_is_named(monkeypatch):
    monkeypatch.setattr(port, "PATIENCE_SECONDS", 0)
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        number = other.getsockname()[1]
        with pytest.raises(StartError, match=f"^PORT {number} is in use"):
            port.check_port("127.0.0.1", number)


@pytest.mark.parametrize("host", ["192.0.2.1", "no.such.host.invalid", "x" * 300])
def test_a_host_that_is_not_ours_is_named(host):
    with pytest.raises(StartError, match="^HOST "):
        port.check_port(host, 8000)


def test_a_free_one_is_fine():
    port.check_port("127.0.0.1", 0)
