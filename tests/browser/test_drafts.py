"""What is being written: never lost, never crossing, and not sent past what came meanwhile."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import settle, sign_in
from tests.browser.test_inbox import JOAO, customer_writes, unique
from tests.flow.system import System

pytestmark = pytest.mark.browser
A_LOOK = 700  # what was shown longer ago has been looked at


@pytest.fixture
def elsewhere(chromium: Browser, system: System) -> Iterator[BrowserContext]:
    made = chromium.new_context(base_url=f"http://127.0.0.1:{system.port}", locale="pt-BR")
    yield made
    made.close()


@pytest.fixture(autouse=True)
def _empty(ana: Page) -> Iterator[None]:
    yield
    ana.goto(JOAO)
    with ana.expect_response(lambda answer: answer.url.endswith("/draft")):
        ana.fill("#words", unique("fim"))
    with ana.expect_response(lambda answer: answer.url.endswith("/draft")):
        ana.fill("#words", "")


def test_a_draft_is_there_on_another_machine_and_gone_when_it_is_sent(ana: Page, elsewhere: BrowserContext) -> None:
    text = unique("pela metade")
    ana.goto(JOAO + "?tab=all")
    with ana.expect_response(lambda answer: answer.url.endswith("/draft")):
        ana.fill("#words", text)
    expect(ana.locator(".card[aria-current] .chip.draft")).to_be_visible()
    other = sign_in(elsewhere, "atendente@empresa.com")
    other.goto(JOAO)
    expect(other.locator("#words")).to_have_value(text)
    other.press("#words", "Enter")
    expect(other.locator(".item.outgoing[data-id]", has_text=text)).to_have_count(1)
    expect(ana.locator("#words")).to_have_value("")
    expect(ana.locator(".card[aria-current] .chip.draft")).to_have_count(0)


def test_what_was_written_just_before_the_page_was_closed_is_there_on_another_machine(
    ana: Page, context: BrowserContext, elsewhere: BrowserContext
) -> None:
    text = unique("e fechou")
    page = context.new_page()
    page.goto(JOAO)
    page.fill("#words", text)
    page.close()
    other = sign_in(elsewhere, "atendente@empresa.com")
    other.goto(JOAO)
    expect(other.locator("#words")).to_have_value(text)


def test_a_pane_of_before_takes_no_draft_away(ana: Page, context: BrowserContext) -> None:
    text, card = unique("não se perde"), f'.card[href^="{JOAO}"]'
    ana.goto(JOAO)
    other = context.new_page()
    other.goto("/?tab=mine")
    with other.expect_response(f"**{JOAO}/pane"):
        other.hover(card)
    with ana.expect_response("**/draft"):
        ana.fill("#words", text)
    other.click(card)
    with other.expect_response("**/draft"):
        other.locator("#words").press_sequentially("!")
    for page in (other, ana):
        expect(page.locator("#words")).to_have_value(re.compile(text))


def test_what_two_pages_write_at_once_is_lost_on_neither(ana: Page, elsewhere: BrowserContext) -> None:
    ana.goto(JOAO)
    other = sign_in(elsewhere, "atendente@empresa.com")
    other.goto(JOAO)
    elsewhere.set_offline(True)
    with ana.expect_response(lambda answer: answer.url.endswith("/draft")):
        ana.fill("#words", "escrito aqui")
    other.fill("#words", "escrito lá")
    elsewhere.set_offline(False)
    expect(other.locator("#words")).to_have_value("escrito aqui\nescrito lá", timeout=15_000)


def test_a_message_that_comes_while_one_writes_is_shown_before_the_answer_goes(ana: Page, system: System) -> None:
    answer = unique("minha resposta")
    ana.goto(JOAO)
    settle(ana)
    ana.fill("#words", answer)
    customer_writes(system, unique("ah, esqueci de dizer"))
    expect(ana.locator("#meanwhile")).to_contain_text("Chegou mensagem nova enquanto você escrevia.")
    ana.press("#words", "Enter")
    expect(ana.locator("#meanwhile")).to_contain_text("Enter envia")
    expect(ana.locator("#words")).to_have_value(answer)
    expect(ana.locator("#words")).to_be_focused()
    ana.wait_for_timeout(A_LOOK)
    ana.press("#words", "Enter")
    expect(ana.locator(".item.outgoing[data-id]", has_text=answer)).to_have_count(1)
    expect(ana.locator("#meanwhile")).to_be_hidden()


def test_what_is_held_or_pressed_twice_shows_it_and_sends_nothing(ana: Page, system: System) -> None:
    answer = unique("minha resposta")
    ana.goto(JOAO)
    settle(ana)
    ana.fill("#words", answer)
    customer_writes(system, unique("espera"))
    expect(ana.locator("#meanwhile")).to_be_visible()
    ana.evaluate("{ const send = document.querySelector('.send'); send.click(); send.click(); }")
    expect(ana.locator("#meanwhile")).to_contain_text("Enter envia")
    expect(ana.locator("#words")).to_have_value(answer)
    customer_writes(system, unique("mais uma"))
    expect(ana.locator("#meanwhile")).to_contain_text("Chegou mensagem nova")
    ana.focus("#words")
    ana.keyboard.down("Enter")
    ana.wait_for_timeout(A_LOOK)
    ana.keyboard.down("Enter")  # still the same press
    ana.keyboard.up("Enter")
    expect(ana.locator("#words")).to_have_value(answer)


def test_what_comes_after_the_first_was_shown_is_shown_too(ana: Page, system: System) -> None:
    answer = unique("minha resposta")
    ana.goto(JOAO)
    settle(ana)
    ana.fill("#words", answer)
    for text in ("primeira", "segunda"):
        customer_writes(system, unique(text))
        expect(ana.locator("#meanwhile")).to_contain_text("Chegou mensagem nova")
        ana.wait_for_timeout(A_LOOK)
        ana.press("#words", "Enter")
        expect(ana.locator("#meanwhile")).to_contain_text("Enter envia")
        expect(ana.locator("#words")).to_have_value(answer)


def test_what_lay_before_the_eyes_for_a_while_needs_no_pointing_out(ana: Page, system: System) -> None:
    ana.goto(JOAO)
    settle(ana)
    ana.fill("#words", "escrevendo")
    customer_writes(system, unique("visto"))
    expect(ana.locator("#meanwhile")).to_be_visible()
    expect(ana.locator("#meanwhile")).to_be_hidden(timeout=9000)


def test_an_emoji_is_found_by_words_and_put_where_the_caret_is(ana: Page) -> None:
    ana.goto(JOAO)
    ana.fill("#words", "Combinado!")
    ana.click("[popovertarget=emoji]")
    ana.locator("#emoji input").press_sequentially("pizza")
    expect(ana.locator("#emoji .face")).to_have_count(1)
    ana.keyboard.press("Enter")
    expect(ana.locator("#words")).to_have_value("Combinado!🍕")
    expect(ana.locator("#words")).to_be_focused()
    ana.click("[popovertarget=emoji]")
    expect(ana.locator("#emoji .face").first).to_have_text("🍕")
    expect(ana.locator("#emoji input")).to_be_focused()
    ana.keyboard.press("ArrowDown")
    ana.keyboard.press("Enter")
    expect(ana.locator("#words")).to_have_value("Combinado!🍕🍕")
