"""What a browser calls itself, in words for people."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from accounts.models import BrowserSession, Connection

# The first that is found counts: most browsers name others, too.
BROWSERS = (
    ("Edge", r"Edg(?:e|A|iOS)?/"),
    ("Opera", r"OPR/|Opera"),
    ("Samsung Internet", r"SamsungBrowser/"),
    ("Firefox", r"Firefox/|FxiOS/"),
    ("Chrome", r"Chrome/|CriOS/|Chromium/"),
    ("Safari", r"Safari/"),
)
SYSTEMS = (
    ("Android", r"Android"),
    ("iPhone", r"iPhone|iPod"),
    ("iPad", r"iPad"),
    ("Windows", r"Windows"),
    ("ChromeOS", r"CrOS"),
    ("macOS", r"Mac OS X|Macintosh"),
    ("Linux", r"Linux|X11"),
)
PHONES = ("Android", "iPhone")


@dataclass(frozen=True, slots=True)
class Browser:
    row: BrowserSession
    is_this: bool
    open_pages: int

    @property
    def name(self) -> str:
        """Empty for what nobody knows."""
        found = (_found(BROWSERS, self.row.user_agent), self.system)
        return " · ".join(name for name in found if name)

    @property
    def system(self) -> str:
        return _found(SYSTEMS, self.row.user_agent)

    @property
    def is_phone(self) -> bool:
        return self.system in PHONES


def described(rows: list[BrowserSession], pages: list[Connection], *, key: str) -> list[Browser]:
    """This one first; with the pages that each has open."""
    counted: Mapping[str, int] = _counted(pages)
    found = [Browser(row, row.key == key, counted.get(row.key, 0)) for row in rows]
    return sorted(found, key=lambda browser: (not browser.is_this, not browser.open_pages))


def _counted(pages: list[Connection]) -> dict[str, int]:
    counted: dict[str, int] = {}
    for page in pages:
        counted[page.login_key] = counted.get(page.login_key, 0) + 1
    return counted


def _found(names: tuple[tuple[str, str], ...], agent: str) -> str:
    return next((name for name, pattern in names if re.search(pattern, agent)), "")
