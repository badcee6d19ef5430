"""DATA_DIR: made, checked, held by one supervisor at a time."""

import fcntl
import os
import secrets
import tempfile
from pathlib import Path

from helpdesk.local.errors import StartError


def hold(data_dir: Path, address: str) -> int:
    """Makes the folder and holds it until the descriptor is closed, or this process dies in whatever way."""
    try:
        # Others may pass through (PostgreSQL may have to run as nobody), but not look around.
        data_dir.mkdir(mode=0o711, parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=data_dir).close()
        descriptor = os.open(data_dir / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise StartError(f"DATA_DIR: cannot write to {data_dir}: {error.strerror}") from None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise StartError(_in_use(data_dir, descriptor)) from None
    os.truncate(descriptor, 0)
    os.write(descriptor, f"{os.getpid()} {address}\n".encode())
    return descriptor


def _in_use(data_dir: Path, descriptor: int) -> str:
    pid, _, address = os.read(descriptor, 1000).decode(errors="replace").strip().partition(" ")
    os.close(descriptor)
    return f"DATA_DIR: already running at {address or '?'} (process {pid or '?'}) on {data_dir}"


def secret_key(data_dir: Path) -> str:
    """The key for an installation that was given none: made once, the same ever after."""
    path = data_dir / "secret_key"
    try:
        if not path.exists() or not path.read_text().strip():
            _write_private(path, secrets.token_urlsafe(50))
        return path.read_text().strip()
    except OSError as error:
        raise StartError(f"DATA_DIR: cannot use {path}: {error.strerror}") from None


def _write_private(path: Path, text: str) -> None:
    descriptor, unfinished = tempfile.mkstemp(dir=path.parent)  # for its owner's eyes only
    with open(descriptor, "w") as file:
        file.write(text + "\n")
        file.flush()
        os.fsync(descriptor)
    Path(unfinished).replace(path)
