"""The inbox can be used before what an open conversation needs is loaded; what does not come is told."""

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.browser.conftest import signed_in
from tests.browser.states import JOAO

pytestmark = pytest.mark.browser
CONVERSATION, BESIDE = "**/js/conversation.js", "**/js/beside.js"
TOLD = "Uma parte da página não veio."


@pytest.fixture
def fresh(apart: BrowserContext) -> Page:
    """Nothing of the inbox is in its cache."""
    apart.route("**/js/*.js", lambda route: route.abort())
    page = signed_in(apart, "atendente@empresa.com")
    apart.unroute_all()
    return page


def test_a_conversation_that_is_opened_before_its_parts_are_there_comes_with_them(fresh: Page) -> None:
    held: list[Route] = []
    fresh.route(CONVERSATION, lambda route: held.insert(0, route))
    fresh.goto("/?tab=all")
    fresh.locator(f'.card[href^="{JOAO}"]').click()
    expect(fresh.locator("#workspace")).to_have_attribute("aria-busy", "true")
    fresh.keyboard.press("r")
    assert held
    for route in held:
        route.continue_()
    expect(fresh.locator(".thread .item").last).to_be_visible()
    expect(fresh.locator("#words")).to_be_focused()


def test_what_is_typed_at_once_goes_to_the_command_bar(fresh: Page) -> None:
    fresh.route(BESIDE, lambda route: None)
    fresh.route(CONVERSATION, lambda route: None)
    fresh.goto("/?tab=all")
    fresh.keyboard.press("Control+k")
    fresh.keyboard.type("maria")
    expect(fresh.locator("#palette-input")).to_have_value("maria")


def test_parts_that_do_not_come_are_told_and_the_page_loaded_again_has_them(fresh: Page) -> None:
    fresh.route(CONVERSATION, lambda route: route.abort())
    fresh.goto("/?tab=all")
    fresh.locator(f'.card[href^="{JOAO}"]').click()
    told = fresh.locator(".toast", has_text=TOLD)
    expect(told).to_be_visible()
    expect(fresh.locator("#workspace")).not_to_have_attribute("aria-busy", "true")
    fresh.unroute_all()
    told.get_by_role("button").click()
    expect(fresh.locator(".thread .item").last).to_be_visible()


def test_a_page_whose_conversation_has_no_parts_has_its_list_all_the_same(fresh: Page) -> None:
    fresh.route(CONVERSATION, lambda route: route.abort())
    fresh.goto(JOAO)
    expect(fresh.locator(".toast", has_text=TOLD)).to_be_visible()
    fresh.keyboard.press("?")
    expect(fresh.locator("#help")).to_be_visible()
