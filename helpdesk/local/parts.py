"""The parts of the system, in the order of their start."""

import sys
from pathlib import Path

from helpdesk.local.part import Part, Program
from helpdesk.local.settings import Settings

PYTHON = sys.executable
MANAGE = (PYTHON, "manage.py")
CELERY = (PYTHON, "-m", "celery", "-A", "helpdesk")
WORKER_OPTIONS = ("--pool=threads", "--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel=INFO")
# name: queues, threads. Apart, so that a slow AI delays no message.
WORKERS = {
    "messages": ("inbound,default", 4),
    "outbound": ("outbound", 16),
    "chatbot": ("chatbot", 8),
}


def steps(settings: Settings) -> list[Part]:
    """What is done once, before the first part starts."""
    demo = [Program("demo", *MANAGE, "demo")] if settings.is_demo else []
    return [Program("migrate", *MANAGE, "migrate", "--noinput"), *demo]


def parts(settings: Settings) -> list[Part]:
    simulator = [Program("simulator", *MANAGE, "simulator")] if settings.is_simulator else []
    return [_web(settings), *[_worker(name) for name in WORKERS], _beat(settings), *simulator]


def _web(settings: Settings) -> Part:
    application, port = "helpdesk.asgi:application", str(settings.port)
    if settings.web_server == "daphne":
        return Program("web", PYTHON, "-m", "daphne", "-b", settings.host, "-p", port, application)
    address = ("--host", settings.host, "--port", port)
    # Whose address to believe behind a proxy is Django's to say (TRUSTED_PROXIES).
    options = ("--lifespan=on", "--timeout-graceful-shutdown=5", "--no-access-log", "--no-proxy-headers")
    return Program("web", PYTHON, "-m", "uvicorn", application, *address, *options)


def _worker(name: str) -> Part:
    queues, threads = WORKERS[name]
    return Program(name, *CELERY, "worker", f"-n={name}@%h", f"-Q={queues}", f"-c={threads}", *WORKER_OPTIONS)


class Beat(Program):
    """The schedule is in the code; the file only remembers what ran last, and a broken one would stop every start."""

    def __init__(self, schedule: Path) -> None:
        super().__init__("beat", *CELERY, "beat", f"--schedule={schedule}", "--pidfile=", "--loglevel=INFO")
        self.schedule = schedule

    def repair(self) -> None:
        for file in self.schedule.parent.glob(self.schedule.name + "*"):
            file.unlink(missing_ok=True)


def _beat(settings: Settings) -> Part:
    return Beat(settings.data_dir / "run" / "beat-schedule")
