"""`python -m helpdesk.local`: the whole system in the foreground, until Ctrl-C. With `manage …` it is a command on the
system that runs already."""

import asyncio
import os
import signal
import sys

from helpdesk.local.account import account
from helpdesk.local.errors import StartError
from helpdesk.local.folders import socket_folder
from helpdesk.local.home import hold, secret_key
from helpdesk.local.log import Log, complain
from helpdesk.local.manage import manage
from helpdesk.local.part import Server
from helpdesk.local.port import check_port
from helpdesk.local.postgres import MAJOR, Postgres
from helpdesk.local.settings import Settings, read_settings
from helpdesk.local.supervisor import Supervisor
from helpdesk.local.valkey import Valkey


def main() -> int:
    log = Log()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        settings = read_settings(os.environ)
        if sys.argv[1:2] == ["manage"]:
            manage(settings, servers_of, sys.argv[2:])
        held = hold(settings)
        check_port(settings.host, settings.port)
        asyncio.run(supervise(settings, log))
        os.truncate(held, 0)
    except StartError as error:
        log.close()
        complain(str(error))
        return error.exit_code
    except KeyboardInterrupt:  # before the supervisor listened
        pass
    log.close()
    return 0


async def supervise(settings: Settings, log: Log) -> None:
    servers = servers_of(settings)
    prepare(settings, servers, log)
    await Supervisor(settings, servers, log).run()


def servers_of(settings: Settings) -> list[Server]:
    """The servers that nobody gave us; from here on the settings name them."""
    sockets = socket_folder(settings.data_dir)
    servers: list[Server] = []
    if not settings.redis_url:
        servers.append(Valkey(settings.data_dir / "valkey", sockets))
    if not settings.database_url:
        servers.append(Postgres(settings.data_dir / f"postgres-{MAJOR}", sockets))
    settings.environment.update({URL_OF[server.name]: server.url for server in servers})
    if not settings.is_given("SECRET_KEY"):
        settings.environment["SECRET_KEY"] = secret_key(settings.data_dir)
    return servers


def prepare(settings: Settings, servers: list[Server], log: Log) -> None:
    if not settings.database_url:
        if note := account().note:
            log.say(note)
        if not (settings.data_dir / f"postgres-{MAJOR}").exists():
            log.say("making the database's folder")
    for server in servers:
        server.prepare()


URL_OF = {"database": "DATABASE_URL", "broker": "REDIS_URL"}

if __name__ == "__main__":
    sys.exit(main())
