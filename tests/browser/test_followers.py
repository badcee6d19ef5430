"""An agent follows a colleague's conversation and finds it in the list of those."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.states import JOAO
from tests.browser.test_panel import boss  # noqa: F401  a fixture

pytestmark = pytest.mark.browser


def test_a_supervisor_follows_and_adds_a_colleague(boss: Page) -> None:  # noqa: F811
    boss.goto(JOAO)
    panel = boss.locator("#panel [data-fold=followers]")
    panel.locator('[data-command="follow"]').click()
    expect(panel.locator(".follower-name")).to_have_text(["Carla Mendes"])
    panel.locator('[popovertarget="participants"]').click()
    boss.select_option('#participants [name="user"]', label="Bruno Carvalho")
    boss.click("#participants button.primary")
    expect(panel.locator(".follower-name")).to_have_text(["Bruno Carvalho", "Carla Mendes"])
    expect(boss.locator(".item.event", has_text="Bruno Carvalho").last).to_be_visible()
    boss.click('[popovertarget="filters"]')
    boss.locator('.filter-lists a[data-view*="following"]').click()
    expect(boss.locator("#cards .card")).to_have_count(1)
    expect(boss.locator("#narrowed")).to_contain_text("Acompanhando")
    for left in (1, 0):
        panel.locator('[data-command="unfollow"]').first.click()
        expect(panel.locator(".follower-name")).to_have_count(left)
