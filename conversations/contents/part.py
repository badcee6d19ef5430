"""A place in a nested content: what is there, and what is wrong with it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _


@dataclass(frozen=True, slots=True)
class Problem:
    """`attr` is a path such as content.action.buttons.0.reply.title."""

    attr: str
    code: str
    detail: str


class Part:
    """Every question that finds something wrong notes it; the answer is then empty, so that one fault is one fault."""

    def __init__(self, value: Any, path: str, problems: list[Problem]) -> None:
        self.value, self.path, self._problems = value, path, problems

    def refuse(self, key: str, code: str, detail: str) -> None:
        self._problems.append(Problem(f"{self.path}.{key}" if key else self.path, code, detail))

    def has(self, key: str) -> bool:
        return isinstance(self.value, dict) and self.value.get(key) not in (None, "", [], {})

    def get(self, key: str) -> Any:
        return self.value.get(key) if isinstance(self.value, dict) else None

    def is_object(self) -> bool:
        if isinstance(self.value, dict):
            return True
        self.refuse("", "invalid", _("An object is expected."))
        return False

    def part(self, key: str, *, is_needed: bool = True) -> "Part | None":
        """The object at this key."""
        if not self.has(key):
            if is_needed:
                self.refuse(key, "required", _("This field is required."))
            return None
        part = Part(self.get(key), f"{self.path}.{key}", self._problems)
        return part if part.is_object() else None

    def text(self, key: str, longest: int, *, is_needed: bool = True) -> str:
        value = self.get(key)
        if value is None or value == "":
            if is_needed:
                self.refuse(key, "required", _("This field is required."))
        elif not isinstance(value, str):
            self.refuse(key, "invalid", _("A text is expected."))
        elif not value.strip():
            self.refuse(key, "blank", _("This field may not be blank."))
        elif len(value) > longest:
            self.refuse(key, "max_length", _("At most %(max)d characters.") % {"max": longest})
        else:
            return value
        return ""

    def address(self, key: str, longest: int) -> None:
        """Of something on the web."""
        value = self.text(key, longest)
        if value and not value.startswith(("https://", "http://")):
            self.refuse(key, "invalid", _("An address that begins with https:// is expected."))

    def choice(self, key: str, allowed: Collection[str], *, is_needed: bool = True) -> str:
        value = self.get(key)
        if not self.has(key) and not is_needed:
            return ""
        if isinstance(value, str) and value in allowed:
            return value
        self.refuse(key, "invalid_choice", _("One of these is expected: %(names)s.") % {"names": ", ".join(allowed)})
        return ""

    def number(self, key: str, least: float, most: float, *, is_needed: bool = True) -> None:
        value = self.get(key)
        if value is None and not is_needed:
            return
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if not is_number or not least <= value <= most:
            limits = {"least": f"{least:g}", "most": f"{most:g}"}
            self.refuse(key, "invalid", _("A number from %(least)s to %(most)s is expected.") % limits)

    def parts(self, key: str, most: int, *, least: int = 1) -> "list[Part]":
        """The list of objects at this key."""
        value = self.get(key)
        if value is None or value == []:
            if least:
                self.refuse(key, "required", _("This field is required."))
            return []
        if not isinstance(value, list):
            self.refuse(key, "invalid", _("A list is expected."))
            return []
        return self.listed(key, value, most, least=least)

    def listed(self, key: str, value: Sequence[Any], most: int, *, least: int = 1) -> "list[Part]":
        if len(value) > most:
            self.refuse(key, "max_length", _("At most %(max)d of them.") % {"max": most})
        if len(value) < least:
            self.refuse(key, "min_length", _("At least %(min)d of them.") % {"min": least})
        path = f"{self.path}.{key}" if key else self.path
        found = [Part(item, f"{path}.{index}", self._problems) for index, item in enumerate(value[:most])]
        return [part for part in found if part.is_object()]


def unlike(parts: Sequence[Part], key: str) -> None:
    """No two may have the same here."""
    seen: set[Any] = set()
    for part in parts:
        value = part.get(key)
        if not isinstance(value, str) or not value:
            continue
        if value in seen:
            part.refuse(key, "unique", _("Another one has the same."))
        seen.add(value)
