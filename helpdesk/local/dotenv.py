"""Reads `.env` as the Django side does, so that both see the same; the environment wins over it."""

import re
from collections.abc import Mapping
from pathlib import Path

from helpdesk.local.errors import StartError

LINE = re.compile(r"(?:export )?([A-Za-z_0-9]+)=(.*)")


def with_dotenv(environment: Mapping[str, str], file: Path) -> dict[str, str]:
    if not file.is_file():
        return dict(environment)
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise StartError(f"{file} cannot be read: {error}") from None
    return parse(text) | dict(environment)


def parse(text: str) -> dict[str, str]:
    matches = filter(None, map(LINE.fullmatch, text.splitlines()))
    return {match[1]: unquoted(match[2]) for match in matches}


def unquoted(value: str) -> str:
    if quoted := re.fullmatch(r"'(.*)'", value):
        return quoted[1]
    if quoted := re.fullmatch(r'"(.*)"', value):
        return re.sub(r"\\(.)", r"\1", quoted[1])
    return value
