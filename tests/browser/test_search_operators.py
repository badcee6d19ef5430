"""Narrowing a search while it is typed."""

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def test_operators_are_offered_and_taken_by_the_keyboard(ana: Page) -> None:
    ana.goto("/?tab=all")
    ana.keyboard.press("/")
    ana.keyboard.type("joao seto")
    offers = ana.locator("#search-hints li")
    expect(offers).to_have_count(1)
    expect(offers.first).to_contain_text("setor:")
    ana.keyboard.press("ArrowDown")
    ana.keyboard.press("Enter")
    field = ana.locator("#search-input")
    expect(field).to_have_value("joao setor:")
    team = ana.locator('#filter-form [name="team"] option:not([value=""]):not([value="none"])').first.inner_text()
    ana.keyboard.type(team[:3].lower())
    expect(offers.first).to_have_text(team)
    ana.keyboard.press("ArrowDown")
    ana.keyboard.press("Tab")
    expect(field).to_have_value(f'joao setor:"{team}" ' if " " in team else f"joao setor:{team} ")
    expect(field).to_be_focused()
    expect(ana.locator("#search-hints")).to_be_hidden()


def test_enter_opens_what_was_found_as_long_as_no_offer_is_marked(ana: Page) -> None:
    ana.goto("/?tab=mine")
    ana.fill("#search-input", "de:joão estado:aten")
    expect(ana.locator("#search-hints li").first).to_be_visible()
    expect(ana.locator("#cards .card").first).to_have_attribute("data-name", "João Silva")
    ana.keyboard.press("Escape")
    expect(ana.locator("#search-hints")).to_be_hidden()
    expect(ana.locator("#search-input")).to_be_focused()
    ana.keyboard.press("Enter")
    expect(ana.locator(".thread-head .who strong")).to_have_text("João Silva")


def test_offers_are_taken_by_the_pointer(ana: Page) -> None:
    ana.goto("/?tab=all")
    ana.fill("#search-input", "prioridade:")
    ana.locator("#search-hints li", has_text="Urgente").click()
    expect(ana.locator("#search-input")).to_have_value("prioridade:Urgente ")
    expect(ana.locator("#search-input")).to_be_focused()
