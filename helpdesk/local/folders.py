"""The folders that the servers live in."""

import hashlib
import os
import re
import stat
from pathlib import Path

from helpdesk.local.account import NOBODY
from helpdesk.local.errors import StartError

SOCKET_PATH_BYTES = 107  # what a Unix socket's address holds
LONGEST_SOCKET_NAME = "/.s.PGSQL.5432"
# What stands in a URL and in PostgreSQL's list of folders as it is. A comma would make two folders of one.
PLAIN = re.compile(r"[A-Za-z0-9/._-]+")


def socket_folder(data_dir: Path) -> Path:
    """A folder that only we can enter, with a path plain and short enough for a socket's address."""
    folder = data_dir / "run"
    if not PLAIN.fullmatch(str(folder)) or len(str(folder) + LONGEST_SOCKET_NAME) > SOCKET_PATH_BYTES:
        digest = hashlib.sha256(os.fsencode(str(data_dir))).hexdigest()[:12]
        folder = Path("/tmp") / f"helpdesk-{os.getuid()}-{digest}"
    make_private(folder)
    return folder


def make_private(folder: Path) -> None:
    """Makes the folder; one that somebody else laid there first is refused."""
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
    except FileExistsError:
        raise StartError(f"DATA_DIR: {folder} is in the way, remove it") from None
    except OSError as error:
        raise StartError(f"DATA_DIR: cannot make {folder}: {error.strerror}") from None
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in {os.getuid(), *([NOBODY] if os.getuid() == 0 else [])}:
        raise StartError(f"DATA_DIR: {folder} belongs to another user")
    folder.chmod(0o700)


def give(folder: Path, owner: int) -> None:
    """Makes the folder and all below it the owner's, who changes when root may or may not use user namespaces."""
    if folder.lstat().st_uid == owner:
        return
    if os.geteuid() != 0:
        raise StartError(f"DATA_DIR: {folder} belongs to another user")
    for parent, folders, files in os.walk(folder):
        for name in [*folders, *files]:
            os.chown(os.path.join(parent, name), owner, owner, follow_symlinks=False)  # noqa: PTH118
    # Itself last: an interrupted walk is walked again.
    os.chown(folder, owner, owner)
