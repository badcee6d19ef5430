"""Where the system gives the colours, or is asked for stronger ones, shapes and lines tell what colours tell."""

import io
from collections.abc import Callable, Iterator

import pytest
from PIL import Image, ImageChops
from playwright.sync_api import Browser, Locator, Page

from tests.browser.conftest import sign_in
from tests.browser.states import JOAO, SUPERVISOR
from tests.flow.system import System

pytestmark = pytest.mark.browser
FIGURES = "/bot/figures?period=30"
ON, OFF = "one.setAttribute('{0}', '{1}')", "one.removeAttribute('{0}')"


def attribute(name: str, value: str = "true") -> tuple[str, str]:
    return ON.format(name, value), OFF.format(name)


def named(one: str, other: str) -> tuple[str, str]:
    return f"one.className = '{one}'", f"one.className = '{other}'"


FOCUS = ("one.focus()", "one.blur()")
# What is looked at, and the two states that must not look the same.
CASES = {
    "chosen card": (JOAO, ".card", attribute("aria-current")),
    "focused card": (JOAO, ".card", FOCUS),
    "current list": (JOAO, ".list .tabs a", attribute("aria-current")),
    "focused list": (JOAO, ".list .tabs a", FOCUS),
    "page": (FIGURES, ".bot-tabs a", attribute("aria-current", "page")),
    "period": (FIGURES, ".bot-filter a.button", attribute("aria-current")),
    "theme": (JOAO, "#profile [data-act=theme]", attribute("aria-pressed")),
    "focused theme": (JOAO, "#profile [data-act=theme]", FOCUS),
    "what is written": (JOAO, ".composer-tabs [role=tab]", attribute("aria-selected")),
    "focused tab": (JOAO, ".composer-tabs [role=tab]", FOCUS),
    "focused field": (JOAO, "#words", FOCUS),
    "note": (JOAO, ".composer", attribute("data-kind", "note")),
    "tick": (JOAO, ".stamp .tick", named("tick read", "tick ")),
    "warning": (JOAO, ".chip", named("chip warn", "chip")),
    "late": (JOAO, ".chip", named("chip danger", "chip warn")),
    "there": (JOAO, "#my-presence", named("presence online", "presence away")),
    "away": (JOAO, "#my-presence", named("presence away", "presence offline")),
    "column of a chart": (FIGURES, ".bot-legend .dot", named("dot ok", "dot warn")),
    "other column": (FIGURES, ".bot-legend .dot", named("dot ok", "dot")),
}
MENU = {"theme", "focused theme"}


@pytest.fixture(scope="module")
def forced(chromium: Browser, system: System) -> Iterator[Callable[[str], Page]]:
    context = chromium.new_context(
        base_url=f"http://127.0.0.1:{system.port}",
        viewport={"width": 1440, "height": 900},
        locale="pt-BR",
        forced_colors="active",
        reduced_motion="reduce",
    )
    page = sign_in(context, SUPERVISOR)

    def at(path: str) -> Page:
        if not page.url.endswith(path):
            page.goto(path)
        return page

    yield at
    context.close()


@pytest.mark.parametrize("case", CASES)
def test_states_differ_without_their_colours(forced: Callable[[str], Page], case: str) -> None:
    path, selector, (one, other) = CASES[case]
    page = forced(path)
    page.evaluate(f"document.getElementById('profile').togglePopover({str(case in MENU).lower()})")
    page.keyboard.press("Shift")  # the focus is shown as by the keyboard
    part = page.locator(selector).locator("visible=true").first
    part.evaluate(f"(one) => {{ {one} }}")
    before = grey(part)
    part.evaluate(f"(one) => {{ {other} }}")
    assert ImageChops.difference(before, grey(part)).getbbox(), f"{case}: they look alike"


def grey(part: Locator) -> Image.Image:
    """With what stands around it by some pixels: a ring may."""
    part.scroll_into_view_if_needed()
    box = part.bounding_box()
    assert box
    clip = {
        "x": max(0, box["x"] - 4),
        "y": max(0, box["y"] - 4),
        "width": box["width"] + 8,
        "height": box["height"] + 8,
    }
    seen = part.page.screenshot(clip=clip, caret="hide")  # type: ignore[arg-type]
    return Image.open(io.BytesIO(seen)).convert("L")


def test_more_contrast_draws_lines_that_are_seen(chromium: Browser, system: System) -> None:
    context = chromium.new_context(
        base_url=f"http://127.0.0.1:{system.port}", viewport={"width": 1440, "height": 900}, contrast="more"
    )
    page = sign_in(context, SUPERVISOR)
    page.goto(JOAO)
    line = "getComputedStyle(document.querySelector('.thread-head')).borderBottomColor"
    stronger = page.evaluate(line)
    page.emulate_media(contrast="no-preference")
    assert page.evaluate(line) != stronger
    context.close()
