"""What a card's own menu does, without opening the conversation."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import UNDO
from tests.browser.test_inbox import JOAO, customer_writes, unique
from tests.flow.system import System

pytestmark = pytest.mark.browser


def waiting(page: Page, system: System) -> str:
    """The card of a customer of its own, whom the bot talks to."""
    phone = f"+55119{unique('')[-8:]}"
    customer_writes(system, "Oi", phone)
    selector = f".card[data-name='{phone}']"
    expect(page.locator(selector)).to_have_count(1)
    return selector


def test_the_right_button_takes_labels_and_closes_what_is_not_open(ana: Page, system: System) -> None:
    ana.goto("/?tab=all")
    card, menu = ana.locator(waiting(ana, system)), ana.locator("#card-menu")
    card.click(button="right")
    expect(menu).to_be_visible()
    expect(menu.locator(".menu-item:focus")).to_have_count(1)
    menu.locator('[data-bulk="agent:me"]').click()
    expect(card).to_have_attribute("data-status", "in_progress")
    expect(ana.locator(".thread")).to_have_count(0)
    card.click(button="right")
    menu.locator('[data-to="label"]').click()
    label = menu.locator('[data-bulk^="label:"]').first
    name = label.inner_text()
    label.click()
    expect(card.locator(f'.tagged[title="{name}"]')).to_have_count(1)
    card.click(button="right")
    menu.locator('[data-to="label"]').click()
    expect(label).to_have_attribute("aria-pressed", "true")
    label.click()
    expect(card.locator(f'.tagged[title="{name}"]')).to_have_count(0)
    card.click(button="right")
    menu.locator('[data-to="close"]').click()
    menu.locator('[data-bulk="close:resolved"]').click()
    expect(ana.locator(".toast", has_text="1 conversa").last).to_be_visible()
    ana.locator(UNDO).last.click()
    expect(card).to_have_attribute("data-status", "in_progress")


def test_it_sets_aside_by_the_keyboard_and_takes_it_back(ana: Page, system: System) -> None:
    ana.goto("/?tab=all")
    card, menu = ana.locator(waiting(ana, system)), ana.locator("#card-menu")
    card.click(button="right")
    menu.locator('[data-bulk="agent:me"]').click()
    expect(card).to_have_attribute("data-status", "in_progress")
    card.focus()
    ana.keyboard.press("Shift+F10")
    expect(menu).to_be_visible()
    for _ in range(12):
        if menu.locator('[data-to="snooze"]:focus').count():
            break
        ana.keyboard.press("ArrowDown")
    ana.keyboard.press("Enter")
    expect(menu.locator("[data-presets] button:focus")).to_have_count(1)
    ana.keyboard.press("Enter")
    expect(ana.locator(".toast", has_text="Adiada até").last).to_be_visible()
    expect(card.locator(".chip.snooze")).to_have_count(1)
    ana.locator(UNDO).last.click()
    expect(card.locator(".chip.snooze")).to_have_count(0)


def test_on_one_of_several_that_are_selected_it_is_about_all(ana: Page, system: System) -> None:
    ana.goto("/?tab=all")
    cards = [ana.locator(waiting(ana, system)) for _ in range(2)]
    for card in cards:
        card.locator("[data-pick]").click()
    cards[0].click(button="right")
    expect(ana.locator("#card-menu [data-whose]")).to_contain_text("2")
    expect(ana.locator("#card-menu [data-to=snooze]")).to_be_hidden()
    ana.locator("#card-menu [data-to=priority]").click()
    ana.locator('#card-menu [data-bulk="priority:3"]').click()
    for card in cards:
        expect(card).to_have_attribute("data-priority", "3")
    expect(ana.locator(".toast", has_text="2 conversas").last).to_be_visible()


def test_shift_gives_the_browsers_own(ana: Page) -> None:
    ana.goto(f"{JOAO}?tab=all")
    ana.locator(".card").first.click(button="right", modifiers=["Shift"])
    expect(ana.locator("#card-menu")).to_be_hidden()
