"""Which modules a page asks for ahead."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.template import Context, Template
from django.templatetags.static import static

from dashboard.templatetags.modules import imports_of

PRELOAD = re.compile(r'<link rel="modulepreload" href="/static/v[0-9a-f]{12}/([a-z/._]+\.js)">')


def rendered(*paths: str, tag: str = "module") -> str:
    names = " ".join(f"'{path}'" for path in paths)
    return Template(f"{{% load modules %}}{{% {tag} {names} %}}").render(Context())


def test_all_that_the_inbox_imports_is_preloaded_once() -> None:
    asked = PRELOAD.findall(rendered("js/inbox.js"))
    assert len(asked) == len(set(asked))
    assert {"js/desk.js", "js/time.js", "js/text.js", "vendor/htmx/htmx.esm.min.js"} <= set(asked)
    assert "js/inbox.js" not in asked


def test_the_list_waits_for_nothing_that_only_an_open_conversation_needs() -> None:
    asked = set(PRELOAD.findall(rendered("js/inbox.js")))
    assert not asked & {"js/conversation.js", "js/thread.js", "js/composer.js", "js/beside.js", "js/swipes.js"}


def test_several_modules_are_preloaded_together_and_run_in_their_order() -> None:
    html = rendered("js/conversation.js", "js/inbox.js")
    asked = PRELOAD.findall(html)
    assert len(asked) == len(set(asked))
    assert {"js/thread.js", "js/desk.js"} <= set(asked)
    assert html.index(f'src="{static("js/conversation.js")}"') < html.index(f'src="{static("js/inbox.js")}"')


def test_what_comes_later_is_preloaded_with_its_imports_and_not_run() -> None:
    html = rendered("js/conversation.js", "js/beside.js", tag="later_modules")
    assert {"js/conversation.js", "js/thread.js", "js/beside.js", "js/swipes.js"} <= set(PRELOAD.findall(html))
    assert "<script" not in html


def test_the_module_itself_is_the_script() -> None:
    script = f'<script type="module" src="{static("js/overview.js")}"></script>'
    assert rendered("js/overview.js").endswith(script)


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
        ('export async function a() {\n  await import("./none.js");\n}', []),
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
        for tag in re.findall(r"{% module ([^%]+) %}", path.read_text())
        for name in re.findall(r"'js/([a-z_]+\.js)'", tag)
    }
)


@pytest.mark.parametrize("name", SCRIPTS)
def test_whoever_has_any_page_open_is_there(name: str) -> None:
    """A page whose script opens no socket would set its reader offline after the grace."""
    script = Path("static/js", name).read_text()
    assert "wireProfile()" not in script or 'import "./there.js"' in script or "new Socket(" in script
