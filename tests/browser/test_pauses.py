"""The presence menu: a pause with its reason, told to the others at once."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import signed_in
from tests.flow.system import System

pytestmark = pytest.mark.browser


def test_a_pause_with_its_reason_is_seen_by_supervisors_at_once(ana: Page, chromium: Browser, system: System) -> None:
    carla = signed_in(chromium.new_context(base_url=f"http://127.0.0.1:{system.port}"), "supervisor@empresa.com")
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
    expect(ana.locator(".toast", has_text="Não foi possível falar com o servidor")).to_be_visible()
    expect(ana.locator('[data-act="presence"][aria-pressed="true"]')).to_have_attribute("data-value", "online")
    expect(ana.locator("#my-presence")).to_have_class(re.compile("online"))


def test_a_page_without_live_content_keeps_one_there(chromium: Browser, system: System) -> None:
    carla = signed_in(chromium.new_context(base_url=f"http://127.0.0.1:{system.port}"), "supervisor@empresa.com")
    for path in ("/overview/presence", "/templates", "/bot/knowledge", "/bot/settings", "/macros"):
        with carla.expect_websocket() as socket:
            carla.goto(path)
        assert "/ws/chat" in socket.value.url
        expect(carla.locator("#my-presence")).to_have_class("presence online")
    carla.context.close()


def test_the_overview_renews_itself_after_the_network_was_cut(chromium: Browser, system: System) -> None:
    carla = signed_in(chromium.new_context(base_url=f"http://127.0.0.1:{system.port}"), "supervisor@empresa.com")
    carla.goto("/overview")
    expect(carla.locator("#state")).not_to_have_class(re.compile("is-off"))
    carla.context.set_offline(True)
    expect(carla.locator("#state")).to_have_class(re.compile("is-off"), timeout=20000)
    with carla.expect_response(lambda answer: answer.url.endswith("/overview"), timeout=20000):
        carla.context.set_offline(False)
    carla.context.close()
