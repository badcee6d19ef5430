"""What runs beside the database and the broker, in the order of its start."""

import sys
from collections.abc import Mapping
from pathlib import Path

from helpdesk.local.part import Part
from helpdesk.local.settings import Settings

CELERY = (sys.executable, "-m", "celery", "--quiet", "--skip-checks", "-A")
# Nothing here needs to know its fellow workers; each of these costs round trips, at the start and while it runs.
ALONE = ("--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel", "INFO")
# name: queues, threads. Apart, so that neither a slow AI nor a large file delays a message.
WORKERS = {
    "messages": ("inbound,default", 4),
    "outbound": ("outbound", 16),
    "chatbot": ("chatbot", 8),
    "media": ("media", 4),
}

# Brings the data up to date; then one knock on
# every queue, so that the workers show themselves at once and not at the scheduler's next round.
PREPARE = """
import django
django.setup()
from django.conf import settings
from django.core.management import call_command
from helpdesk import celery, tasks
call_command("migrate", interactive=False, verbosity=0)
if settings.DEMO:
    call_command("demo")
for queue in tasks.QUEUES:
    tasks.sign_of_life.apply_async((queue,), queue=queue, expires=60)
"""


class Program(Part):
    """A part that is nothing but a command."""

    def __init__(
        self, name: str, *words: str, connections: int = 2, is_late: bool = False, is_born: bool = True
    ) -> None:
        self.name = name
        self.is_late = is_late
        self.is_born = is_born
        self._words = words
        self._connections = connections

    def command(self) -> list[str]:
        return list(self._words)

    def environment(self, base: Mapping[str, str]) -> dict[str, str]:
        """Django names its connections to the database after the part, and holds no more than its threads need."""
        ours = {"PART": self.name, "DATABASE_POOL_SIZE": str(self._connections)}
        return {**base, **ours, "DJANGO_SETTINGS_MODULE": "helpdesk.settings"}


class Beat(Program):
    """The schedule is in the code; its file only remembers what ran last, and a broken one would stop every start."""

    def __init__(self, schedule: Path) -> None:
        words = ("beat", "--schedule", str(schedule), "--pidfile=", "--loglevel", "WARNING")
        super().__init__("beat", *CELERY, "helpdesk.beat", *words, is_late=True, is_born=False)
        self._schedule = schedule

    def repair(self) -> None:
        for file in self._schedule.parent.glob(f"{self._schedule.name}*"):
            file.unlink(missing_ok=True)


def prepare_data() -> Program:
    return Program("prepare", sys.executable, "-c", PREPARE)


def parts(settings: Settings) -> list[Part]:
    workers = [worker(name, queues, threads) for name, (queues, threads) in WORKERS.items()]
    found = [WEB_SERVERS[settings.web_server](settings), *workers, Beat(settings.run_dir / "beat-schedule")]
    if settings.simulator:
        found.append(Program("simulator", sys.executable, "manage.py", "simulator", "--skip-checks", is_late=True))
    return found


def worker(name: str, queues: str, threads: int) -> Part:
    pool = ("--pool", "threads", "--concurrency", str(threads))
    return Program(
        name, *CELERY, "helpdesk", "worker", "-n", f"{name}@%h", "-Q", queues, *pool, *ALONE, connections=threads + 2
    )


def uvicorn(settings: Settings) -> Part:
    options = {
        "--host": settings.host,
        "--port": str(settings.port),
        "--timeout-graceful-shutdown": "3",
        "--lifespan": "on",
        "--loop": "uvloop",
        "--http": "httptools",
        "--ws": "websockets-sansio",
        "--ws-max-size": str(1024 * 1024),
        # Of each event it would take more time than all else, and of each socket two thirds of its memory.
        "--ws-per-message-deflate": "false",
        "--log-level": "warning",
    }
    words = [word for option in options.items() for word in option]
    # Whose address to believe behind a proxy is Django's to say (TRUSTED_PROXIES).
    words += ["--no-access-log", "--no-proxy-headers"]
    return Program("web", sys.executable, "-m", "uvicorn", "helpdesk.asgi:application", *words, connections=20)


def daphne(settings: Settings) -> Part:
    words = ("-b", settings.host, "-p", str(settings.port), "--access-log", "/dev/null", "-v", "0")
    # Twisted's reactor is made when Daphne is loaded, and is not to be shared.
    return Program(
        "web", sys.executable, "-m", "daphne", *words, "helpdesk.asgi:application", connections=20, is_born=False
    )


WEB_SERVERS = {"uvicorn": uvicorn, "daphne": daphne}
