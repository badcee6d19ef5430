"""A ZIP that is written while it is sent: of what is large, never more than a piece is in the memory."""

from collections.abc import Generator, Iterable
from dataclasses import dataclass
from typing import IO, cast
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from django.utils import timezone

PIECE = 64 * 1024


@dataclass(frozen=True, slots=True)
class Entry:
    name: str
    pieces: Iterable[bytes]
    # What is compressed already, as pictures are, only costs time.
    is_packed: bool = False


class _Sink:
    """A file that can be written and nothing else, so that the archive never goes back in it."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self.size = 0

    def write(self, piece: bytes) -> int:
        self._pieces.append(bytes(piece))
        self.size += len(piece)
        return len(piece)

    def flush(self) -> None:
        pass

    def take(self) -> bytes:
        taken, self._pieces, self.size = b"".join(self._pieces), [], 0
        return taken


def zipped(entries: Iterable[Entry]) -> Generator[bytes, None, None]:
    """No piece of it is empty."""
    sink, now = _Sink(), timezone.localtime().timetuple()[:6]
    with ZipFile(cast(IO[bytes], sink), "w") as archive:
        for entry in entries:
            info = ZipInfo(entry.name, date_time=now)
            info.compress_type = ZIP_STORED if entry.is_packed else ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            with archive.open(info, "w", force_zip64=True) as file:
                for piece in entry.pieces:
                    file.write(piece)
                    if sink.size >= PIECE:
                        yield sink.take()
    yield sink.take()
