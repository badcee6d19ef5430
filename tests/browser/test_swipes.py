"""Cards drawn aside by a finger."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect

from tests.browser.conftest import UNDO, sign_in
from tests.browser.test_inbox import customer_writes, unique
from tests.flow.system import System

pytestmark = pytest.mark.browser
WIDE, HIGH = 390, 844


class Finger:
    def __init__(self, page: Page) -> None:
        self.page, self.session = page, page.context.new_cdp_session(page)

    def touch(self, kind: str, *points: tuple[float, float]) -> None:
        told = [{"x": x, "y": y} for x, y in points]
        self.session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": told})

    def draw(self, begin: tuple[float, float], by: tuple[float, float], *, lift: bool = True) -> None:
        self.touch("touchStart", begin)
        for step in range(1, 9):
            self.touch("touchMove", (begin[0] + by[0] * step / 8, begin[1] + by[1] * step / 8))
        if lift:
            self.page.wait_for_timeout(100)  # it rests: a fling would take the next tap for its end
            self.touch("touchEnd")


@pytest.fixture
def phone(chromium: Browser, system: System) -> Iterator[Page]:
    made = chromium.new_context(
        base_url=f"http://127.0.0.1:{system.port}",
        viewport=ViewportSize(width=WIDE, height=HIGH),
        locale="pt-BR",
        has_touch=True,
        is_mobile=True,
    )
    made.set_default_timeout(15_000)
    yield sign_in(made, "atendente@empresa.com")
    made.close()


@pytest.fixture
def finger(phone: Page) -> Finger:
    return Finger(phone)


@pytest.fixture
def waiting(phone: Page, system: System) -> str:
    """A conversation that nobody has, which she may take: its id."""
    number = f"+55119{unique('')[-8:]}"
    customer_writes(system, "Oi", number)
    phone.goto("/?tab=all")
    card = phone.locator(f".card[data-name='{number}']").first
    expect(card).to_be_visible()
    phone.wait_for_timeout(600)  # the bot has answered, and the card is drawn
    return card.get_attribute("data-id") or ""


def card_of(page: Page, conversation: str) -> Locator:
    return page.locator(f'.card[data-id="{conversation}"]')


def middle(card: Locator) -> tuple[float, float]:
    box: Any = card.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_to_the_left_takes_what_nobody_has_and_then_closes_it_which_can_be_undone(
    phone: Page, finger: Finger, waiting: str
) -> None:
    card = card_of(phone, waiting)
    finger.draw(middle(card), (-150, 6))
    expect(phone.locator(".toast", has_text="A conversa é sua.").last).to_be_visible()
    phone.goto("/?tab=mine")
    expect(card).to_be_visible()
    finger.draw(middle(card), (-150, 6))
    expect(phone.locator(".toast", has_text="Conversa encerrada.").last).to_be_visible()
    expect(card).to_have_count(0)
    phone.locator(UNDO).last.tap()
    expect(card).to_be_visible()
    expect(phone.locator("#workspace")).to_be_hidden()


def test_to_the_right_is_read_and_unread(phone: Page, finger: Finger, waiting: str) -> None:
    card = card_of(phone, waiting)
    finger.draw(middle(card), (-150, 0))
    expect(card.locator(".card-agent")).to_have_count(1)
    expect(card.locator(".unread")).to_have_count(0)
    finger.draw(middle(card), (150, 0))
    expect(card.locator(".unread")).to_have_count(1)
    finger.draw(middle(card), (150, 0))
    expect(card.locator(".unread")).to_have_count(0)
    expect(phone.locator("#workspace")).to_be_hidden()


def test_below_the_finger_it_says_what_it_will_do_and_short_of_that_it_goes_back(
    phone: Page, finger: Finger, waiting: str
) -> None:
    card, hint = card_of(phone, waiting), phone.locator("#swipe-hint")
    x, y = middle(card)
    finger.draw((x, y), (-60, 0), lift=False)
    expect(hint).to_be_visible()
    expect(hint.locator("b")).to_have_text("Assumir")
    expect(hint).not_to_have_class("swipe-hint is-far")
    finger.touch("touchMove", (x - 120, y))
    expect(hint).to_have_class("swipe-hint is-far")
    finger.touch("touchMove", (x - 40, y))
    finger.touch("touchEnd")
    expect(hint).to_be_hidden()
    assert card.evaluate("node => node.style.transform") == ""
    phone.wait_for_timeout(500)
    expect(phone.locator(".toast", has_text="A conversa é sua.")).to_have_count(0)
    expect(phone.locator("#workspace")).to_be_hidden()


@pytest.mark.parametrize("begin", [8, WIDE - 8])
def test_the_edges_of_the_screen_are_the_systems(phone: Page, finger: Finger, waiting: str, begin: int) -> None:
    card = card_of(phone, waiting)
    _x, y = middle(card)
    finger.draw((begin, y), (150 if begin < WIDE / 2 else -150, 0), lift=False)
    expect(phone.locator("#swipe-hint")).to_be_hidden()
    assert card.evaluate("node => node.style.transform") == ""
    finger.touch("touchEnd")


def test_scrolling_is_never_hindered(phone: Page, finger: Finger, waiting: str) -> None:
    phone.set_viewport_size({"width": WIDE, "height": 600})
    cards = phone.locator("#cards")
    cards.evaluate("node => node.scrollTop = 0")
    finger.draw((200, 450), (30, -250), lift=False)
    expect(phone.locator("#swipe-hint")).to_be_hidden()
    finger.touch("touchEnd")
    phone.wait_for_timeout(300)
    assert cards.evaluate("node => node.scrollTop") > 50  # noqa: PLR2004
    assert phone.locator(".card").first.evaluate("node => getComputedStyle(node).touchAction") == "pan-y"


def test_it_can_be_switched_off(phone: Page, finger: Finger, waiting: str) -> None:
    phone.evaluate("() => document.querySelector('[data-act=preferences]').click()")
    phone.locator("#preferences [name=swipes][value=off]").check()
    expect(phone.locator("body")).to_have_attribute("data-swipes", "off")
    phone.keyboard.press("Escape")
    finger.draw(middle(card_of(phone, waiting)), (-150, 0), lift=False)
    expect(phone.locator("#swipe-hint")).to_be_hidden()
    finger.touch("touchEnd")
    phone.evaluate("() => document.querySelector('[data-act=preferences]').click()")
    phone.locator("#preferences [name=swipes][value=on]").check()
    expect(phone.locator("body")).to_have_attribute("data-swipes", "on")
