"""A page's main text as headings and paragraphs. Runs apart, as a script with nothing of ours around it: Python's own
parser needs the square of the time for some malformed pages. The address comes on the first line."""

import json
import re
import sys
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin

# What is no text of the page's own.
NEVER = {"script", "style", "template", "svg", "iframe", "object", "canvas", "select"}
AROUND = {"nav", "footer", "aside", "form", "dialog", "button", "noscript", "header"}
ROLES = {"navigation", "banner", "contentinfo", "search", "complementary", "dialog", "alert"}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
HEADINGS = {f"h{level}": level for level in range(1, 7)}
BREAKS = {
    *("address", "article", "blockquote", "body", "center", "dd", "details", "div", "dl", "dt", "fieldset", "figure"),
    *("figcaption", "hr", "html", "li", "main", "ol", "p", "pre", "section", "summary", "table", "tbody", "thead"),
    *("tr", "ul", "caption"),
}
# Marks of WhatsApp's, first as signs that no page has.
MARKS = {"b": "*", "strong": "*", "i": "_", "em": "_", "del": "~", "s": "~", "code": "`"}
SIGNS = {"*": "\ue000", "_": "\ue001", "~": "\ue002", "`": "\ue003"}
# What a style keeps from the eye.
UNSEEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|(?:opacity|font-size)\s*:\s*0(?:\.0*)?(?:\D|$)|text-indent\s*:\s*-\d{3}",
    re.IGNORECASE,
)
MARKED = re.compile(r"([\ue000-\ue003])(\s*)([^\ue000-\ue003]*?)(\s*)\1")
SHOWN = {sign: mark for mark, sign in SIGNS.items()}


class Reader(HTMLParser):
    """`is_picky`: without what stands around the text."""

    def __init__(self, address: str, *, is_picky: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.address, self.is_picky = address, is_picky
        self.regions: dict[str, list[Any]] = {"main": [], "article": [], "all": []}
        self.depths = {"main": 0, "article": 0}
        self.skipped, self.skipping = "", 0
        self.words: list[str] = []
        self.lines: list[str] = []
        self.level = self.last_level = 0
        self.prefix, self.was_item = "", False
        self.counters: list[int] = []
        self.links: list[tuple[str, int]] = []
        self.pre = 0
        self.title: list[str] = []
        self.in_title = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.in_title = tag == "title" and not self.title
        if self.skipped:
            self.skipping += tag == self.skipped
            return
        if tag not in VOID and self._is_left_out(tag, dict(attrs)):
            self.skipped, self.skipping = tag, 1
            return
        if tag in HEADINGS or tag in BREAKS:
            self.flush()
        self._open(tag, dict(attrs))

    def handle_endtag(self, tag: str) -> None:
        if tag == "title":
            self.in_title = False
        if self.skipped:
            self.skipping -= tag == self.skipped
            if not self.skipping:
                self.skipped = ""
            return
        if tag in HEADINGS or tag in BREAKS:
            self.flush()
        self._close(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """`<div/>` opens, as browsers have it."""
        self.handle_starttag(tag, attrs)

    def handle_data(self, data: str) -> None:
        if self.in_title:
            self.title.append(data)
        elif not self.skipped:
            self.words.append(re.sub(r"[\ue000-\uf8ff]", "", data) if self.pre else _spaced(data))

    def flush(self) -> None:
        text = _marked("".join(self.words), with_marks=not self.level)
        self.words, self.links = [], []
        if not text:
            return
        if self.level:
            self._end_lines()
            self._emit([self.level, " ".join(text.split())[:1000]])
            self.level = 0
            return
        is_item = bool(self.prefix)
        self.lines += ([] if is_item and self.was_item else [""]) + [self.prefix + text]
        self.prefix, self.was_item = "", is_item

    def finish(self) -> None:
        self.flush()
        self._end_lines()

    def _is_left_out(self, tag: str, attrs: dict[str, str | None]) -> bool:
        if tag in NEVER:
            return True
        if not self.is_picky or tag in ("html", "body", "main"):
            return False
        # An article's own header holds its title.
        is_around = tag in AROUND and not (tag in ("header", "form") and any(self.depths.values()))
        hidden = (
            "hidden" in attrs or attrs.get("aria-hidden") == "true" or bool(UNSEEN.search(attrs.get("style") or ""))
        )
        return is_around or hidden or (attrs.get("role") or "").lower() in ROLES

    def _open(self, tag: str, attrs: dict[str, str | None]) -> None:
        if tag in HEADINGS:
            self.level = self.last_level = HEADINGS[tag]
        elif tag == "summary":
            self.level = self.last_level + 1  # a question that unfolds its answer
        elif tag in self.depths:
            self._end_lines()
            self.depths[tag] += 1
        elif tag in ("ol", "ul"):
            self.counters = [*self.counters[-9:], int(tag == "ol")]
        elif tag == "pre":
            self.pre += 1
        else:
            self._open_inline(tag, attrs)

    def _open_inline(self, tag: str, attrs: dict[str, str | None]) -> None:
        if tag == "br":
            self.words.append("\n")
        elif tag in ("td", "th") and "".join(self.words[-3:]).strip():
            self.words.append(" | ")
        elif tag == "a":
            self.links.append((attrs.get("href") or "", len(self.words)))
        elif tag in MARKS:
            self.words.append(SIGNS[MARKS[tag]])
        elif tag == "li":
            number = self.counters[-1] if self.counters else 0
            self.prefix = f"{number}. " if number else "- "
            if number:
                self.counters[-1] += 1

    def _close(self, tag: str) -> None:
        if self.depths.get(tag):
            self._end_lines()
            self.depths[tag] -= 1
        elif tag == "a" and self.links:
            self._close_link(*self.links.pop())
        elif tag in MARKS:
            self.words.append(SIGNS[MARKS[tag]])
        elif tag in ("ol", "ul") and self.counters:
            self.counters.pop()
        elif tag == "li":
            self.prefix = ""
        elif tag == "pre" and self.pre:
            self.pre -= 1
        if tag in HEADINGS or tag == "summary":
            self.level = 0

    def _close_link(self, href: str, start: int) -> None:
        said = "".join(self.words[start:])
        if not href or href.startswith("#") or self.level or not said.strip():
            return
        try:
            address = urljoin(self.address, href)
        except ValueError:
            return
        bare = re.sub(r"^(?:mailto|tel):", "", address)
        if address.startswith(("http://", "https://", "mailto:", "tel:")) and bare not in said:
            self.words.append(f" ({bare})")

    def _end_lines(self) -> None:
        if self.lines:
            self._emit("\n".join(self.lines).strip("\n"))
        self.lines, self.was_item = [], False

    def _emit(self, block: Any) -> None:
        self.regions["all"].append(block)
        for name, depth in self.depths.items():
            if depth:
                self.regions[name].append(block)


def _spaced(data: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"[\ue000-\uf8ff]", "", data))


def _marked(text: str, *, with_marks: bool) -> str:
    lines = [" ".join(line.split()) if "\t" not in line else line.rstrip() for line in text.split("\n")]
    text = "\n".join(lines).strip()
    if with_marks:
        text = MARKED.sub(_shown, text)
    return re.sub(r"[\ue000-\ue003]", "", text).strip()


def _shown(found: re.Match[str]) -> str:
    mark = SHOWN[found[1]] if found[3].strip() else ""
    return f"{found[2]}{mark}{found[3]}{mark}{found[4]}"


def read(text: str, address: str) -> dict[str, Any]:
    title = ""
    for is_picky in (True, False):  # everything is left out where a nav is never closed
        reader = Reader(address, is_picky=is_picky)
        reader.feed(text)
        reader.close()
        reader.finish()
        title = " ".join("".join(reader.title).split())
        for blocks in reader.regions.values():
            if any(isinstance(block, str) for block in blocks):
                return {"title": title[:500], "blocks": blocks}
    return {"title": title[:500], "blocks": []}


def main() -> None:
    address, _, text = sys.stdin.buffer.read().decode("utf-8", "replace").partition("\n")
    try:
        told = read(text, address)
    except (MemoryError, RecursionError):
        told = {"error": "too_heavy"}
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main()
