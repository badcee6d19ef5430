"""A form with one file that is never in memory as a whole."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from uuid import uuid4

from urllib3.filepost import encode_multipart_formdata


@dataclass(frozen=True, slots=True)
class File:
    name: str
    mime_type: str
    pieces: Iterable[bytes]
    size: int


class Form:
    """A request's body: its length is known before, its bytes are read as they go out, once."""

    def __init__(self, fields: dict[str, str], file: File) -> None:
        # The library writes the form around a mark, in whose place the file goes out.
        mark = uuid4().hex
        whole, self.content_type = encode_multipart_formdata({**fields, "file": (file.name, mark, file.mime_type)})
        self._head, self._tail = whole.split(mark.encode())
        self._file = file

    def __len__(self) -> int:
        return len(self._head) + self._file.size + len(self._tail)

    def __iter__(self) -> Iterator[bytes]:
        """Raises OSError, and so ends the request, for a file of another size than was announced."""
        yield self._head
        left = self._file.size
        for piece in self._file.pieces:
            left -= len(piece)
            if left < 0:
                break
            yield piece
        if left:
            raise OSError("a file of another size than announced")
        yield self._tail
