"""A colleague is named in a note, and finds it."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.states import JOAO
from tests.browser.test_panel import boss  # noqa: F401  a fixture

pytestmark = pytest.mark.browser


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
    boss.locator(".mention-row", has_text="por favor").click()
    expect(boss.locator(".item.note.flash", has_text="por favor")).to_be_visible()
    expect(badge).to_be_hidden()
