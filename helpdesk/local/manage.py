"""`python -m helpdesk.local manage …`: Django's commands on the running system, whose servers nobody else can name."""

import os
import sys
from collections.abc import Callable, Sequence

from helpdesk.local.errors import StartError
from helpdesk.local.part import Server
from helpdesk.local.process import ROOT
from helpdesk.local.settings import Settings


def manage(settings: Settings, servers_of: Callable[[Settings], Sequence[Server]], words: Sequence[str]) -> None:
    """Becomes the command, in the environment that the system's parts have."""
    if not settings.data_dir.is_dir() or not all(server.is_ready() for server in servers_of(settings)):
        raise StartError(f"the helpdesk does not run in {settings.data_dir}; start it with `make run`")
    os.chdir(ROOT)
    os.execve(sys.executable, [sys.executable, "manage.py", *words], settings.for_parts())
