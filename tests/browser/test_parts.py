"""Parts of a page that htmx fetches: who asks, and what is told when nothing comes."""

import json

import pytest
from playwright.sync_api import Page, Request, Route, expect

from tests.browser.states import JOAO

pytestmark = pytest.mark.browser
FILES = "**/shared?*"
REFUSED = {"status": 409, "content_type": "application/json"}


def test_what_does_not_come_is_told_in_its_place_and_comes_when_asked_again(ana: Page) -> None:
    ana.route(FILES, lambda route: route.fulfill(**REFUSED, body=json.dumps({"detail": "Agora não."})))
    ana.goto(JOAO)
    files = ana.locator('[data-fold="files"]')
    expect(files.get_by_role("alert")).to_contain_text("Agora não.")
    ana.unroute(FILES)
    files.get_by_role("button", name="Tentar de novo").click()
    expect(files.get_by_role("alert")).to_have_count(0)
    expect(files.locator(".shared > *").first).to_be_visible()


def test_words_in_a_refusal_are_words(ana: Page) -> None:
    evil = '<p hx-swap-oob="innerHTML:#panel"><i id="evil">x</i></p>'
    ana.route(FILES, lambda route: route.fulfill(**REFUSED, body=json.dumps({"detail": evil})))
    ana.goto(JOAO)
    expect(ana.locator('[data-fold="files"]')).to_contain_text(evil)
    assert ana.locator("#evil").count() == 0


def test_a_server_that_says_nothing_is_given_up_after_a_while(timed: Page) -> None:
    asked: list[Route] = []

    def never(route: Route) -> None:
        asked.append(route)

    timed.route(FILES, never)
    timed.goto(JOAO)
    timed.wait_for_timeout(500)
    assert asked
    timed.clock.fast_forward(21_000)
    expect(timed.locator('[data-fold="files"]').get_by_role("alert")).to_contain_text("Não foi possível falar")


def test_commands_carry_the_token_and_who_is_signed_out_is_told(ana: Page) -> None:
    asked: list[Request] = []
    ana.on("request", lambda request: "/mentions/seen" in request.url and asked.append(request))
    ana.goto("/")
    ana.click('[popovertarget="mentions"]')
    ana.get_by_role("button", name="Marcar todas").click()
    expect(ana.locator("#mentions")).to_be_hidden()
    assert asked[0].headers["x-csrftoken"] and asked[0].headers["hx-request"] == "true"
    assert asked[0].response().status == 200  # type: ignore[union-attr]
    ana.context.clear_cookies()
    ana.click('[popovertarget="mentions"]')
    expect(ana.locator("#mentions").get_by_role("alert")).to_contain_text("Entre")
    expect(ana.locator("#toasts")).to_contain_text("Sua sessão terminou")


def test_a_link_with_a_key_held_is_the_browsers(ana: Page) -> None:
    ana.goto("/?tab=closed")
    ana.locator(".card").first.click()
    link = ana.locator(".previous[hx-get]").first
    if not link.count():
        ana.goto(JOAO)
    link.scroll_into_view_if_needed()
    with ana.context.expect_page() as opened:
        link.click(modifiers=["ControlOrMeta"])
    assert "/inbox/" in opened.value.url
    assert ana.locator("dialog.peek").count() == 0
    link.click()
    expect(ana.locator("dialog.peek")).to_be_visible()
    ana.keyboard.press("Escape")
    expect(ana.locator("dialog.peek")).to_have_count(0)
