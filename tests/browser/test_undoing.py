"""Undoing a send, as a person does it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import APIResponse, Page, Route, expect

from tests.browser.conftest import UNDO, leave_empty, settle
from tests.browser.test_inbox import JOAO, unique
from tests.browser.test_late_answers import held_one, hold
from tests.browser.test_meanwhile_elsewhere import becomes
from tests.flow.system import System

pytestmark = pytest.mark.browser
# The answer's head comes at once, what it is about when the test lets it.
SLOW_FILES = """() => {
  const real = window.fetch;
  window.fetch = async (url, ...rest) => {
    const answer = await real(url, ...rest);
    if (!String(url).includes("/attachments/")) return answer;
    const bytes = await answer.arrayBuffer();
    return new Response(new ReadableStream({ start(stream) {
      window.letCome = () => { stream.enqueue(new Uint8Array(bytes)); stream.close(); };
    } }));
  };
}"""


@pytest.fixture
def ana(ana: Page) -> Iterator[Page]:
    ana.goto(JOAO)
    choose(ana, "20")
    yield ana
    ana.unroute_all(behavior="ignoreErrors")
    ana.goto(JOAO)
    leave_empty(ana)
    choose(ana, "0")


def choose(page: Page, seconds: str) -> None:
    page.evaluate("() => document.querySelector('[data-act=preferences]').click()")
    page.locator(f"#preferences [name=undo_send][value='{seconds}']").check()
    expect(page.locator("body")).to_have_attribute("data-undo_send", seconds)
    page.keyboard.press("Escape")


def send(page: Page, text: str) -> None:
    page.fill("#words", text)
    page.press("#words", "Enter")
    expect(page.locator(".is-held", has_text=text)).to_have_count(1)


def test_it_stands_there_with_its_time_and_comes_back_with_its_quote(ana: Page) -> None:
    text = unique("vou desfazer")
    quoted = ana.locator(".item.incoming[data-id]").last
    quoted.hover()
    quoted.locator("[data-act=quote]").click()
    send(ana, text)
    held = ana.locator(".is-held", has_text=text)
    expect(held.locator(".left")).to_contain_text("Sai em")
    expect(held.locator(".quote")).to_have_count(1)
    held.locator("[data-act=undo]").click()
    expect(held).to_have_count(0)
    expect(ana.locator("#words")).to_have_value(text)
    expect(ana.locator("#words")).to_be_focused()
    expect(ana.locator("#quoting")).to_be_visible()
    ana.click("[data-act=unquote]")
    ana.reload()
    expect(ana.locator("#words")).to_have_value(text)
    expect(ana.locator(".item.outgoing", has_text=text)).to_have_count(0)


def test_a_key_undoes_the_last_one_and_what_was_written_since_stays(ana: Page) -> None:
    first, second = unique("primeira"), unique("segunda")
    send(ana, first)
    send(ana, second)
    ana.press("#words", "Control+z")
    expect(ana.locator("#words")).to_have_value(second)
    expect(ana.locator(".is-held")).to_have_count(1)  # the draft may have come before the answer
    ana.fill("#words", "já outra coisa")
    ana.locator("#words").blur()
    ana.keyboard.press("z")
    expect(ana.locator("#words")).to_have_value(f"{first}\njá outra coisa")
    expect(ana.locator(".is-held")).to_have_count(0)


def test_it_can_be_undone_after_a_reload_with_its_file(ana: Page) -> None:
    text = unique("segue a conta")
    ana.set_input_files("#file", {"name": "conta.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 1"})
    ana.fill("#words", text)
    ana.press("#words", "Enter")
    held = ana.locator(".is-held", has_text="conta.pdf")
    expect(held).to_have_count(1)
    ana.reload()
    expect(held.locator(".words")).to_have_text(text)
    held.locator("[data-act=undo]").click()
    expect(ana.locator(".tray-row .file-name")).to_have_text("conta.pdf")
    expect(ana.locator("#words")).to_have_value(text)
    ana.locator(".tray-row [data-remove]").click()


def test_it_is_undone_though_its_file_cannot_be_had_back(ana: Page) -> None:
    text = unique("segue a outra conta")
    ana.set_input_files("#file", {"name": "outra.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 2"})
    ana.fill("#words", text)
    ana.press("#words", "Enter")
    held = ana.locator(".is-held", has_text="outra.pdf")
    expect(held).to_have_count(1)
    ana.reload()
    expect(held.locator(".words")).to_have_text(text)
    ana.route("**/attachments/**", lambda route: route.fulfill(status=502, json={"detail": "ausente"}))
    held.locator("[data-act=undo]").click()
    expect(ana.locator(".toast", has_text="anexe de novo")).to_be_visible()
    expect(ana.locator("#words")).to_have_value(text)
    expect(held).to_have_count(0)
    expect(ana.locator(".tray-row")).to_have_count(0)


def test_it_is_undone_before_the_server_has_it(ana: Page) -> None:
    text = unique("depressa")
    held: list[Route] = []
    ana.route("**/messages", lambda route: held.insert(0, route))
    ana.fill("#words", text)
    ana.press("#words", "Enter")
    expect(ana.locator(".is-pending", has_text=text)).to_have_count(1)
    ana.press("#words", "Control+z")
    expect(ana.locator("#words")).to_have_value(text)
    for route in held:
        route.continue_()
    ana.wait_for_timeout(1000)
    expect(ana.locator(".item", has_text=text)).to_have_count(0)
    ana.reload()
    expect(ana.locator(".item", has_text=text)).to_have_count(0)


def test_it_goes_out_by_itself_and_undoing_too_late_says_so(ana: Page) -> None:
    choose(ana, "5")
    text = unique("vai sair")
    send(ana, text)
    goes: list[Route] = []
    ana.route("**/undo", lambda route: goes.insert(0, route))
    ana.press("#words", "Control+z")
    expect(ana.locator(".item.outgoing[data-id]", has_text=text)).to_have_count(1, timeout=30_000)
    for route in goes:
        route.continue_()
    expect(ana.locator(".toast", has_text="Já tinha saído.").last).to_be_visible()
    expect(ana.locator("#words")).to_have_value("")
    expect(ana.locator(".item.outgoing", has_text=text)).to_have_count(1)


def test_closing_by_the_key_sends_it_first_and_until_then_it_can_be_undone(ana: Page) -> None:
    text = unique("até logo")
    ana.fill("#words", text)
    ana.press("#words", "Control+Shift+Enter")
    expect(ana.locator("#close")).to_be_visible()
    ana.keyboard.press("Escape")
    ana.press("#words", "Control+z")
    expect(ana.locator("#words")).to_have_value(text)
    ana.press("#words", "Control+Shift+Enter")
    ana.locator("#close .primary").click()
    expect(ana.locator(".item.outgoing[data-id]", has_text=text)).to_have_count(1)
    expect(ana.locator(".thread-head .state")).to_have_text("Encerrada")
    ana.locator(UNDO).last.click()
    expect(ana.locator(".thread-head .state")).to_have_text("Em atendimento")


def send_with_file(page: Page, text: str, name: str) -> None:
    page.set_input_files("#file", {"name": name, "mimeType": "application/pdf", "buffer": b"%PDF-1.4 3"})
    page.fill("#words", text)
    page.press("#words", "Enter")
    expect(page.locator(".is-held", has_text=name)).to_have_count(1)


def test_pressed_again_before_the_answer_it_brings_a_file_back_once(ana: Page) -> None:
    send_with_file(ana, "", "uma-vez.pdf")
    held = hold(ana, "**/undo")
    ana.press("#words", "Control+z")
    first = held_one(ana, held)
    ana.press("#words", "Control+z")
    ana.locator(".is-held [data-act=undo]").evaluate("button => { button.disabled = false; button.click(); }")
    with ana.expect_response("**/undo"):
        for route in held:
            route.continue_()
    assert held == [first]
    expect(ana.locator(".tray-row")).to_have_count(1)
    ana.locator(".tray-row [data-remove]").click()


def test_it_is_undone_before_its_file_is_loaded_which_comes_later(ana: Page) -> None:
    text = unique("segue a pesada")
    send_with_file(ana, text, "pesada.pdf")
    ana.reload()
    held = ana.locator(".is-held", has_text="pesada.pdf")
    expect(held.locator(".words")).to_have_text(text)
    ana.evaluate(SLOW_FILES)
    with ana.expect_response("**/undo"):
        held.locator("[data-act=undo]").click()
    expect(held).to_have_count(0)
    expect(ana.locator("#words")).to_have_value(text)
    expect(ana.locator(".tray-row")).to_have_count(0)
    ana.evaluate("letCome()")
    expect(ana.locator(".tray-row .file-name")).to_have_text("pesada.pdf")
    expect(ana.locator("#words")).to_have_value(text)
    ana.locator(".tray-row [data-remove]").click()


def test_a_file_whose_answer_takes_its_time_is_waited_for_while_it_can_be_undone(ana: Page) -> None:
    send_with_file(ana, "", "demorada.pdf")
    ana.reload()
    undo = ana.locator(".is-held", has_text="demorada.pdf").locator("[data-act=undo]")
    expect(ana.locator(".is-held .left")).to_contain_text("Sai em")
    held = hold(ana, "**/attachments/**")
    undo.click()
    file = held_one(ana, held)
    ana.wait_for_timeout(1500)
    file.continue_()
    expect(ana.locator(".tray-row .file-name")).to_have_text("demorada.pdf")
    ana.locator(".tray-row [data-remove]").click()


def test_it_is_undone_though_nobody_answers_for_its_file(ana: Page) -> None:
    text = unique("segue a muda")
    send_with_file(ana, text, "muda.pdf")
    ana.reload()
    held = ana.locator(".is-held", has_text="muda.pdf")
    expect(held.locator(".words")).to_have_text(text)
    hold(ana, "**/attachments/**")
    with ana.expect_response("**/undo"):
        held.locator("[data-act=undo]").click()
    expect(ana.locator(".toast", has_text="anexe de novo")).to_be_visible()
    expect(ana.locator("#words")).to_have_value(text)
    expect(held).to_have_count(0)


def test_what_is_undone_where_only_notes_are_written_becomes_no_note(ana: Page, system: System) -> None:
    text = unique("não mais")
    settle(ana)
    send(ana, text)
    becomes(ana, "other", system)
    with ana.expect_response("**/undo"):
        ana.locator(".is-held", has_text=text).locator("[data-act=undo]").click()
    expect(ana.locator(".is-held", has_text=text)).to_have_count(0)
    expect(ana.locator("#composer")).to_have_attribute("data-kind", "note")
    expect(ana.locator("#words")).to_have_value("")
    ana.locator("#scroller").focus()
    becomes(ana, "reply", system)
    expect(ana.locator("#words")).to_have_value(text)


def test_what_is_sent_again_before_the_undoing_is_answered_does_not_come_back(ana: Page) -> None:
    text = unique("mudei de ideia")
    settle(ana)
    send(ana, text)
    answers: list[tuple[Route, APIResponse]] = []
    ana.route("**/undo", lambda route: answers.append((route, route.fetch())))
    ana.press("#words", "Control+z")
    expect(ana.locator("#words")).to_have_value(text)  # the draft came first
    with ana.expect_response("**/draft"), ana.expect_response("**/messages"):
        ana.press("#words", "Enter")
    expect(ana.locator("#announcer")).to_contain_text("Sai em")
    route, answer = answers[0]
    route.fulfill(response=answer)
    expect(ana.locator("#announcer")).to_contain_text("Desfeito.")
    expect(ana.locator("#words")).to_have_value("")
