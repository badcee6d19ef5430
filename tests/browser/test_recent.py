"""What was open before: one key away, and first in the command bar."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_inbox import JOAO

pytestmark = pytest.mark.browser

NAME = ".thread-head .who strong"


def test_a_key_goes_back_and_forth_between_two_conversations(ana: Page) -> None:
    ana.goto(f"{JOAO}?tab=all")
    ana.locator(".card:not([aria-current])").first.click()
    expect(ana.locator(NAME)).not_to_have_text("João Silva")
    other = ana.locator(NAME).inner_text()
    ana.keyboard.press("b")
    expect(ana.locator(NAME)).to_have_text("João Silva")
    ana.reload()
    ana.keyboard.press("b")
    expect(ana.locator(NAME)).to_have_text(other)
    ana.keyboard.press("b")
    expect(ana.locator(NAME)).to_have_text("João Silva")


def test_the_command_bar_begins_with_what_was_open_before(ana: Page) -> None:
    ana.goto(f"{JOAO}?tab=all")
    ana.locator(".card:not([aria-current])").first.click()
    expect(ana.locator(NAME)).not_to_have_text("João Silva")
    ana.keyboard.press("Control+k")
    first = ana.locator("#palette-list li").first
    expect(first).to_contain_text("João Silva")
    expect(first).to_contain_text("Recente")
    expect(first.locator("kbd")).to_have_text("b")
    ana.keyboard.type("joão silva")
    expect(ana.locator("#palette-list li", has_text="João Silva")).to_have_count(1)
    ana.keyboard.press("Enter")
    expect(ana.locator(NAME)).to_have_text("João Silva")
