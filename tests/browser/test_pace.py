"""What keeps the page quick: what is asked for ahead, and what waits while somebody writes."""

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import until
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
    held: list[Route] = []
    ana.route("**/inbox/*/pane", lambda route: held.insert(0, route))
    for number in range(3):
        ana.locator(".card").nth(number).hover()
        ana.wait_for_timeout(200)
    assert len(held) == 1
    last = ana.locator(".card").nth(2).get_attribute("data-id")
    with ana.expect_request(f"**/inbox/{last}/pane"):  # where it rests now, and not what it went over
        held[0].continue_()
    ana.wait_for_timeout(200)
    assert len(held) == 2
    ana.unroute_all()


def test_a_letter_changes_nothing_but_the_field(ana: Page) -> None:
    ana.goto(JOAO)
    ana.focus("#words")
    ana.keyboard.type("o")
    ana.evaluate(WATCHED)
    ana.keyboard.type("lá, tudo bem")
    expect(ana.locator("#words")).to_have_value("olá, tudo bem")
    assert ana.evaluate("changes") == []
    ana.fill("#words", "")


def test_what_others_do_comes_while_somebody_writes(ana: Page, system: System) -> None:
    ana.goto(JOAO + "?tab=all")
    ana.wait_for_timeout(400)
    text = unique("enquanto se escreve")
    ana.focus("#words")
    ana.keyboard.type("um momento")
    customer_writes(system, text)
    until(ana, f"document.getElementById('cards').textContent.includes('{text}')")
    expect(ana.locator("#words")).to_be_focused()
    expect(ana.locator("#words")).to_have_value("um momento")
    ana.fill("#words", "")
