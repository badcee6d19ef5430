"""A PDF's lines with their sizes. Runs apart, as a script with nothing of ours around it."""

import io
import json
import logging
import math
import sys
from typing import Any

MAX_PAGES = 300
MAX_CHARACTERS = 3_000_000
# As a share of the size: what is written lower than this begins another line.
SAME_LINE = 0.4


class Lines:
    """Of one page, from top to bottom as they are written: text, size, distance from the top, whether it is bold."""

    def __init__(self) -> None:
        self.found: list[list[Any]] = []

    def add(self, text: str, user: list[float], matrix: list[float], font: dict[str, Any] | None, size: float) -> None:
        """What pypdf calls with each stretch of text."""
        if not text.strip():
            if self.found and " " in text:
                self.found[-1][0] += " "
            return
        place, height = _place(matrix, user), size * _scale(matrix, user)
        is_bold = any(word in str((font or {}).get("/BaseFont", "")).lower() for word in ("bold", "black", "heavy"))
        for part in text.split("\n"):
            if part.strip():
                self._put(part, round(height, 1), round(place, 1), is_bold)

    def _put(self, text: str, size: float, place: float, is_bold: bool) -> None:
        last = self.found[-1] if self.found else None
        if last and abs(last[2] - place) <= SAME_LINE * max(size, last[1]):
            last[0] += text
            last[3] = last[3] and is_bold
            last[1] = max(last[1], size)
        else:
            self.found.append([text, size, place, is_bold])


def _place(matrix: list[float], user: list[float]) -> float:
    return -(matrix[4] * user[1] + matrix[5] * user[3] + user[5])


def _scale(matrix: list[float], user: list[float]) -> float:
    return math.sqrt(abs((matrix[0] * matrix[3] - matrix[1] * matrix[2]) * (user[0] * user[3] - user[1] * user[2])))


def read(stream: Any) -> dict[str, Any]:
    from pypdf import PdfReader  # noqa: PLC0415  only the script needs it

    reader = PdfReader(stream)
    if reader.is_encrypted and not reader.decrypt(""):
        return {"error": "encrypted"}
    if len(reader.pages) > MAX_PAGES:
        return {"error": "too_many_pages", "pages": len(reader.pages)}
    pages: list[list[list[Any]]] = []
    room = MAX_CHARACTERS
    for page in reader.pages:
        lines = Lines()
        page.extract_text(visitor_text=lines.add)
        pages.append(lines.found)
        room -= sum(len(line[0]) for line in lines.found)
        if room < 0:
            return {"error": "too_long"}
    return {"lines": pages}


def main() -> None:
    logging.disable()
    content = sys.stdin.buffer.read()
    try:
        told = read(io.BytesIO(content))
    except MemoryError:
        told = {"error": "too_heavy"}
    except Exception:  # noqa: BLE001  whatever a malformed file leads to
        told = {"error": "broken"}
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main()
