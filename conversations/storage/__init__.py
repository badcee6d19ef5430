"""Where files lie: in a folder, or in an S3-compatible bucket. Both give any stretch of a file piece by piece."""

from collections.abc import Generator
from typing import Protocol

PIECE = 64 * 1024
Pieces = Generator[bytes, None, None]


class FileStore(Protocol):
    def pieces(self, name: str, start: int, stop: int) -> Pieces:
        """The bytes from `start` up to `stop`, opened before this returns. Raises FileNotFoundError."""
