"""One supervisor for a DATA_DIR."""

import fcntl
import os
from pathlib import Path

from helpdesk.local.errors import StartError


class Lock:
    """The kernel lets go of it when we die, however that happens. The file tells others who holds it."""

    def __init__(self, file: Path, address: str) -> None:
        self._descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(self._descriptor, 200).decode(errors="replace").strip()
            raise StartError(
                f"DATA_DIR {file.parent.parent} is in use: the helpdesk runs already ({holder})"
            ) from None
        os.ftruncate(self._descriptor, 0)
        os.write(self._descriptor, f"process {os.getpid()}, {address}\n".encode())

    def release(self) -> None:
        os.ftruncate(self._descriptor, 0)
        os.close(self._descriptor)
