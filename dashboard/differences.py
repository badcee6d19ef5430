"""What of a text goes and what comes, word by word."""

import re
from collections import Counter
from collections.abc import Iterator
from difflib import SequenceMatcher

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

WORDS = re.compile(r"\s+|[^\s]+")
# So many pairs of the same word in both are compared one by one, which takes a second; a text that says the same over
# and over would take minutes, and is compared by its rarer words.
MOST_PAIRS = 20_000


def marked_changes(before: str, after: str) -> SafeString:
    return format_html_join("", "{}", ((part,) for part in _parts(WORDS.findall(before), WORDS.findall(after))))


def _parts(before: list[str], after: list[str]) -> Iterator[SafeString | str]:
    matcher = SequenceMatcher(None, before, after, autojunk=_pairs(before, after) > MOST_PAIRS)
    for kind, start, end, new_start, new_end in matcher.get_opcodes():
        old, new = "".join(before[start:end]), "".join(after[new_start:new_end])
        if kind == "equal":
            yield old
            continue
        if old:
            yield format_html("<del>{}</del>", old)
        if new:
            yield format_html("<ins>{}</ins>", new)


def _pairs(before: list[str], after: list[str]) -> int:
    there, here = Counter(before), Counter(after)
    return sum(count * here[word] for word, count in there.items() if not word.isspace())
