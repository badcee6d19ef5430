"""Whoever uses no mouse always knows where they are: the focus goes along, and stays when what had it goes away."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import until
from tests.browser.states import JOAO

pytestmark = pytest.mark.browser
SOMEWHERE = "document.activeElement !== document.body"


def test_the_next_conversation_takes_the_focus_along(ana: Page) -> None:
    ana.goto("/?tab=all")
    ana.keyboard.press("j")
    expect(ana.locator(".card[aria-current=true]")).to_be_focused()
    ana.keyboard.press("?")
    expect(ana.locator("#help")).to_be_focused()
    ana.keyboard.press("Escape")
    expect(ana.locator(".card[aria-current=true]")).to_be_focused()


def test_a_list_that_is_drawn_anew_keeps_it(timed: Page) -> None:
    timed.goto("/?tab=all")
    card = timed.locator(".card").nth(1)
    chosen = card.get_attribute("data-id") or ""
    card.focus()
    card.evaluate("(one) => one.dataset.seen = 1")
    timed.clock.fast_forward("01:05")
    expect(timed.locator(".card[data-seen]")).to_have_count(0)
    expect(timed.locator(f'.card[data-id="{chosen}"]')).to_be_focused()


def test_escape_leads_from_the_box_to_the_messages(ana: Page) -> None:
    ana.goto(JOAO)
    ana.keyboard.press("r")
    expect(ana.locator("#words")).to_be_focused()
    ana.keyboard.press("Escape")
    expect(ana.locator("#scroller")).to_be_focused()
    ana.keyboard.press("n")
    expect(ana.locator("#words")).to_be_focused()


def test_a_quote_that_is_dropped_gives_it_to_the_box(ana: Page) -> None:
    ana.goto(JOAO)
    ana.locator(".item.incoming [data-act=quote]").last.press("Enter")
    ana.locator("[data-act=unquote]").press("Enter")
    expect(ana.locator("#words")).to_be_focused()


def test_a_command_does_not_lose_it(ana: Page) -> None:
    ana.goto(JOAO)
    wait = ana.locator("#more [data-command=wait]")
    ana.locator("[popovertarget=more]").press("Enter")
    wait.press("Enter")
    expect(ana.locator(".thread-head .state")).to_have_class(re.compile("waiting"))
    until(ana, SOMEWHERE)
    ana.locator("[popovertarget=more]").press("Enter")
    ana.locator("#more [data-command=resume]").press("Enter")
    expect(ana.locator(".thread-head .state")).to_have_class(re.compile("in_progress"))
    until(ana, SOMEWHERE)


def test_the_last_that_was_chosen_takes_it_when_nothing_is_chosen_any_more(ana: Page) -> None:
    ana.goto("/?tab=all")
    card = ana.locator(".card").nth(1)
    card.press("x")
    expect(card).to_have_attribute("aria-description", "Conversas selecionadas")
    ana.locator("[data-act=bulk-none]").press("Enter")
    expect(card).to_be_focused()
    expect(card).not_to_have_attribute("aria-description", "Conversas selecionadas")


def test_a_list_that_is_chosen_is_told_as_current(ana: Page) -> None:
    ana.goto("/?tab=all")
    ana.click(".tabs [data-tab=queue]")
    expect(ana.locator(".tabs [data-tab=queue]")).to_have_attribute("aria-current", "true")
    expect(ana.locator(".tabs [data-tab=all]")).not_to_have_attribute("aria-current", re.compile(""))


def test_the_panel_gives_it_back_when_it_is_put_away(ana: Page) -> None:
    ana.goto(JOAO)
    ana.locator(".panel-head [data-act=panel]").press("Enter")
    expect(ana.locator(".thread-head .tool[data-act=panel]")).to_be_focused()
    ana.set_viewport_size({"width": 390, "height": 844})
    ana.locator(".who").press("Enter")
    expect(ana.locator(".panel-head [data-act=panel]")).to_be_focused()
    ana.keyboard.press("Escape")
    expect(ana.locator(".who")).to_be_focused()
    ana.set_viewport_size({"width": 1440, "height": 900})
    ana.locator(".thread-head .tool[data-act=panel]").press("Enter")  # kept in a cookie
