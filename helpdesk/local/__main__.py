"""`python -m helpdesk.local`: the whole system in the foreground, until Ctrl-C."""

import asyncio
import os
import signal
import subprocess
import sys

from helpdesk.local.account import account
from helpdesk.local.errors import StartError
from helpdesk.local.folders import socket_folder
from helpdesk.local.home import hold, secret_key
from helpdesk.local.leash import follow, leash
from helpdesk.local.log import Log, complain
from helpdesk.local.part import ROOT, Part
from helpdesk.local.parts import parts, steps
from helpdesk.local.port import check_port
from helpdesk.local.postgres import MAJOR, Postgres
from helpdesk.local.settings import Settings, read_process_environment
from helpdesk.local.supervisor import Supervisor
from helpdesk.local.valkey import Valkey

MISCONFIGURED = 2


def main() -> int:
    if "MAKELEVEL" in os.environ:
        # Whoever kills make means us.
        follow(signal.SIGTERM)
    try:
        return _run(read_process_environment())
    except StartError as error:
        complain(str(error))
        return MISCONFIGURED
    except KeyboardInterrupt:
        return 0


def _run(settings: Settings) -> int:
    held = hold(settings.data_dir, settings.address)
    check_port(settings.host, settings.port)
    if not settings.environment.get("SECRET_KEY", "").strip():
        settings.environment["SECRET_KEY"] = secret_key(settings.data_dir)
    servers = _servers(settings)
    _check_django(settings)
    log = Log()
    try:
        return asyncio.run(Supervisor(settings, log, servers).run(steps(settings), parts(settings)))
    finally:
        log.close()
        os.close(held)


def _servers(settings: Settings) -> list[Part]:
    """The embedded servers that are needed, ready to be started; their addresses go to the parts."""
    sockets = socket_folder(settings.data_dir)
    servers: list[Part] = []
    if not settings.database_url:
        postgres = Postgres(settings.data_dir / f"postgres-{MAJOR}", sockets)
        if note := account().note:
            print(note, flush=True)
        if not postgres.data.exists():
            print("Making the database's folder …", flush=True)
        postgres.prepare()
        settings.environment["DATABASE_URL"] = postgres.url
        servers.append(postgres)
    if not settings.redis_url:
        valkey = Valkey(settings.data_dir / "valkey", sockets)
        valkey.prepare()
        settings.environment["REDIS_URL"] = valkey.url
        servers.append(valkey)
    return servers


def _check_django(settings: Settings) -> None:
    """Reads Django's settings in a process of its own: a malformed one is named before anything starts."""
    command = [sys.executable, "-c", "import helpdesk.settings"]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=settings.environment,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=leash(signal.SIGKILL),  # noqa: PLW1509  takes no lock
    )
    if done.returncode:
        last = (done.stderr.strip() or "no reason given").splitlines()[-1]
        raise StartError(last.removeprefix("django.core.exceptions.ImproperlyConfigured: "))


if __name__ == "__main__":
    sys.exit(main())
