"""A real Chromium before the real system. Without Chromium the tests are skipped, except where CI promises one."""

import os
import shutil
import time
from collections.abc import Iterator, Sequence
from typing import Any
from weakref import WeakKeyDictionary

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, Request, expect, sync_playwright

from tests.flow.system import System, running

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# Of a late answer to a customer the page tells, too, at any time: a line that comes for a while is known by its words.
UNDO = ".toast button:text-is('Desfazer')"
# Beside whole systems that are killed and flooded, what takes a moment may take seconds. No longer, though: what an
# event is to bring must not come by the page's next look around instead.
expect.set_options(timeout=15_000)
QUIET = 0.5  # seconds without a word between page and server


@pytest.fixture(scope="session")
def system() -> Iterator[System]:
    with running(DEMO="1", CHATBOT_WAIT_MS="100") as started:
        yield started


# Not for the session: while Playwright's loop runs, no asynchronous test can run its own.
@pytest.fixture(scope="package")
def playwright() -> Iterator[Playwright]:
    if not CHROMIUM and os.environ.get("CI") != "true":
        pytest.skip("no chromium here")
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="package")
def started_chromium(playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
    yield browser
    browser.close()


@pytest.fixture(scope="module")
def chromium(started_chromium: Browser) -> Iterator[Browser]:
    """Pages that a file's tests left open go with it."""
    yield started_chromium
    for context in started_chromium.contexts:
        context.close()


# All that a test can leave behind in a context but its cache, with which each page after the first comes much faster.
LEFT = "cookies,local_storage,indexeddb,service_workers,cache_storage"


def on_a_desk(chromium: Browser, system: System) -> Iterator[BrowserContext]:
    made = chromium.new_context(
        base_url=f"http://127.0.0.1:{system.port}", viewport={"width": 1440, "height": 900}, locale="pt-BR"
    )
    made.set_default_timeout(20_000)
    yield made
    made.close()


desktop = pytest.fixture(scope="module", name="desktop")(on_a_desk)
apart = pytest.fixture(name="apart")(on_a_desk)


@pytest.fixture
def context(desktop: BrowserContext, system: System) -> Iterator[BrowserContext]:
    """As new. Scripts of its own and a clock would stay: whoever wants them takes `apart`."""
    yield desktop
    for page in desktop.pages:
        page.close()
    desktop.unroute_all()
    desktop.set_offline(False)
    desktop.clear_permissions()
    desktop.clear_cookies()
    page = desktop.new_page()
    origin = {"origin": f"http://127.0.0.1:{system.port}", "storageTypes": LEFT}
    desktop.new_cdp_session(page).send("Storage.clearDataForOrigin", origin)
    page.close()


@pytest.fixture
def ana(context: BrowserContext) -> Page:
    return signed_in(context, "atendente@empresa.com")


@pytest.fixture
def timed(apart: BrowserContext) -> Page:
    """With a clock that is set by hand."""
    page = signed_in(apart, "atendente@empresa.com")
    page.clock.install()
    return page


class Traffic:
    """What goes between a page and the server."""

    def __init__(self, page: Page) -> None:
        self.is_told, self.last, self.waiting = False, time.monotonic(), set[Request]()
        page.on("request", self._asks)
        page.on("requestfinished", self._has)
        page.on("requestfailed", self._has)
        page.on("websocket", lambda socket: socket.on("framereceived", lambda _: self._hears()))

    def _asks(self, request: Request) -> None:
        if request.is_navigation_request() and not request.frame.parent_frame:
            self.is_told = False
            self.waiting.clear()
        self.last = time.monotonic()
        self.waiting.add(request)

    def _has(self, request: Request) -> None:
        self.last = time.monotonic()
        self.waiting.discard(request)

    def _hears(self) -> None:
        self.is_told = True

    def is_quiet(self, held: str) -> bool:
        waiting = [request for request in self.waiting if not held or not request.url.endswith(held)]
        return self.is_told and not waiting and time.monotonic() - self.last > QUIET


traffic: WeakKeyDictionary[Page, Traffic] = WeakKeyDictionary()


def settle(page: Page, *, held: str = "") -> None:
    """Until the page is told what happens, and has all that it asked for about what happened while it was made, but
    for what the test holds back: addresses with this end."""
    ends = time.monotonic() + 20
    while not traffic[page].is_quiet(held):
        assert time.monotonic() < ends, [request.url for request in traffic[page].waiting]
        page.wait_for_timeout(50)


# By e-mail the cookies of who signed in.
sessions: dict[str, Sequence[Any]] = {}


def signed_in(context: BrowserContext, email: str) -> Page:
    """In the session that an earlier test began, if it still counts: drawing the form and hashing the password take
    longer than many a test. Where signing in or out is part of what is tested, or a second session of one person, it
    is `sign_in`."""
    if email in sessions:
        context.add_cookies(sessions[email])
        page = watched(context.new_page())
        page.goto("/")
        if "/login" not in page.url:
            return page
        page.close()
    page = sign_in(context, email)
    sessions[email] = context.cookies()
    return page


def watched(page: Page) -> Page:
    traffic[page] = Traffic(page)
    return page


def sign_in(context: BrowserContext, email: str, password: str = "senha123") -> Page:
    page = watched(context.new_page())
    page.goto("/login")
    page.fill("[name=email]", email)
    page.fill("[name=password]", password)
    page.click("button.primary")
    page.wait_for_url(lambda url: "/login" not in url)
    return page


def until(page: Page, expression: str, *, seconds: float = 8) -> None:
    """As `wait_for_function`, which needs a page that runs text as code."""
    ends = time.monotonic() + seconds
    while not page.evaluate(expression):
        assert time.monotonic() < ends, expression
        page.wait_for_timeout(50)


def leave_empty(page: Page) -> None:
    """Nothing is left in the field for the next test, on the server neither."""
    page.fill("#words", "")
    until(page, "!Object.keys(localStorage).some((key) => key.endsWith('.unsaved'))")
