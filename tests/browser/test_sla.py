"""What is promised ticks on the card and in the head, turns amber and red, and is over with the answer."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.test_inbox import JOAO, customer_writes, unique
from tests.flow.system import System

pytestmark = pytest.mark.browser
NEXT_RESPONSE = "próxima resposta"
TICK = timedelta(seconds=16)  # the page counts on every fifteen


def moment(timer: Locator, name: str) -> datetime:
    return datetime.fromisoformat(timer.get_attribute(name) or "")


def go_to(page: Page, moment: datetime) -> None:
    """The page's clock alone: the server's stands where it is, and tells of nothing."""
    page.clock.fast_forward((moment + TICK - now(page)) / timedelta(milliseconds=1))


def now(page: Page) -> datetime:
    return datetime.fromtimestamp(page.evaluate("Date.now()") / 1000, UTC)


def minutes(timer: Locator) -> int:
    found = re.search(r"(\d+) min", timer.locator("[data-left]").inner_text())
    assert found
    return int(found.group(1))


def test_the_timer_counts_down_warns_is_late_and_goes_with_the_answer(timed: Page, system: System) -> None:
    customer_writes(system, unique("ainda sem internet"))
    timed.goto(f"{JOAO}?tab=mine")
    card, head = timed.locator(".card[aria-current] .chip.sla"), timed.locator(".head-sla")
    for timer in (card, head):
        expect(timer).to_contain_text(NEXT_RESPONSE, ignore_case=True)
        expect(timer).not_to_have_class(re.compile("warn|danger"))
    before, due = minutes(card), moment(card, "data-due")
    go_to(timed, now(timed) + timedelta(minutes=2))
    assert minutes(card) == minutes(head)
    assert before - 3 <= minutes(card) <= before - 2
    go_to(timed, moment(card, "data-warn"))
    for timer in (card, head):
        expect(timer).to_have_class(re.compile(r"\bwarn\b"))
    go_to(timed, due + timedelta(minutes=3))
    for timer in (card, head):
        expect(timer).to_have_class(re.compile(r"\bdanger\b"))
        expect(timer.locator("[data-left]")).to_have_text("há 3 min")
    timed.fill("#words", unique("já estou vendo"))
    timed.press("#words", "Enter")
    # What is left is the promise of a solution, hours away.
    for timer in (card, head):
        expect(timer).not_to_contain_text(NEXT_RESPONSE, ignore_case=True)
        expect(timer).not_to_have_class(re.compile("warn|danger"))
