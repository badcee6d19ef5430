"""The last answer and the closing by one key."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import UNDO, leave_empty
from tests.browser.test_inbox import JOAO, customer_writes, unique
from tests.flow.system import System

pytestmark = pytest.mark.browser


def test_what_is_sent_has_gone_before_the_closing_is_asked_about(ana: Page, context: BrowserContext) -> None:
    text = unique("por nada, até logo")
    ana.goto(JOAO)
    ana.fill("#words", text)
    context.route("**/messages", lambda route: route.abort())
    ana.press("#words", "Control+Shift+Enter")
    expect(ana.locator(".item.is-pending", has_text=text)).to_have_count(1)
    expect(ana.locator("#close")).to_be_hidden()
    context.unroute_all(behavior="ignoreErrors")
    expect(ana.locator("#close")).to_be_visible(timeout=20_000)
    expect(ana.locator(".item.outgoing[data-id]", has_text=text)).to_have_count(1)
    expect(ana.locator("#close [type=radio]").first).to_be_focused()
    ana.keyboard.press("Escape")
    expect(ana.locator("#close")).to_be_hidden()


def test_with_a_note_it_asks_nothing(ana: Page) -> None:
    ana.goto(JOAO)
    ana.click('.composer-tabs [data-kind="note"]')
    ana.fill("#words", "só um rascunho")
    ana.press("#words", "Control+Shift+Enter")
    ana.wait_for_timeout(300)
    expect(ana.locator("#close")).to_be_hidden()
    leave_empty(ana)


def test_what_is_sent_can_be_set_aside_by_the_same_key(ana: Page, context: BrowserContext) -> None:
    text = unique("me avise se voltar a cair")
    ana.goto(JOAO)
    ana.fill("#words", text)
    ana.press("#words", "Alt+Enter")
    expect(ana.locator("#snooze [data-first]")).to_be_focused()
    expect(ana.locator(".item.outgoing[data-id]", has_text=text)).to_have_count(1)
    ana.click('#snooze [name="until"] >> nth=1')
    expect(ana.locator(".thread-head .head-snooze")).to_be_visible()
    ana.locator(UNDO).last.click()
    expect(ana.locator(".thread-head .head-snooze")).to_have_count(0)


def test_what_stands_in_the_queue_is_taken_by_the_answer_and_then_set_aside(ana: Page, system: System) -> None:
    text, phone = unique("já vejo isso"), f"+55119{unique('')[-8:]}"
    customer_writes(system, "quero falar com um atendente", phone)
    ana.goto("/?tab=all")
    ana.locator(f".card[data-name='{phone}']").click()
    ana.fill("#words", text)
    ana.press("#words", "Alt+Enter")
    expect(ana.locator("#snooze [data-first]")).to_be_focused()
    expect(ana.locator(".thread-head .state")).to_have_text("Em atendimento")
    ana.click('#snooze [name="until"] >> nth=1')
    expect(ana.locator(".thread-head .head-snooze")).to_be_visible()
    ana.locator(UNDO).last.click()
    expect(ana.locator(".thread-head .head-snooze")).to_have_count(0)


def test_the_clock_beside_send_offers_it_too(ana: Page) -> None:
    text = unique("fico no aguardo")
    ana.goto(JOAO)
    ana.fill("#words", text)
    ana.click(".tool.later")
    ana.click("#later [data-then]")
    expect(ana.locator("#snooze [data-first]")).to_be_focused()
    expect(ana.locator(".item.outgoing[data-id]", has_text=text)).to_have_count(1)
    ana.keyboard.press("Escape")


def test_a_key_that_is_held_sends_once_and_asks_once(ana: Page) -> None:
    text = unique("até mais")
    ana.goto(JOAO)
    ana.fill("#words", text)
    for key in ("Control", "Shift", "Enter", "Enter", "Enter"):  # the second one of a key is its repetition
        ana.keyboard.down(key)
    expect(ana.locator("#close")).to_be_visible()
    ana.keyboard.down("Enter")
    for key in ("Enter", "Shift", "Control"):
        ana.keyboard.up(key)
    expect(ana.locator(".item.outgoing[data-id]", has_text=text)).to_have_count(1)
    expect(ana.locator("#close")).to_be_visible()
    expect(ana.locator(".toast", has_text="Encerrar a conversa agora?")).to_have_count(0)
    ana.keyboard.press("Escape")
