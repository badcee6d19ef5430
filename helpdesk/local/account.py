"""As whom PostgreSQL runs: it refuses to be root."""

import os
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from helpdesk.local.errors import StartError

NOBODY = 65534
# In a namespace of its own root is called nobody, yet its files stay root's, so it works below a 0700 folder, too.
NAMESPACE = ("unshare", "--user", f"--map-user={NOBODY}", f"--map-group={NOBODY}", "setpriv", "--pdeathsig", "INT")
AS_NOBODY = ("setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", "--pdeathsig", "INT")


@dataclass(frozen=True)
class Account:
    prefix: tuple[str, ...]  # the words before every command
    owner: int  # to whom its files belong
    note: str = ""

    def check_reach(self, *paths: str | Path) -> None:
        """As nobody, the way to the programs and to the data may be closed."""
        if self.prefix != AS_NOBODY:
            return
        for path in paths:
            if subprocess.run([*self.prefix, "test", "-r", str(path)], check=False).returncode:
                raise StartError(
                    f"DATA_DIR: PostgreSQL cannot run as root, user namespaces are refused here, and the user nobody "
                    f"cannot reach {path}: start as another user, move it, or set DATABASE_URL"
                )


@cache
def account() -> Account:
    if os.geteuid() != 0:
        return Account((), os.geteuid())
    if _works(NAMESPACE):
        return Account(NAMESPACE, 0)
    if _works(AS_NOBODY):
        return Account(AS_NOBODY, NOBODY, "user namespaces are refused here: PostgreSQL runs as nobody")
    raise StartError("DATABASE_URL is not set, and the embedded PostgreSQL cannot run as root: start as another user")


def _works(prefix: tuple[str, ...]) -> bool:
    try:
        return subprocess.run([*prefix, "true"], capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False
