"""What is pressed before an answer has come meets what it was meant for, or nothing."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import leave_empty
from tests.browser.states import JOAO
from tests.browser.test_late_answers import held_one, hold

pytestmark = pytest.mark.browser


def test_enter_in_the_search_opens_the_first_of_what_is_found(ana: Page) -> None:
    ana.goto("/?tab=all")
    wanted = ana.locator(".card").last.get_attribute("data-name") or ""
    held = hold(ana, "**/inbox/rows?*")
    ana.keyboard.press("/")
    ana.keyboard.type(wanted)
    ana.keyboard.press("Enter")
    held_one(ana, held)
    ana.wait_for_timeout(300)
    expect(ana.locator(".thread")).to_have_count(0)
    for route in held:
        route.continue_()
    ana.unroute("**/inbox/rows?*")
    expect(ana.locator(".thread-head")).to_contain_text(wanted)


def test_a_late_answer_leaves_the_mark_of_the_command_bar_where_it_is(ana: Page) -> None:
    ana.goto(JOAO)
    held = hold(ana, "**/inbox/goto?*")
    ana.keyboard.press("Control+k")
    ana.keyboard.type("ma")
    ana.keyboard.press("ArrowDown")
    marked = ana.locator("#palette-list [aria-selected=true]")
    words = marked.inner_text()
    route = held_one(ana, held)
    with ana.expect_response("**/inbox/goto?*"):
        route.fulfill(json={"conversations": [{"id": "x", "name": "Maria de Longe", "detail": ""}]})
    expect(ana.locator("#palette-list")).to_contain_text("Maria de Longe")
    expect(marked).to_have_text(words, use_inner_text=True)


def test_a_shortcut_is_no_answer_while_its_list_is_on_the_way(ana: Page) -> None:
    ana.goto(JOAO)
    held = hold(ana, "**/responses")
    ana.locator("#words").press_sequentially("/pix")
    ana.keyboard.press("Enter")
    route = held_one(ana, held)
    expect(ana.locator("#words")).to_have_value("/pix")
    route.continue_()
    expect(ana.locator("#suggestions [aria-selected=true]")).to_have_id("response-0")
    expect(ana.locator("#words")).to_have_attribute("aria-activedescendant", "response-0")  # told by screen readers
    ana.keyboard.press("Escape")
    expect(ana.locator("#words")).not_to_have_attribute("aria-activedescendant", "response-0")
    leave_empty(ana)


def test_a_name_in_a_note_can_be_chosen_though_enter_came_first(ana: Page) -> None:
    ana.goto(JOAO)
    ana.click('.composer-tabs [data-kind="note"]')
    held = hold(ana, "**/people")
    ana.locator("#words").press_sequentially("@sup")
    ana.keyboard.press("Enter")
    route = held_one(ana, held)
    expect(ana.locator("#words")).to_have_value("@sup")
    route.continue_()
    expect(ana.locator("#naming [aria-selected=true]")).to_have_id("named-0")
    expect(ana.locator("#words")).to_have_attribute("aria-activedescendant", "named-0")
    ana.keyboard.press("Home")
    ana.keyboard.press("Enter")  # the caret is no longer behind the name
    expect(ana.locator("#naming")).to_be_hidden()
    leave_empty(ana)


def test_what_is_no_longer_seen_is_no_longer_chosen(ana: Page) -> None:
    ana.goto("/?tab=all")
    ana.locator(".card [data-pick]").first.click()
    expect(ana.locator("#bulk")).to_be_visible()
    ana.click('a[data-tab="mine"]')
    expect(ana.locator("#bulk")).to_be_hidden()


def test_times_for_setting_aside_come_into_the_menu_that_asked_for_them(ana: Page) -> None:
    ana.goto("/?tab=mine")
    cards, menu = ana.locator(".card"), ana.locator("#card-menu")
    held = hold(ana, "**/snooze/choices")
    cards.first.click(button="right")
    menu.locator('[data-to="snooze"]').click()
    route = held_one(ana, held)
    ana.keyboard.press("Escape")
    cards.nth(1).click(button="right")
    expect(menu).to_be_visible()
    with ana.expect_response("**/snooze/choices"):
        route.continue_()
    ana.wait_for_timeout(300)
    expect(menu.locator('[data-leaf="first"]')).to_be_visible()


def test_renewed_views_take_no_focus(ana: Page) -> None:
    ana.goto("/?tab=all")
    ana.fill("#search-input", "")
    ana.evaluate("document.activeElement.blur()")
    with ana.expect_response("**/inbox/views"):
        ana.evaluate("document.getElementById('views').dispatchEvent(new Event('renew'))")
    ana.wait_for_timeout(300)
    assert ana.evaluate("document.activeElement === document.body")


def test_the_day_of_another_year_says_which(ana: Page) -> None:
    ana.goto(JOAO)
    told = ana.evaluate(
        """async () => {
          const { ago, dayName } = await import('/static/js/time.js'), year = new Date().getFullYear();
          const old = new Date(Date.UTC(year - 2, 5, 9, 15));
          return [ago(old), dayName(old), String(year - 2)];
        }"""
    )
    assert told[0].endswith(told[2][-2:])
    assert told[1].endswith(told[2])
