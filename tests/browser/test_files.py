"""A voice note, from the microphone to the customer's phone."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect

from tests.browser.conftest import ARGUMENTS, CHROMIUM, UNDO, settle, signed_in, until
from tests.flow.system import System

pytestmark = pytest.mark.browser
JOAO = "/inbox/550e8400-e29b-41d4-a716-446655440000"
# What is had of the microphone can be ended as if it had been pulled out.
HEAR = """
const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
navigator.mediaDevices.getUserMedia = async (...wish) => (window.heard = await ask(...wish));
"""
ASKS = """() => {
  const leaving = new Event("beforeunload", { cancelable: true });
  dispatchEvent(leaving);
  return leaving.defaultPrevented;
}"""


@pytest.fixture(scope="module")
def with_microphone(playwright: Playwright) -> Iterator[Browser]:
    fakes = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
    with playwright.chromium.launch(executable_path=CHROMIUM, args=[*ARGUMENTS, *fakes]) as browser:
        yield browser


@pytest.fixture
def page(with_microphone: Browser, system: System) -> Iterator[Page]:
    address = f"http://127.0.0.1:{system.port}"
    context = with_microphone.new_context(base_url=address, permissions=["microphone"], locale="pt-BR")
    context.add_init_script(HEAR)
    page = signed_in(context, "supervisor@empresa.com")
    page.goto(JOAO + "?tab=all")
    yield page
    context.close()


def record(page: Page) -> None:
    page.click("[data-act=record]")
    expect(page.locator("#recording .rec-time")).to_have_text("0:02", timeout=10000)
    page.click("[data-act=record-stop]")
    expect(page.locator("#recording .voice")).to_be_visible()


def test_a_voice_note_is_recorded_prepared_and_sent(page: Page) -> None:
    record(page)
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


def test_a_discarded_recording_comes_back_beside_the_one_that_is_being_made(page: Page) -> None:
    strip, rows = page.locator("#recording"), page.locator(".tray-row")
    record(page)
    page.click("[data-act=record-drop]")
    page.click("[data-act=record]")
    expect(strip).to_have_attribute("data-state", "recording")
    page.locator(UNDO).click()
    expect(rows).to_have_count(1)
    expect(strip).to_have_attribute("data-state", "recording")
    page.click("[data-act=record-drop]")
    expect(strip).to_be_hidden()
    expect(rows.locator(".form-error")).to_be_hidden()
    rows.locator("[data-remove]").click()


def test_a_discarded_recording_comes_back_where_its_conversation_was_opened_anew(page: Page) -> None:
    record(page)
    page.click("[data-act=record-drop]")
    page.locator(".card:not([aria-current])").first.click()
    expect(page.locator(".thread")).not_to_have_attribute("data-conversation", JOAO.removeprefix("/inbox/"))
    page.go_back()
    expect(page.locator(".thread")).to_have_attribute("data-conversation", JOAO.removeprefix("/inbox/"))
    page.locator(UNDO).click()
    expect(page.locator("#recording .voice")).to_be_visible()
    page.click("[data-act=record-drop]")


def test_a_recording_that_ends_by_itself_leaves_the_focus_where_it_is(page: Page) -> None:
    page.click("[data-act=record]")
    expect(page.locator("#recording .rec-time")).to_have_text("0:01", timeout=10000)
    page.focus("#search-input")
    page.evaluate("heard.getTracks().forEach((track) => track.stop())")
    expect(page.locator("#recording .voice")).to_be_visible()
    expect(page.locator("#search-input")).to_be_focused()
    page.click("[data-act=record-drop]")


def test_a_page_that_would_lose_a_recording_asks_before_it_is_left(page: Page) -> None:
    settle(page)
    assert not page.evaluate(ASKS)
    page.click("[data-act=record]")
    expect(page.locator("#recording .rec-time")).to_have_text("0:01", timeout=10000)
    assert page.evaluate(ASKS)
    page.click("[data-act=record-stop]")
    until(page, f"!({ASKS})()")  # the browser keeps it
    page.click("[data-act=record-drop]")
    page.evaluate(
        "() => { IDBObjectStore.prototype.put = () => { throw new DOMException('', 'QuotaExceededError'); }; }"
    )
    record(page)
    assert page.evaluate(ASKS)
    page.click("[data-act=record-drop]")
    assert not page.evaluate(ASKS)
