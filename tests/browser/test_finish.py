"""The last answer and the closing by one key."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.test_inbox import JOAO, unique

pytestmark = pytest.mark.browser


def test_what_is_sent_has_gone_before_the_closing_is_asked_about(ana: Page, context: BrowserContext) -> None:
    text = unique("por nada, até logo")
    ana.goto(JOAO)
    ana.fill("#words", text)
    context.route("**/messages", lambda route: route.abort())
    ana.press("#words", "Control+Shift+Enter")
    expect(ana.locator(".item.is-pending", has_text=text)).to_have_count(1)
    expect(ana.locator("#close")).to_be_hidden()
    context.unroute_all(behavior="ignoreErrors")
    expect(ana.locator("#close")).to_be_visible(timeout=20_000)
    expect(ana.locator(".item.outgoing[data-id]", has_text=text)).to_have_count(1)
    expect(ana.locator("#close [type=radio]").first).to_be_focused()
    ana.keyboard.press("Escape")
    expect(ana.locator("#close")).to_be_hidden()


def test_with_a_note_it_asks_nothing(ana: Page) -> None:
    ana.goto(JOAO)
    ana.click('.composer-tabs [data-kind="note"]')
    ana.fill("#words", "só um rascunho")
    ana.press("#words", "Control+Shift+Enter")
    ana.wait_for_timeout(300)
    expect(ana.locator("#close")).to_be_hidden()
    ana.fill("#words", "")
