"""A colleague is named in a note, and finds it."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import until
from tests.browser.states import JOAO
from tests.browser.test_panel import boss  # noqa: F401  a fixture

pytestmark = pytest.mark.browser
# What is sought is lit for a moment only.
FLASHES = """
() => {
  window.flashes = 0;
  new MutationObserver((found) => (window.flashes += found.filter((one) => one.target.matches(".note.flash")).length))
    .observe(document.body, {attributes: true, attributeFilter: ["class"], subtree: true});
}
"""


def test_a_name_is_chosen_by_keys_and_its_owner_is_told(ana: Page, boss: Page) -> None:  # noqa: F811
    boss.goto("/?tab=all")
    expect(boss.locator("#offline")).to_be_hidden()
    ana.goto(JOAO)
    ana.locator("#scroller").focus()
    ana.keyboard.press("n")
    ana.keyboard.type("Veja @carla")
    expect(ana.locator("#naming [role=option]")).to_have_text(["@Carla Mendes"])
    ana.keyboard.press("Enter")
    ana.keyboard.type("por favor")
    ana.keyboard.press("Enter")
    expect(ana.locator(".item.note .named").last).to_have_text("@Carla Mendes")
    badge = boss.locator("#mentions-unseen")
    expect(badge).to_be_visible()
    boss.click('[popovertarget="mentions"]')
    boss.evaluate(FLASHES)
    boss.locator(".mention-row", has_text="por favor").click()
    expect(boss.locator(".item.note", has_text="por favor").last).to_be_in_viewport()
    until(boss, "window.flashes > 0")
    expect(badge).to_be_hidden()
