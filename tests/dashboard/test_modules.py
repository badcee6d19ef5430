"""Which modules a page asks for ahead."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.template import Context, Template

from dashboard.templatetags.modules import imports_of

PRELOAD = re.compile(r'<link rel="modulepreload" href="/static/([a-z/._]+\.js)">')


def rendered(path: str) -> str:
    return Template(f"{{% load modules %}}{{% module '{path}' %}}").render(Context())


def test_all_that_the_inbox_imports_is_preloaded_once() -> None:
    asked = PRELOAD.findall(rendered("js/inbox.js"))
    assert len(asked) == len(set(asked))
    assert {"js/desk.js", "js/thread.js", "js/time.js", "js/text.js", "vendor/htmx/htmx.esm.min.js"} <= set(asked)
    assert "js/inbox.js" not in asked


def test_the_module_itself_is_the_script() -> None:
    assert rendered("js/overview.js").endswith('<script type="module" src="/static/js/overview.js"></script>')


def test_whatever_a_preloaded_module_imports_is_preloaded_too() -> None:
    asked = {*PRELOAD.findall(rendered("js/inbox.js")), "js/inbox.js"}
    for name in asked:
        assert set(imports_of(name)) <= asked


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ('import "./menus.js";', ["js/menus.js"]),
        ('import { a,\n  b } from "./deep/one.js";', ["js/deep/one.js"]),
        ('export { a } from "../other.js";', ["other.js"]),
        ('const text = "import from ./none.js";', []),
    ],
)
def test_every_way_of_importing_is_understood(
    line: str, found: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "one.js").write_text(line)
    monkeypatch.setattr(finders, "find", lambda path: str(tmp_path / "one.js"))
    assert imports_of("js/one.js") == found


SCRIPTS = sorted(
    {
        name
        for path in Path("templates").rglob("*.html")
        for name in re.findall(r"{% module 'js/([a-z_]+\.js)' %}", path.read_text())
    }
)


@pytest.mark.parametrize("name", SCRIPTS)
def test_whoever_has_any_page_open_is_there(name: str) -> None:
    """A page whose script opens no socket would set its reader offline after the grace."""
    script = Path("static/js", name).read_text()
    assert "wireProfile()" not in script or 'import "./there.js"' in script or "new Socket(" in script
