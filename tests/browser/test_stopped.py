"""The server is stopped while somebody sends."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import until
from tests.browser.test_inbox import JOAO, unique
from tests.flow.system import System

pytestmark = pytest.mark.browser


@contextmanager
def stopped(system: System) -> Iterator[None]:
    """The supervisor sleeps meanwhile, so that nothing brings the web server back."""
    assert system.process is not None
    system.process.send_signal(signal.SIGSTOP)
    try:
        system.kill("web")
        yield
    finally:
        system.process.send_signal(signal.SIGCONT)
        system.wait_healthy(90)


def test_it_waits_with_a_clock_and_goes_out_once_when_the_server_is_back(ana: Page, system: System) -> None:
    text = unique("durante a queda")
    ana.goto(JOAO)
    expect(ana.locator(".item").last).to_be_visible()
    expect(ana.locator("#offline")).to_be_hidden()
    with stopped(system):
        ana.fill("#words", text)
        ana.press("#words", "Enter")
        waiting = ana.locator(".item.is-pending", has_text=text)
        expect(waiting).to_have_count(1)
        expect(ana.locator("#words")).to_have_value("")
        # The clock is drawn, too: no picture has to come for it.
        until(ana, "document.querySelector('.item.is-pending .stamp use').getBBox().width > 0")
        expect(ana.locator("#offline")).to_be_visible(timeout=20_000)
    expect(ana.locator(".item.outgoing[data-id]", has_text=text)).to_have_count(1, timeout=60_000)
    expect(waiting).to_have_count(0)
    expect(ana.locator("#offline")).to_be_hidden(timeout=30_000)
    ana.reload()
    expect(ana.locator(".item.outgoing", has_text=text)).to_have_count(1)
