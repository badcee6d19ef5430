"""The presence menu: a pause with its reason, told to the others at once."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import sign_in
from tests.flow.system import System

pytestmark = pytest.mark.browser


def test_a_pause_with_its_reason_is_seen_by_supervisors_at_once(ana: Page, chromium: Browser, system: System) -> None:
    carla = sign_in(chromium.new_context(base_url=f"http://127.0.0.1:{system.port}"), "supervisor@empresa.com")
    carla.goto("/overview")
    row = carla.locator("#numbers tr", has_text="Ana Souza")
    expect(row).to_contain_text("Online")
    ana.click(".rail-me")
    ana.click('[data-act="presence"]:has-text("Almoço")')
    expect(ana.locator("#my-presence")).to_have_class(re.compile("away"))
    expect(row).to_contain_text("Almoço")
    ana.reload()
    ana.click(".rail-me")
    expect(ana.locator('[data-act="presence"][aria-pressed="true"]')).to_have_text("Almoço")
    ana.click('[data-act="presence"][data-value="online"]')
    expect(row).to_contain_text("Online")
    carla.context.close()


def test_a_pause_that_is_not_kept_is_taken_back_and_told(ana: Page) -> None:
    ana.route("**/presence", lambda route: route.abort())
    ana.click(".rail-me")
    ana.click('[data-act="presence"]:has-text("Café")')
    expect(ana.locator(".toast")).to_be_visible()
    expect(ana.locator('[data-act="presence"][aria-pressed="true"]')).to_have_attribute("data-value", "online")
    expect(ana.locator("#my-presence")).to_have_class(re.compile("online"))
