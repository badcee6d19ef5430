import os
from pathlib import Path
from typing import Any, BinaryIO

from django.core.files.storage import FileSystemStorage

from conversations.storage import PIECE, Pieces


class LocalStorage(FileSystemStorage):
    """A folder. What was saved is on the disk before a row speaks of it."""

    def _save(self, name: str, content: Any) -> str:
        saved: str = super()._save(name, content)  # type: ignore[misc]
        for path in (Path(self.path(saved)), Path(self.path(saved)).parent):
            descriptor = os.open(path, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
        return saved

    def pieces(self, name: str, start: int, stop: int) -> Pieces:
        file = Path(self.path(name)).open("rb")  # noqa: SIM115  closed with the pieces
        file.seek(start)
        return _read(file, stop - start)


def _read(file: BinaryIO, left: int) -> Pieces:
    with file:
        while left > 0 and (piece := file.read(min(PIECE, left))):
            left -= len(piece)
            yield piece
