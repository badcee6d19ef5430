"""A message is forwarded from its bubble to another open conversation."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.states import JOAO

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
    ana.keyboard.type(name.split()[0])
    expect(options.first).to_contain_text(name)
    ana.keyboard.press("Enter")
    expect(ana.locator(".toast")).to_contain_text(name)
    ana.locator(".toast button").click()
    expect(ana.locator(".thread-head")).to_contain_text(name)
    expect(ana.locator(".item.outgoing", has_text=words).locator(".kind")).to_have_text("Encaminhada")
