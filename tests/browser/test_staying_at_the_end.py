"""Whoever reads at the end stays there, whatever comes in one frame; whoever scrolled up stays where they are."""

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.browser.conftest import settle, signed_in, until
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
    settle(ana)  # what is older has come
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


# A page before the first one, which comes when the test lets it.
OLDER = """
const real = window.fetch;
window.fetch = (url, ...rest) => {
  if (!String(url).includes("/older")) return real(url, ...rest);
  const about = 'data-by="c" data-at="2026-01-01T10:00:00Z"';
  const item = (id) => `<article class="item message incoming" data-id="${id}" ${about}><p>antes</p></article>`;
  const html = Array.from({ length: 30 }, (_, index) => item(index + 1)).join("");
  return new Promise((done) => { window.letCome = () => done({ ok: true, text: async () => html }); });
};
"""


def with_an_older_page(route: Route) -> None:
    html, column = route.fetch().text(), '<div class="column" id="messages">'
    assert column in html
    route.fulfill(body=html.replace(column, f'{column}<div class="older" data-before="31"></div>'))


@pytest.mark.parametrize("covers", [True, False], ids=["with-a-keyboard", "alone"])
def test_whoever_is_at_the_end_stays_there_when_older_ones_come(apart: BrowserContext, covers: bool) -> None:
    apart.add_init_script(OLDER)
    ana = signed_in(apart, "atendente@empresa.com")
    ana.route(f"**{JOAO}", with_an_older_page)
    ana.goto(JOAO)
    ana.evaluate("scroller.scrollTop = 0")
    until(ana, "Boolean(window.letCome)")
    keyboard = "scroller.style.maxHeight = '200px';" if covers else ""
    ana.evaluate(f"(async () => {{ {TO_END} {FRAMES} {keyboard} letCome(); {FRAMES} }})()")
    expect(ana.locator('.item[data-id="30"]')).to_have_count(1)
    ana.evaluate(f"(async () => {{ {FRAMES} }})()")
    assert ana.evaluate(REST) < 2  # noqa: PLR2004
