"""A message is forwarded from its bubble to another open conversation."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.states import JOAO
from tests.browser.test_late_answers import held_one, hold

pytestmark = pytest.mark.browser


def test_a_message_is_forwarded_by_keys(ana: Page) -> None:
    ana.goto(JOAO)
    item = ana.locator(".item.message.incoming").last
    words = item.locator(".words").inner_text()
    item.hover()
    item.locator("[data-act=forward]").click()
    expect(ana.locator("#forward-what")).to_have_text(words)
    options = ana.locator("#forward-list [role=option]")
    expect(options.first).to_be_visible()
    name = options.first.locator(".palette-text").inner_text()
    held = hold(ana, "**/forward?*")
    ana.keyboard.type(name)
    ana.keyboard.press("Enter")  # too early: what is shown was found for other words
    held_one(ana, held)
    expect(ana.locator("#forward")).to_be_visible()
    ana.wait_for_timeout(500)
    with ana.expect_response("**/forward?*"):
        for route in held:
            route.continue_()
    ana.unroute("**/forward?*")
    ana.wait_for_timeout(300)
    expect(options.first).to_contain_text(name)
    ana.keyboard.press("Enter")
    ana.locator(".toast", has_text=f"Encaminhada para {name}").get_by_role("button").click()
    expect(ana.locator(".thread-head")).to_contain_text(name)
    expect(ana.locator(".item.outgoing", has_text=words).locator(".kind")).to_have_text("Encaminhada")
