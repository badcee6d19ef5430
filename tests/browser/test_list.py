"""The list of conversations in the browser: filters, views, search, bulk actions."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import settle
from tests.browser.test_card_menu import waiting
from tests.browser.test_inbox import JOAO, customer_writes, unique
from tests.flow.system import System

pytestmark = pytest.mark.browser


def test_filters_stand_in_the_address_and_become_a_view(ana: Page) -> None:
    ana.goto("/?tab=all")
    ana.click(".filter-button")
    ana.select_option("#filter-form [name=status]", "in_progress")
    expect(ana.locator("#narrowed .chip")).to_have_count(1)
    expect(ana.locator(".card").first).to_have_attribute("data-status", "in_progress")
    ana.fill("#view-form [name=name]", "Em atendimento agora")
    ana.click("#view-form .primary")
    expect(ana.locator("#views a[aria-current]")).to_contain_text("Em atendimento agora")
    assert "status=in_progress" in ana.url
    ana.reload()
    expect(ana.locator("#narrowed .chip")).to_have_count(1)
    ana.click("#narrowed .chip")
    expect(ana.locator("#views a[aria-current]")).to_have_count(0)
    expect(ana).to_have_url(re.compile(r"tab=all$"))


def test_a_kept_view_is_renamed_where_it_was_kept(ana: Page) -> None:
    ana.goto("/?tab=all&priority=3")
    ana.click(".filter-button")
    expect(ana.locator("#view-form")).to_contain_text("Guardar esta lista como visão")
    ana.fill("#view-form [name=name]", "Urgentes mesmo")
    ana.keyboard.press("Enter")
    current = ana.locator("#views a[aria-current]")
    expect(current).to_contain_text("Urgentes mesmo")
    ana.click(".filter-button")
    expect(ana.locator("#view-form")).to_contain_text("Nome desta visão")
    expect(ana.locator("#view-form [name=name]")).to_have_value("Urgentes mesmo")
    ana.fill("#view-form [name=name]", "Em atendimento agora")
    ana.keyboard.press("Enter")
    expect(ana.locator("#view-form .form-error")).to_have_text("Já existe uma visão com esse nome.")
    ana.fill("#view-form [name=name]", "Sem demora")
    ana.keyboard.press("Enter")
    expect(current).to_contain_text("Sem demora")
    expect(ana.locator("#views")).not_to_contain_text("Urgentes mesmo")
    ana.click(".filter-button")
    ana.select_option("#filter-form [name=status]", "in_progress")  # another list again
    expect(ana.locator("#view-form [name=name]")).to_have_value("")


def test_a_search_shows_what_it_found_and_leads_there(ana: Page) -> None:
    ana.goto("/?tab=all")
    ana.keyboard.press("/")
    ana.keyboard.type("fatura")
    expect(ana.locator(".card mark").first).to_be_visible()
    hit = ana.locator(".card[data-hit]").first
    wanted = hit.get_attribute("data-hit")
    hit.focus()
    ana.keyboard.press("Enter")
    expect(ana.locator(f'.item[data-id="{wanted}"]')).to_be_in_viewport()
    ana.keyboard.press("/")
    ana.keyboard.press("ArrowDown")
    expect(ana.locator(".card").first).to_be_focused()


def test_several_are_labelled_at_once_and_the_refused_are_named(ana: Page) -> None:
    ana.goto("/?tab=mine")
    cards = ana.locator(".card")
    cards.nth(0).locator("[data-pick]").click()
    cards.nth(2).locator("[data-pick]").click(modifiers=["Shift"])
    expect(ana.locator(".card.is-chosen")).to_have_count(3)
    chosen = [card.get_attribute("data-id") for card in ana.locator(".card.is-chosen").all()]
    ana.select_option("#bulk-act", label="Urgente")
    ana.click("#bulk .primary")
    expect(ana.locator(".toast", has_text="3 conversas alteradas").last).to_be_visible()
    expect(ana.locator("#bulk")).to_be_hidden()
    for conversation in chosen:
        expect(ana.locator(f'.card[data-id="{conversation}"] .priority-3')).to_have_count(1)


def test_a_conversation_is_put_away_as_unread_by_a_key(ana: Page, system: System) -> None:
    customer_writes(system, unique("o último"))  # opened at the unread line, it is at the end
    ana.goto(f"{JOAO}?tab=mine")
    card = ana.locator(f'.card[data-id="{JOAO.split("/")[-1]}"]')
    expect(card.locator(".unread")).to_have_count(0)
    ana.locator("#scroller").focus()
    ana.keyboard.press("u")
    expect(card.locator(".unread")).to_have_text("1")
    expect(ana.locator(".thread")).to_have_count(0)
    card.click()
    expect(card.locator(".unread")).to_have_count(0)


def test_after_a_conversation_was_closed_the_keys_go_on_from_where_it_stood(ana: Page) -> None:
    ana.goto("/?tab=mine")
    before = [card.get_attribute("data-id") or "" for card in ana.locator(".card").all()]
    ana.locator(".card").nth(1).click()
    expect(ana.locator(f'.thread[data-conversation="{before[1]}"]')).to_be_visible()
    ana.mouse.move(900, 300)
    ana.locator("#scroller").focus()
    ana.keyboard.press("e")
    ana.locator("#close .primary").click()
    expect(ana.locator(f'.card[data-id="{before[1]}"]')).to_have_count(0)
    ana.locator("#scroller").focus()
    ana.keyboard.press("j")
    expect(ana.locator(f'.thread[data-conversation="{before[2]}"]')).to_be_visible()
    ana.keyboard.press("k")
    expect(ana.locator(f'.thread[data-conversation="{before[0]}"]')).to_be_visible()


def test_what_leaves_the_list_is_no_longer_chosen(ana: Page, system: System) -> None:
    ana.goto("/?tab=all")
    settle(ana)
    cards = [ana.locator(waiting(ana, system)) for _ in range(2)]
    for card in cards:
        card.locator("[data-pick]").click()
    ana.mouse.move(900, 400)
    expect(ana.locator("#bulk-count")).to_have_text("2 selecionadas")
    close = """async (id) => {
      const headers = { "X-CSRFToken": document.querySelector('meta[name="csrf-token"]').content };
      const body = new URLSearchParams({ act: "close:resolved", id });
      await fetch("/inbox/bulk", { method: "POST", headers, body });
    }"""
    ana.evaluate(close, cards[0].get_attribute("data-id"))
    expect(cards[0]).to_have_count(0)
    expect(ana.locator("#bulk-count")).to_have_text("1 selecionada")
    ana.evaluate(close, cards[1].get_attribute("data-id"))
    expect(ana.locator("#bulk")).to_be_hidden()
