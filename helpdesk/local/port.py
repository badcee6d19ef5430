"""Is PORT free?"""

import errno
import socket
import time

from helpdesk.local.errors import StartError

PATIENCE_SECONDS = 1.5  # after a `kill -9` the last web server may take a moment to go


def check_port(host: str, port: int) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            return _try_to_listen(host, port)
        except (socket.gaierror, UnicodeError):
            raise StartError(f"HOST {host!r} is no address of this machine") from None
        except OSError as error:
            if error.errno != errno.EADDRINUSE or time.monotonic() > deadline:
                raise StartError(_reason(host, port, error)) from None
        time.sleep(0.1)


def _try_to_listen(host: str, port: int) -> None:
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    with socket.socket(family, kind, protocol) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(address)
        probe.listen()


def _reason(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRNOTAVAIL:
        return f"HOST {host!r} is no address of this machine"
    if error.errno == errno.EADDRINUSE:
        return f"PORT {port} is in use on {host}: choose another with PORT=…"
    return f"PORT {port} cannot be used: {error.strerror}"
