"""DATA_DIR: made, checked, held by one supervisor at a time; and the secret that is kept in it."""

import fcntl
import os
import secrets
import tempfile
from pathlib import Path

from helpdesk.local.errors import StartError
from helpdesk.local.folders import make_private
from helpdesk.local.settings import Settings


def hold(settings: Settings) -> int:
    """Makes the folder and holds it until the descriptor is closed, or this process dies in whatever way."""
    folder, run = settings.data_dir, settings.run_dir
    try:
        # Others may pass through (PostgreSQL may have to run as nobody), but not look around.
        folder.mkdir(mode=0o711, parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=folder).close()
        make_private(run)
        descriptor = os.open(run / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise StartError(f"DATA_DIR {folder} is not writable: {error.strerror}") from None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = os.read(descriptor, 200).decode(errors="replace").strip()
        os.close(descriptor)
        raise StartError(f"DATA_DIR {folder} is in use: the helpdesk runs already ({holder})") from None
    os.truncate(descriptor, 0)
    os.write(descriptor, f"process {os.getpid()}, {settings.address}\n".encode())
    return descriptor


def secret_key(folder: Path) -> str:
    """For an installation that was given none: made once, so that sessions outlive a restart."""
    file = folder / "secret_key"
    try:
        if not file.exists() or not file.read_text().strip():
            _write_private(file, secrets.token_urlsafe(50))
        return file.read_text().strip()
    except OSError as error:
        raise StartError(f"DATA_DIR: cannot use {file}: {error.strerror}") from None


def _write_private(file: Path, text: str) -> None:
    descriptor, unfinished = tempfile.mkstemp(dir=file.parent)  # for its owner's eyes only
    with os.fdopen(descriptor, "w") as new:
        new.write(f"{text}\n")
        new.flush()
        os.fsync(new.fileno())
    Path(unfinished).replace(file)
