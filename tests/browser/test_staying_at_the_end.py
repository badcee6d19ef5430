"""Whoever reads at the end stays there, whatever comes in one frame; whoever scrolled up stays where they are."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.states import JOAO

pytestmark = pytest.mark.browser

REST = "() => scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight"
GROWS = "messages.append(Object.assign(document.createElement('div'), { style: 'height: 400px' }));"
TO_END = "scroller.scrollTop = scroller.scrollHeight;"
# A scroll event and what is measured anew are told in this order, in one frame.
FRAMES = "await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))));"


@pytest.fixture
def reading(ana: Page) -> Page:
    ana.goto(JOAO)
    expect(ana.locator(".item").last).to_be_visible()
    ana.evaluate("scroller.scrollTop = 0")
    ana.evaluate(f"(async () => {{ {FRAMES} }})()")
    assert ana.evaluate(REST) > 200  # noqa: PLR2004
    return ana


@pytest.mark.parametrize(
    "happens",
    [
        pytest.param(f"{TO_END} {FRAMES} scroller.scrollTop -= 5; {GROWS}", id="grows-in-a-move"),
        pytest.param(f"{TO_END} {FRAMES} {GROWS} scroller.dispatchEvent(new Event('scroll'));", id="grows-at-events"),
        pytest.param(f"{TO_END} scroller.style.maxHeight = '200px';", id="a-keyboard-before-the-event"),
        pytest.param(f"{TO_END} {FRAMES} scroller.style.maxHeight = '200px';", id="a-keyboard-comes"),
    ],
)
def test_whoever_is_at_the_end_stays_there(reading: Page, happens: str) -> None:
    reading.evaluate(f"(async () => {{ {happens} {FRAMES} }})()")
    assert reading.evaluate(REST) < 2  # noqa: PLR2004


@pytest.mark.parametrize("happens", [GROWS, "scroller.style.maxHeight = '200px';"])
def test_whoever_scrolled_up_stays_where_they_are(reading: Page, happens: str) -> None:
    reading.evaluate(f"(async () => {{ {TO_END} {FRAMES} scroller.scrollTop -= 150; {FRAMES} }})()")
    before = reading.evaluate("scroller.scrollTop")
    reading.evaluate(f"(async () => {{ {happens} {FRAMES} }})()")
    assert reading.evaluate("scroller.scrollTop") == before
