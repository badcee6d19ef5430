"""On a phone, by touch; and for those who want nothing to move."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.browser.conftest import signed_in
from tests.browser.states import JOAO
from tests.browser.test_inbox import unique
from tests.flow.system import System

pytestmark = pytest.mark.browser
HIGH, KEYBOARD = 740, 320
NAMED = f'.card[href^="{JOAO}"]'

MOVES = """() => [...document.querySelectorAll("*")].flatMap((node) => ["", "::before", "::after"].flatMap((part) => {
  const style = getComputedStyle(node, part), lasts = (times) => times.split(",").some((time) => parseFloat(time) > 0);
  const moves = lasts(style.transitionDuration) || (style.animationName !== "none" && lasts(style.animationDuration));
  return moves || style.scrollBehavior === "smooth" ? [`${node.tagName}.${node.className}${part}`] : [];
}))"""

# A label's name that stands on the line below is not seen at all. A team's may end early, as its title has it whole.
CUT = """() => [...document.querySelectorAll(".card .chip:not(.team), .tagged > span")].filter((one) =>
  one.offsetParent && one.offsetTop < one.parentElement.offsetTop + 18 && one.scrollWidth > one.clientWidth + 1
).map((one) => one.innerText)"""


@pytest.fixture
def phone(chromium: Browser, system: System) -> Iterator[Page]:
    made = chromium.new_context(
        base_url=f"http://127.0.0.1:{system.port}",
        viewport=ViewportSize(width=360, height=HIGH),
        locale="pt-BR",
        has_touch=True,
        is_mobile=True,
    )
    made.set_default_timeout(15_000)
    yield signed_in(made, "atendente@empresa.com")
    made.close()


def assert_inside(page: Page, selector: str, *, high: int) -> None:
    box = page.locator(selector).bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 360.5  # noqa: PLR2004
    assert box["y"] + box["height"] <= high + 0.5
    assert page.evaluate("document.documentElement.scrollWidth") == 360  # noqa: PLR2004


def test_a_conversation_is_opened_answered_over_the_keyboard_and_left_by_touch(phone: Page) -> None:
    text = unique("pelo telefone")
    phone.goto("/?tab=mine")
    phone.tap(NAMED)
    expect(phone.locator("#composer")).to_be_visible()
    phone.locator("#scroller").evaluate(
        "node => node.scrollTo(0, node.scrollHeight)"
    )  # it may open at what is not read
    phone.tap("#words")
    phone.fill("#words", text)
    phone.set_viewport_size({"width": 360, "height": HIGH - KEYBOARD})  # as a keyboard does that resizes contents
    assert_inside(phone, ".send", high=HIGH - KEYBOARD)
    expect(phone.locator(".item").last).to_be_in_viewport()
    phone.tap(".send")
    expect(phone.locator(".item.outgoing", has_text=text)).to_be_in_viewport()
    expect(phone.locator("#words")).to_be_focused()
    phone.set_viewport_size({"width": 360, "height": HIGH})
    phone.tap(".thread-head .back")
    expect(phone.locator(NAMED)).to_be_visible()
    expect(phone.locator("#composer")).to_be_hidden()


def test_menus_fit_beside_the_keyboard_and_show_no_keys(phone: Page) -> None:
    phone.goto(JOAO)
    phone.tap('[popovertarget="more"]')
    assert_inside(phone, "#more", high=HIGH)
    expect(phone.locator("#more kbd:visible")).to_have_count(0)
    phone.locator('#more [popovertarget="close"]').tap()
    phone.set_viewport_size({"width": 360, "height": HIGH - KEYBOARD})
    assert_inside(phone, "#close", high=HIGH - KEYBOARD)


def test_nothing_is_cut_on_a_crowded_card(phone: Page) -> None:
    phone.goto("/?tab=all")
    expect(phone.locator(".card").first).to_be_visible()
    cut = phone.evaluate(CUT)
    assert cut == []


@pytest.mark.parametrize("path", [JOAO, "/?tab=all", "/macros"])
def test_nothing_moves_for_those_who_want_it_so(ana: Page, path: str) -> None:
    ana.emulate_media(reduced_motion="reduce")
    ana.goto(path)
    if path == JOAO:
        expect(ana.locator(".item").last).to_be_visible()
        ana.evaluate("document.getElementById('more').showPopover()")
    assert ana.evaluate(MOVES) == []
