"""A real Chromium before the real system. Without Chromium the tests are skipped, except where CI promises one."""

import os
import shutil
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

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


@pytest.fixture(scope="session")
def system() -> Iterator[System]:
    with running(DEMO="1", CHATBOT_WAIT_MS="100") as started:
        yield started


# Not for the session: while Playwright's loop runs, no asynchronous test can run its own.
@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    if not CHROMIUM and os.environ.get("CI") != "true":
        pytest.skip("no chromium here")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def context(chromium: Browser, system: System) -> Iterator[BrowserContext]:
    made = chromium.new_context(
        base_url=f"http://127.0.0.1:{system.port}", viewport={"width": 1440, "height": 900}, locale="pt-BR"
    )
    made.set_default_timeout(8000)
    yield made
    made.close()


@pytest.fixture
def ana(context: BrowserContext) -> Page:
    return sign_in(context, "atendente@empresa.com")


def sign_in(context: BrowserContext, email: str, password: str = "senha123") -> Page:
    page = context.new_page()
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
