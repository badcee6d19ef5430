"""What keeps the page quick: what is asked for ahead, and what waits while somebody writes."""

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import leave_empty, settle, until
from tests.browser.test_inbox import JOAO, customer_writes, unique
from tests.flow.system import System

pytestmark = pytest.mark.browser
WATCHED = """
() => {
  window.changes = [];
  const told = ({ type, target, attributeName }) => `${type} ${target.nodeName} ${attributeName}`;
  new MutationObserver((found) => window.changes.push(...found.map(told))).observe(document.getElementById("composer"),
    { attributes: true, childList: true, characterData: true, subtree: true });
}
"""


def test_a_pointer_that_goes_over_many_cards_asks_for_one_at_a_time(ana: Page) -> None:
    ana.goto("/?tab=all")
    first = ana.locator(".card").first.get_attribute("data-id") or ""
    held: list[Route] = []

    def hold(route: Route) -> None:
        """All but the first, which is for whoever goes by keys, and comes when the page is at rest."""
        if first in route.request.url:
            route.continue_()
        else:
            held.insert(0, route)

    ana.route("**/inbox/*/pane", hold)
    for number in range(1, 4):
        ana.locator(".card").nth(number).hover()
        ana.wait_for_timeout(200)
    assert len(held) == 1
    last = ana.locator(".card").nth(3).get_attribute("data-id")
    with ana.expect_request(f"**/inbox/{last}/pane"):  # where it rests now, and not what it went over
        held[0].continue_()
    ana.wait_for_timeout(200)
    assert len(held) == 2
    ana.unroute_all()


def test_the_first_key_finds_its_conversation_fetched_once_the_page_is_at_rest_and_unread_still(ana: Page) -> None:
    with ana.expect_response("**/inbox/*/pane") as fetched:
        ana.goto("/?tab=mine")
    address = fetched.value.url.removesuffix("/pane")
    card = ana.locator(f'.card[href="/{address.split("/", 3)[3]}"]')
    unread = card.locator(".unread").all_text_contents()
    with ana.expect_response("**/inbox/*/pane"):
        ana.reload()
    assert card.locator(".unread").all_text_contents() == unread
    asked: list[str] = []
    ana.on("request", lambda request: asked.append(request.url))
    ana.keyboard.press("j")
    expect(ana.locator(f'.thread[data-url="/{address.split("/", 3)[3]}"]')).to_be_visible()
    assert fetched.value.url not in asked


def test_icons_that_are_fetched_later_are_the_pages_own(ana: Page) -> None:
    ana.goto("/?tab=all")
    until(ana, "document.querySelector('body > svg symbol#icon-check') !== null")
    ana.locator(".card").nth(1).click()
    expect(ana.locator(".thread .item").first).to_be_visible()
    shown = ana.locator("#workspace use").evaluate_all("(all) => all.map((use) => use.getAttribute('href'))")
    assert shown and all(ana.locator(f"body > svg symbol{name}").count() == 1 for name in set(shown))


def test_a_letter_changes_nothing_but_the_field(ana: Page) -> None:
    ana.goto(JOAO)
    ana.focus("#words")
    ana.keyboard.type("o")
    ana.evaluate(WATCHED)
    ana.keyboard.type("lá, tudo bem")
    expect(ana.locator("#words")).to_have_value("olá, tudo bem")
    assert ana.evaluate("changes") == []
    leave_empty(ana)


def test_what_others_do_comes_while_somebody_writes(ana: Page, system: System) -> None:
    ana.goto(JOAO + "?tab=all")
    settle(ana)
    text = unique("enquanto se escreve")
    ana.focus("#words")
    ana.keyboard.type("um momento")
    customer_writes(system, text)
    until(ana, f"document.getElementById('cards').textContent.includes('{text}')")
    expect(ana.locator("#words")).to_be_focused()
    expect(ana.locator("#words")).to_have_value("um momento")
    leave_empty(ana)
