"""A message is forwarded from its bubble to another open conversation."""

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.states import JOAO
from tests.browser.test_late_answers import held_one, hold

pytestmark = pytest.mark.browser


def test_a_message_is_forwarded_by_keys(ana: Page) -> None:
    ana.goto(JOAO)
    item = ana.locator(".item.message.incoming").last
    words = item.locator(".words").inner_text()
    item.hover()
    item.locator("[data-act=forward]").click()
    expect(ana.locator("#forward-what")).to_have_text(words)
    options = ana.locator("#forward-list [role=option]")
    expect(options.first).to_be_visible()
    name = options.first.locator(".palette-text").inner_text()
    held = hold(ana, "**/forward?*")
    ana.keyboard.type(name)
    ana.keyboard.press("Enter")  # too early: what is shown was found for other words
    held_one(ana, held)
    expect(ana.locator("#forward")).to_be_visible()
    ana.wait_for_timeout(500)
    with ana.expect_response("**/forward?*"):
        for route in held:
            route.continue_()
    ana.unroute("**/forward?*")
    ana.wait_for_timeout(300)
    expect(options.first).to_contain_text(name)
    ana.keyboard.press("Enter")
    ana.locator(".toast", has_text=f"Encaminhada para {name}").get_by_role("button").click()
    expect(ana.locator(".thread-head")).to_contain_text(name)
    expect(ana.locator(".item.outgoing", has_text=words).locator(".kind")).to_have_text("Encaminhada")


def button_of(page: Page, at: int) -> Locator:
    item = page.locator(".item.message.incoming").nth(at)
    item.hover()
    return item.locator("[data-act=forward]")


def test_enter_that_is_held_down_forwards_to_nobody(ana: Page) -> None:
    ana.goto(JOAO)
    sent: list[Route] = []

    def answer(route: Route) -> None:
        sent.append(route)
        route.fulfill(json={"ok": True})

    ana.route("**/messages/*/forward", answer)
    dialog, options = ana.locator("#forward"), ana.locator("#forward-list [role=option]")
    button_of(ana, -1).focus()
    ana.keyboard.down("Enter")
    expect(options.first).to_be_visible()
    ana.keyboard.down("Enter")  # again and again, as long as it is held
    ana.keyboard.up("Enter")
    expect(dialog).to_be_visible()
    with ana.expect_response("**/messages/*/forward"):
        ana.keyboard.down("Enter")
    expect(dialog).to_be_hidden()
    expect(button_of(ana, -1)).to_be_focused()
    ana.keyboard.down("Enter")
    expect(dialog).to_be_hidden()
    ana.keyboard.up("Enter")
    assert len(sent) == 1


def test_a_refusal_that_comes_after_the_dialog_was_left_is_told_and_is_not_the_next_ones(ana: Page) -> None:
    ana.goto(JOAO)
    held = hold(ana, "**/messages/*/forward")
    dialog, options = ana.locator("#forward"), ana.locator("#forward-list [role=option]")
    button_of(ana, -1).click()
    options.first.click()
    first = held_one(ana, held)
    ana.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    button_of(ana, -2).click()
    expect(options.first).to_be_visible()
    first.fulfill(status=409, json={"code": "x", "detail": "Agora não."})
    expect(ana.locator(".toast", has_text="Agora não.")).to_be_visible()
    expect(ana.locator("#forward-error")).to_be_hidden()
    held.clear()
    options.first.click()
    held_one(ana, held).fulfill(json={"ok": True})
    expect(dialog).to_be_hidden()


def test_another_message_can_be_forwarded_while_the_first_one_has_no_answer(ana: Page) -> None:
    ana.goto(JOAO)
    held = hold(ana, "**/messages/*/forward")
    options = ana.locator("#forward-list [role=option]")
    button_of(ana, -1).click()
    options.first.click()
    first = held_one(ana, held)
    ana.keyboard.press("Escape")
    button_of(ana, -2).click()
    held.clear()
    options.first.click()
    held_one(ana, held).fulfill(json={"ok": True})
    expect(ana.locator("#forward")).to_be_hidden()
    first.fulfill(json={"ok": True})
