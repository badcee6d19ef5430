"""Portuguese and English are complete: nothing that is shown lacks its translation."""

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings
from django.utils.translation import template, trans_real

ROOT = Path(settings.BASE_DIR)
APPS = ("accounts", "conversations", "whatsapp", "chatbot", "isp", "dashboard", "helpdesk")
CALLS = {"_", "gettext", "gettext_lazy", "gettext_noop"}
PLURALS, CONTEXTS = {"ngettext", "ngettext_lazy"}, {"pgettext", "pgettext_lazy"}
JS_CALL = re.compile(r"""\b(?:n?gettext)\(\s*("(?:[^"\\]|\\.)*")""")
# What the templates' compiler leaves of a tag.
STRING = r"""u?((?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'))"""
TEMPLATE_CALL = re.compile(rf"\b(n?gettext|_|pgettext)\({STRING}(?:, ?{STRING})?")


def in_python() -> Iterator[str]:
    for path in (file for app in APPS for file in (ROOT / app).rglob("*.py") if "migrations" not in file.parts):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args:
                yield from key_of(node.func.id, [arg.value for arg in node.args if isinstance(arg, ast.Constant)])


def key_of(name: str, texts: list[object]) -> Iterator[str]:
    if name in CALLS | PLURALS and texts and isinstance(texts[0], str):
        yield texts[0]
    elif name in CONTEXTS and len(texts) > 1:
        yield f"{texts[0]}\x04{texts[1]}"


def in_templates() -> Iterator[str]:
    for path in (ROOT / "templates").rglob("*.html"):
        if path.name == "ui.html":
            continue
        for name, first, second in TEMPLATE_CALL.findall(template.templatize(path.read_text())):
            texts = [ast.literal_eval(text).replace("%%", "%") for text in (first, second) if text]
            yield from key_of(name, texts)


def in_scripts() -> Iterator[str]:
    for path in (ROOT / "static/js").glob("*.js"):
        yield from (ast.literal_eval(text) for text in JS_CALL.findall(path.read_text()))


def catalogue(domain: str = "django") -> dict[object, str]:
    if domain == "django":
        found = trans_real.translation("pt-br")
    else:
        found = trans_real.DjangoTranslation("pt-br", domain=domain, localedirs=[str(ROOT / "locale")])
    return {key: value for one in found._catalog._catalogs for key, value in one.items() if value}  # type: ignore[attr-defined]


def missing(keys: Iterator[str], known: dict[object, str]) -> set[str]:
    return {key for key in keys if key not in known and (key, 0) not in known and (key, 1) not in known}


def test_what_python_says_is_translated() -> None:
    assert missing(in_python(), catalogue()) == set()


def test_what_the_templates_say_is_translated() -> None:
    found = set(in_templates())
    assert len(found) > 300  # noqa: PLR2004  they are found at all
    assert missing(iter(found), catalogue()) == set()


def test_what_the_scripts_say_is_translated() -> None:
    assert missing(in_scripts(), catalogue("djangojs")) == set()


@pytest.mark.parametrize(
    "path", sorted(ROOT.glob("**/pt_BR/LC_MESSAGES/*.po")), ids=lambda path: str(path.relative_to(ROOT))
)  # noqa: E501
def test_no_entry_is_empty_or_doubtful(path: Path) -> None:
    entries = path.read_text().split("\n\n")[1:]
    assert [
        e
        for e in entries
        if re.search(r'^msgstr(\[\d\])? ""\Z', e.strip(), re.M) and not re.search(r'^msgstr ""\n"', e, re.M)
    ] == []
    assert [e for e in entries if "#, fuzzy" in e] == []


class Texts(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found |= {
            value for name, value in attrs if name in ("title", "aria-label", "placeholder", "alt") and value
        }

    def handle_data(self, data: str) -> None:
        self.found.add(data.strip())


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["", "overview", "templates", "templates/new", "inbox/{}", "mentions", "inbox/{}/receivers"]
)
def test_no_portuguese_page_speaks_english(page, charlie, taken, path) -> None:
    desk = page(charlie)
    texts = Texts()
    texts.feed(desk.get("/" + path.format(taken.pk), HTTP_ACCEPT_LANGUAGE="pt-BR").content.decode())
    known = catalogue()
    english = {key for key, value in known.items() if isinstance(key, str) and key != value}
    portuguese = set(known.values())
    assert (texts.found & english) - portuguese - {"", "English"} == set()
