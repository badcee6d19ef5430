"""Search inside the open conversation, by keys."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.states import JOAO

pytestmark = pytest.mark.browser


def test_one_goes_from_hit_to_hit_by_keys(ana: Page) -> None:
    ana.goto(JOAO)
    ana.locator("#scroller").focus()
    ana.keyboard.press("f")
    ana.keyboard.type("a")
    place = ana.locator("#inside [data-place]")
    expect(place).to_contain_text("1 de ")
    ana.keyboard.press("ArrowUp")
    expect(place).to_contain_text("2 de ")
    assert ana.evaluate("CSS.highlights.get('found').size") > 1
    ana.keyboard.press("Control+a")
    ana.keyboard.type("zzzz")
    expect(place).to_have_text("Nada encontrado")
    ana.keyboard.press("Escape")
    expect(ana.locator("#inside")).to_be_hidden()
    expect(ana.locator("#scroller")).to_be_focused()
