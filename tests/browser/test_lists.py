"""Filters and pages of lists change in place, are kept by the address, and work without scripts."""

import re

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.browser.conftest import sign_in, signed_in
from tests.flow.system import System

pytestmark = pytest.mark.browser


@pytest.fixture
def carlos(context: BrowserContext) -> Page:
    return signed_in(context, "supervisor@empresa.com")


def marked(page: Page, path: str) -> None:
    """With a mark that goes when the page is loaded anew."""
    page.goto(path)
    page.evaluate("document.body.dataset.same = '1'")


def is_same(page: Page) -> bool:
    return bool(page.evaluate("document.body.dataset.same === '1'"))


def test_a_filter_changes_the_list_in_place_and_the_browser_goes_back(carlos: Page) -> None:
    marked(carlos, "/bot/knowledge")
    rows = carlos.locator(".bot-row")
    whole = rows.count()
    carlos.fill("[name=q]", "boleto")
    carlos.keyboard.press("Enter")
    expect(carlos).to_have_url(re.compile(r"\?q=boleto&"))
    expect(rows).not_to_have_count(whole)
    expect(carlos.locator("[name=q]")).to_be_focused()
    expect(carlos.locator("#told")).to_have_text(f"Conhecimento: {rows.count()} linhas")
    carlos.select_option("[name=status]", "archived")
    carlos.click(".bot-filter button")
    expect(carlos.locator(".empty")).to_be_visible()
    expect(carlos.locator(".bot-filter button")).to_be_focused()
    carlos.go_back()
    expect(rows.first).to_be_visible()
    expect(carlos.locator("[name=status]")).to_have_value("")
    carlos.go_back()
    expect(rows).to_have_count(whole)
    expect(carlos.locator("[name=q]")).to_have_value("")
    assert is_same(carlos)


def test_what_was_chosen_goes_with_its_row(carlos: Page) -> None:
    marked(carlos, "/bot/knowledge")
    carlos.locator("[x-ref=all]").check()
    expect(carlos.locator(".bot-bar")).to_be_visible()
    carlos.fill("[name=q]", "boleto")
    carlos.keyboard.press("Enter")
    expect(carlos.locator(".bot-bar")).to_be_hidden()
    assert carlos.locator(".pick input:checked").count() == 0
    carlos.locator(".pick input").first.check()
    expect(carlos.locator(".bot-bar [x-text]")).to_have_text("1 escolhido")
    assert is_same(carlos)


def test_a_later_page_begins_where_the_earlier_ended_and_leads_back(carlos: Page) -> None:
    marked(carlos, "/bot/knowledge?status=all")
    if not carlos.locator(".bot-more a").count():
        pytest.skip("one page holds them all")
    first = carlos.locator(".bot-name").all_text_contents()
    carlos.locator(".bot-more a").click()
    expect(carlos.locator(".bot-name").first).not_to_have_text(first[0])
    assert not set(first) & set(carlos.locator(".bot-name").all_text_contents())
    expect(carlos.locator(".bot-row-main").first).to_be_focused()
    assert carlos.evaluate("document.querySelector('main').scrollTop") == 0
    carlos.get_by_role("link", name="Primeira página").click()
    expect(carlos.locator(".bot-name").first).to_have_text(first[0])
    assert is_same(carlos)


def test_days_that_make_no_sense_are_told_in_place(carlos: Page) -> None:
    marked(carlos, "/overview/sla?from=2026-11-01&until=2026-11-02")
    carlos.fill("[name=until]", "2026-10-01")
    carlos.click(".days button")
    expect(carlos.locator("#days-error")).to_be_visible()
    expect(carlos.locator("[name=until]")).to_have_attribute("aria-invalid", "true")
    assert is_same(carlos)


def test_what_does_not_come_leaves_the_list_as_it_is(carlos: Page) -> None:
    marked(carlos, "/bot/gaps")
    carlos.route("**/bot/gaps?**", lambda route: route.abort())
    carlos.locator(".bot-kinds a").last.click()
    expect(carlos.locator("#toasts")).to_contain_text("Não foi possível falar com o servidor")
    expect(carlos).to_have_url(re.compile("/bot/gaps$"))
    carlos.unroute("**/bot/gaps?**")
    carlos.locator(".bot-kinds a").last.click()
    expect(carlos.locator(".bot-kinds a").last).to_have_attribute("aria-current", "page")
    expect(carlos.locator(".bot-kinds a").last).to_be_focused()
    assert is_same(carlos)


def test_of_two_that_are_asked_for_the_later_counts(carlos: Page) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    carlos.route("**/bot/figures?**period=30**", hold)
    marked(carlos, "/bot/figures")
    periods = carlos.locator(".bot-filter a")
    periods.nth(2).click()
    periods.nth(0).click()
    expect(periods.nth(0)).to_have_attribute("aria-current", "true")
    assert held
    carlos.wait_for_timeout(300)
    expect(carlos).to_have_url(re.compile("period=today"))


def test_without_scripts_links_and_forms_do_the_same(chromium: Browser, system: System) -> None:
    made = chromium.new_context(base_url=f"http://127.0.0.1:{system.port}", locale="pt-BR", java_script_enabled=False)
    page = sign_in(made, "supervisor@empresa.com")
    page.goto("/bot/knowledge?q=fatura&after=1~A")
    page.fill("[name=q]", "boleto")
    page.click(".bot-filter button")
    assert "q=boleto" in page.url and "after" not in page.url
    assert page.locator(".bot-row").count()
    made.close()
