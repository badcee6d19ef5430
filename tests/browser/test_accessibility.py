"""axe-core finds nothing on any page: in every state, light and dark, on a desk and on a phone."""

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_FILE_PATH  # type: ignore[import-untyped]
from django.test import RequestFactory, override_settings
from playwright.sync_api import Browser, BrowserContext, Page

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
        made.set_default_timeout(8000)
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
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    page.emulate_media(color_scheme="dark")
    found += page.evaluate("axe.run(document, {runOnly: ['color-contrast']})")["violations"]
    page.emulate_media(color_scheme="light")
    return [(one["id"], node["html"][:200], node["failureSummary"]) for one in found for node in one["nodes"]]
