"""What of a text goes and what comes, word by word."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

WORDS = re.compile(r"\s+|[^\s]+")


def marked_changes(before: str, after: str) -> SafeString:
    return format_html_join("", "{}", ((part,) for part in _parts(WORDS.findall(before), WORDS.findall(after))))


def _parts(before: list[str], after: list[str]) -> Iterator[SafeString | str]:
    for kind, start, end, new_start, new_end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        old, new = "".join(before[start:end]), "".join(after[new_start:new_end])
        if kind == "equal":
            yield old
            continue
        if old:
            yield format_html("<del>{}</del>", old)
        if new:
            yield format_html("<ins>{}</ins>", new)
