"""A voice note, from the microphone to the customer's phone."""

import re

import pytest
from playwright.sync_api import Playwright, expect

from tests.browser.conftest import ARGUMENTS, CHROMIUM, signed_in, until
from tests.flow.system import System

pytestmark = pytest.mark.browser
JOAO = "/inbox/550e8400-e29b-41d4-a716-446655440000"


def test_a_voice_note_is_recorded_prepared_and_sent(playwright: Playwright, system: System) -> None:
    fakes = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
    with playwright.chromium.launch(executable_path=CHROMIUM, args=[*ARGUMENTS, *fakes]) as browser:
        context = browser.new_context(base_url=f"http://127.0.0.1:{system.port}", permissions=["microphone"])
        page = signed_in(context, "supervisor@empresa.com")
        page.goto(JOAO + "?tab=all")
        page.click("[data-act=record]")
        expect(page.locator("#recording .rec-time")).to_have_text("0:02", timeout=10000)
        page.click("[data-act=record-stop]")
        # It is listened to first, and waits while another conversation is looked at.
        page.click("#recording [data-voice=play]")
        expect(page.locator("#recording .voice")).to_have_class(re.compile("is-playing"))
        page.locator(".card:not([aria-current])").first.click()
        expect(page.locator(".thread")).not_to_have_attribute("data-conversation", JOAO.removeprefix("/inbox/"))
        expect(page.locator("#recording")).to_be_hidden()
        page.go_back()
        expect(page.locator("#recording .voice")).to_be_visible()
        # A page that died leaves it there, too.
        page.goto("about:blank")
        page.goto(JOAO + "?tab=all")
        page.click("[data-act=record-send]")
        until(
            page,
            "() => { const all = document.querySelectorAll('.message.outgoing.is-audio');"
            " return all.length && ['sent','delivered','read'].includes(all[all.length - 1].dataset.status); }",
            seconds=25,
        )
