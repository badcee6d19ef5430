"""axe-core finds nothing on any page: in every state, light and dark, on a desk and on a phone. Nothing is cut off
where letters stand further apart, nor on a screen that is enlarged until it is 320 pixels wide."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.base import AXE_FILE_PATH  # type: ignore[import-untyped]
from django.test import RequestFactory, override_settings
from playwright.sync_api import Browser, BrowserContext, Page
from playwright.sync_api import Error as PlaywrightError

from dashboard.views.ui import parts
from tests.browser.conftest import sign_in
from tests.browser.states import STATES, State, enter
from tests.flow.system import System

pytestmark = pytest.mark.browser
AXE = Path(AXE_FILE_PATH).read_text()
Size = tuple[int, int]
DESK, PHONE = (1440, 900), (390, 844)


@pytest.fixture(scope="module")
def page_of(chromium: Browser, system: System) -> Iterator[Callable[[Size, str], Page]]:
    """By size and address a page of each, signed in once. Not by a parameter: pytest would make all anew each time."""
    opened: list[BrowserContext] = []

    @cache
    def page_of(size: Size, who: str) -> Page:
        made = chromium.new_context(
            base_url=f"http://127.0.0.1:{system.port}",
            viewport={"width": size[0], "height": size[1]},
            locale="pt-BR",
            color_scheme="light",
            reduced_motion="reduce",
        )
        made.set_default_timeout(20_000)
        opened.append(made)
        return sign_in(made, who) if who else made.new_page()

    yield page_of
    for one in opened:
        one.close()


# What is the same on a phone is looked at once.
LOOKED_AT = [(size, state) for size in (DESK, PHONE) for state in STATES if size == DESK or state.on_phone]


@pytest.mark.parametrize(
    ("size", "state"),
    LOOKED_AT,
    ids=[f"{'desk' if size == DESK else 'phone'}-{state.name}" for size, state in LOOKED_AT],
)
def test_axe_finds_nothing(page_of: Callable[[Size, str], Page], size: Size, state: State) -> None:
    page = page_of(size, state.who)
    enter(page, state)
    assert violations(page) == []
    assert squeezed(page, size) == []


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_axe_finds_nothing_among_the_parts(page_of: Callable[[Size, str], Page], size: Size) -> None:
    """The page is there in development only: here it is made by hand, with the system's own style sheets."""
    with override_settings(DEBUG=True):
        html = parts(RequestFactory().get("/ui")).content.decode()
    page = page_of(size, "")
    page.route("**/ui", lambda route: route.fulfill(body=html, content_type="text/html"))
    page.goto("/ui")
    assert violations(page) == []


def violations(page: Page) -> list[tuple[str, str, str]]:
    """In the dark only the colours are others."""
    page.evaluate(AXE)
    found = page.evaluate(
        "axe.run(document, {resultTypes: ['violations'], rules: {'color-contrast': {enabled: false}}})"
    )["violations"]
    for scheme in ("dark", "light"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        found += too_pale(page)
    return [(one["id"], node["html"][:200], node["failureSummary"]) for one in found for node in one["nodes"]]


def too_pale(page: Page) -> list[dict[str, Any]]:
    """Contrast takes most of axe's time, so of all that lies alike in alike colours one is looked at, and once."""
    run = "(include) => axe.run({include}, {resultTypes: ['violations'], runOnly: ['color-contrast']})"
    for _ in range(3):
        looks = page.evaluate(LOOKS)
        if not (new := [[f'[data-look="{number}"]'] for number, look in enumerate(looks) if look not in SEEN]):
            return []
        with suppress(PlaywrightError):  # a part was drawn anew meanwhile
            found = page.evaluate(run, new)["violations"]
            SEEN.update(looks)
            return found  # type: ignore[no-any-return]
    raise AssertionError("the page does not come to rest")


def squeezed(page: Page, size: Size) -> list[str]:
    """What is cut off with the distances between letters, words and lines of WCAG 1.4.12, and on a phone at the width
    of WCAG 1.4.10."""
    page.evaluate(SPACED, SPACING)
    if size == PHONE:
        page.set_viewport_size({"width": 320, "height": size[1]})
    found: list[str] = page.evaluate(CUT_OFF)
    page.evaluate("document.adoptedStyleSheets = []")
    page.set_viewport_size({"width": size[0], "height": size[1]})
    return found


SPACING = """* { letter-spacing: 0.12em !important; word-spacing: 0.16em !important; line-height: 1.5 !important }
p { margin-bottom: 2em !important }"""
SPACED = """(css) => {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(css)
  document.adoptedStyleSheets = [sheet]
}"""
# What ends with an ellipsis is told whole elsewhere; what scrolls is reached.
CUT_OFF = """() => {
  const found = [], wide = document.documentElement.scrollWidth
  if (wide > innerWidth) found.push(`the page is ${wide} wide`)
  const isInside = (one) => {
    for (let at = one.parentElement; at; at = at.parentElement)
      if (/auto|scroll/.test(getComputedStyle(at).overflowX) && at.scrollWidth > at.clientWidth) return true
    const { left, right, width } = one.getBoundingClientRect()
    return width < 2 || (left > -1 && right < innerWidth + 1)
  }
  for (const one of document.querySelectorAll("body *")) {
    if (!one.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue
    const says = [...one.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim())
    const isControl = one.matches("a, button, input, select, textarea, [role=tab]")
    if (isControl && !isInside(one)) found.push(`out of sight: ${one.outerHTML.slice(0, 200)}`)
    if (!says || one.matches("textarea, select, option, svg *, .sr")) continue
    const { overflowX, overflowY, textOverflow, webkitLineClamp, display } = getComputedStyle(one)
    const cutsBelow = display !== "inline" && /hidden|clip/.test(overflowY) && webkitLineClamp === "none"
    const cutsBeside = /hidden|clip/.test(overflowX) && textOverflow !== "ellipsis"
    const isCutBelow = cutsBelow && one.scrollHeight > one.clientHeight + 3
    const isCutBeside = cutsBeside && one.scrollWidth > one.clientWidth + 2
    const { width, height } = one.getBoundingClientRect()
    if ((isCutBelow || isCutBeside) && width > 2 && height > 2) found.push(`cut off: ${one.outerHTML.slice(0, 200)}`)
  }
  return found
}"""
SEEN: set[str] = set()
# Of each element that shows a text: all that makes its contrast, and where it lies. Marks the first of each look.
LOOKS = """() => {
  const looks = new Map()
  document.querySelectorAll("[data-look]").forEach((one) => delete one.dataset.look)
  for (const one of document.querySelectorAll("body, body *")) {
    const says = [...one.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim())
    if (!says && !one.matches("input, select, textarea, button") || !one.checkVisibility()) continue
    const { color, fontSize, fontWeight, textShadow } = getComputedStyle(one)
    const look = [innerWidth, color, fontSize, fontWeight, textShadow, one.disabled, one.ariaDisabled]
    for (let at = one; at; at = at.parentElement) {
      const { backgroundColor, backgroundImage, opacity, filter } = getComputedStyle(at)
      look.push(at.localName, at.getAttribute("class"), backgroundColor, backgroundImage, opacity, filter)
    }
    const key = JSON.stringify(look)
    if (!looks.has(key)) {
      one.dataset.look = looks.size
      looks.set(key, one)
    }
  }
  return [...looks.keys()]
}"""
