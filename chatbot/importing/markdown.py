"""Markdown: headings, front matter, and the text as WhatsApp writes it."""

import re
from collections.abc import Iterator
from typing import Any

from chatbot.importing.texts import one_line
from chatbot.importing.types import Block, Heading

# A longer line is no heading and keeps its marks: it is no answer either, and looking through it takes too long.
MAX_LINE = 4000
FENCE = re.compile(r" {0,3}(```+|~~~+)")
ATX = re.compile(r" {0,3}(#{1,6})(?:[ \t]+(.*))?")
UNDERLINE = re.compile(r" {0,3}(=+|-+)[ \t]*")
RULE = re.compile(r" {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})")
COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
KEY = re.compile(r"([^\s:#-][^:]*):(?:\s+(.*)|)")
ALIGNMENT = re.compile(r"\|?(?:\s*:?-{2,}:?\s*\|)+\s*(?::?-{2,}:?)?")
# Here and below, no part runs past the beginning of another: a line full of beginnings would take the square of its
# length, and a file of such lines hours.
IMAGE = re.compile(r"!\[[^\[\]\n]*\]\([^)\[\n]*\)")
# In this order: what is bold must not be taken for italics afterwards.
INLINE = (
    (re.compile(r"<((?:https?://|mailto:)[^<>\s]+)>"), r"\1"),
    (
        re.compile(r"</?(?:br|p|div|span|b|i|u|su[bp]|center|font|details|summary|a|img)\b[^<>\n]*>", re.IGNORECASE),
        r"",
    ),
    (re.compile(r"(?<![*\w])\*(?=[^\s*])([^*\n]+?)(?<=[^\s*])\*(?![*\w])"), r"_\1_"),
    (re.compile(r"\*\*\*(?=\S)((?:[^*\n]|\*(?!\*\*))+?)(?<=\S)\*\*\*"), r"*_\1_*"),
    (re.compile(r"\*\*(?=\S)((?:[^*\n]|\*(?!\*))+?)(?<=\S)\*\*"), r"*\1*"),
    (re.compile(r"(?<!\w)__(?=\S)((?:[^_\n]|_(?!_))+?)(?<=\S)__(?!\w)"), r"*\1*"),
    (re.compile(r"~~(?=\S)((?:[^~\n]|~(?!~))+?)(?<=\S)~~"), r"~\1~"),
)
MARKED = re.compile(r"[*_~`\[<\\]")
LINK = re.compile(r"\[([^\[\]\n]+)\]\(\s*<?([^\s)>\[]+)>?(?:\s+[\"'][^\n\[]*?[\"'])?\s*\)")
ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+.!|>~-])")


def read_markdown(text: str) -> tuple[list[Block], dict[str, Any]]:
    """The document's blocks, and what its front matter says (texts, or lists of texts)."""
    lines, said = _without_front_matter(text.split("\n"))
    hidden = COMMENT.sub(lambda found: "\n" * found[0].count("\n"), "\n".join(lines))
    return list(_blocks(hidden.split("\n"), len(text.split("\n")) - len(lines))), said


def as_sent(text: str) -> str:
    """As WhatsApp writes bold, italics and links."""
    if not MARKED.search(text):
        return text
    kept: list[str] = []

    def hide(found: re.Match[str]) -> str:
        kept.append(found[1])
        return f"\x00{len(kept) - 1}\x00"

    text = ESCAPED.sub(hide, re.sub(r"(`[^`\n]+`)", hide, text))
    text = LINK.sub(lambda link: _link(link[1], link[2]), IMAGE.sub("", text))
    for pattern, written in INLINE:
        text = pattern.sub(written, text)
    return re.sub(r"\x00(\d+)\x00", lambda found: kept[int(found[1])], text)


def plain(text: str) -> str:
    """A title: without any marks."""
    words = LINK.sub(r"\1", IMAGE.sub("", ESCAPED.sub(r"\1", text)))
    return one_line(re.sub(r"(?<!\w)[*_~`]+(?=\S)|(?<=\S)[*_~`]+(?!\w)", "", words))


def _link(text: str, address: str) -> str:
    bare = address.removeprefix("mailto:").removeprefix("tel:")
    return text if bare in text or address.startswith("#") else f"{text} ({bare})"


def _blocks(lines: list[str], offset: int) -> Iterator[Block]:
    """Paragraphs come line by line in one block: only headings cut."""
    body: list[str] = []
    fence = ""
    for number, line in enumerate(lines, start=offset + 1):
        fence, is_code = _fenced(fence, line)
        heading = None if is_code or len(line) > MAX_LINE else _heading(line, body, number)
        if heading is None:
            body += [line] if is_code or len(line) > MAX_LINE else _lines(line)
            continue
        yield "\n".join(body)
        body = []
        yield heading
    yield "\n".join(body)


def _fenced(fence: str, line: str) -> tuple[str, bool]:
    """The open fence after this line, and whether the line is code (or a fence itself)."""
    found = FENCE.match(line)
    if not fence:
        return (found[1], True) if found else ("", False)
    closes = found and found[1].startswith(fence) and not line.strip().strip(fence[0])
    return ("" if closes else fence), True


def _heading(line: str, body: list[str], number: int) -> Heading | None:
    if (found := ATX.fullmatch(line)) and (text := plain(_unclosed(found[2] or ""))):
        return Heading(len(found[1]), text, number)
    under = UNDERLINE.fullmatch(line)
    is_below_text = len(body) > 1 and body[-2].strip()
    if not under or not body or not body[-1].strip() or (is_below_text and under[1][0] == "-"):
        return None
    return Heading(1 if under[1][0] == "=" else 2, plain(body.pop()), number - 1)


def _unclosed(text: str) -> str:
    """Without the signs that may end a heading as they begin it."""
    text = text.rstrip(" \t")
    bare = text.rstrip("#")
    return bare if not bare or bare[-1] in " \t" else text


def _lines(line: str) -> list[str]:
    """A line of text as it is sent; none for what only draws a table."""
    if ALIGNMENT.fullmatch(line.strip()):
        return []
    if RULE.fullmatch(line):
        return [""]
    bare = re.sub(r"^(\s*)[*+](\s+)", r"\1-\2", line)
    if bare.lstrip().startswith("|"):
        bare = " | ".join(cell.strip() for cell in bare.strip().strip("|").split("|"))
    return [as_sent(bare)]


def _without_front_matter(lines: list[str]) -> tuple[list[str], dict[str, Any]]:
    if not lines or lines[0].rstrip() != "---":
        return lines, {}
    end = next((at for at, line in enumerate(lines[1:], start=1) if line.rstrip() in ("---", "...")), 0)
    said = _front_matter(lines[1:end])
    return (lines[end + 1 :], said) if end and said is not None else (lines, {})


def _front_matter(lines: list[str]) -> dict[str, Any] | None:
    """`key: value`, `key: [a, b]`, or `key:` with a list below it; None when it is something else."""
    said: dict[str, Any] = {}
    key, items = "", list[str]()
    for line in lines:
        bare = line.strip()
        if not bare or bare.startswith("#"):
            continue
        if bare.startswith("- ") and key:
            if said[key] is not items:
                said[key] = items = said[key] if isinstance(said[key], list) else []
            items.append(_unquoted(bare[2:]))
        elif found := KEY.fullmatch(bare):
            key = found[1].strip().lower()
            said[key] = _value(found[2] or "")
        elif not key:
            return None
    return said


def _value(text: str) -> Any:
    text = text.strip()
    if text.startswith("[") and text.endswith("]"):
        return [_unquoted(part) for part in text[1:-1].split(",") if part.strip()]
    return _unquoted(text)


def _unquoted(text: str) -> str:
    text = text.strip()
    is_quoted = len(text) > 1 and text[0] == text[-1] and text[0] in "\"'"
    return text[1:-1] if is_quoted else text
