"""Setting a conversation aside, and its coming back."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import UNDO
from tests.browser.test_inbox import customer_writes, unique
from tests.flow.system import System

pytestmark = pytest.mark.browser


@pytest.fixture
def mine(ana: Page, system: System) -> str:
    """A conversation of hers, of a customer of its own: the phone."""
    phone = f"+55119{unique('')[-8:]}"
    customer_writes(system, "Oi", phone)
    ana.goto("/?tab=all")
    card = ana.locator(f".card[data-name='{phone}']").first
    card.click()
    ana.click('.thread-head [data-command="take"]')
    expect(ana.locator(".thread-head")).to_have_attribute("data-status", "in_progress")
    return phone


def counted(page: Page, name: str) -> Any:
    return page.locator(f'.tabs [data-count="{name}"]')


def test_it_leaves_mine_by_a_key_and_is_undone(ana: Page, mine: str) -> None:
    ana.goto(re.sub(r"\?.*", "?tab=mine", ana.url))
    chosen = ana.locator(".card[aria-current]")
    expect(chosen).to_have_count(1)
    ana.keyboard.press("s")
    expect(ana.locator("#snooze [data-first]")).to_be_focused()
    ana.keyboard.press("Enter")
    expect(ana.locator(".toast", has_text="Adiada até").last).to_be_visible()
    ana.mouse.move(900, 400)
    expect(chosen).to_have_count(0)
    expect(ana.locator(".thread-head .head-snooze")).to_be_visible()
    expect(counted(ana, "snoozed")).to_be_visible()
    ana.locator(UNDO).last.click()
    expect(ana.locator(".thread-head .head-snooze")).to_have_count(0)
    expect(ana.locator(".card[aria-current]")).to_have_count(1)


def test_until_the_customer_writes_and_back_by_that(ana: Page, mine: str, system: System) -> None:
    ana.keyboard.press("s")
    ana.click('#snooze [value="reply"]')
    expect(ana.locator(".thread-head .head-snooze")).to_contain_text("até responder")
    ana.click('.tabs [data-tab="snoozed"]')
    expect(ana.locator(".card .is-return").first).to_contain_text("até responder")
    customer_writes(system, "voltei", mine)
    expect(ana.locator(".thread-head .head-snooze")).to_have_count(0)
    expect(ana.locator(".item.event", has_text="De volta: o cliente escreveu")).to_have_count(1)


def test_a_time_of_ones_own_that_is_past_is_refused_where_it_is_asked(ana: Page, mine: str) -> None:
    ana.keyboard.press("s")
    ana.fill("#snooze [name=own]", "2020-01-01T09:00")
    ana.press("#snooze [name=own]", "Enter")
    expect(ana.locator("#snooze .form-error")).to_contain_text("ainda não passou")
    expect(ana.locator(".thread-head .head-snooze")).to_have_count(0)
    ana.keyboard.press("Escape")
    ana.keyboard.press("Control+k")
    ana.keyboard.type("adiar")
    expect(ana.locator("#palette-list [aria-selected=true] kbd")).to_have_text("s")
