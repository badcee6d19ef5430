"""What is answered after one has gone on, or while one writes: it acts on what it was about, and is told."""

import re
from weakref import WeakKeyDictionary

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import leave_empty, settle, until
from tests.browser.states import JOAO
from tests.browser.test_inbox import customer_writes, unique
from tests.browser.test_late_answers import held_one, hold
from tests.browser.test_tray import attach
from tests.flow.system import System

pytestmark = pytest.mark.browser
SOCKET = """
const Real = WebSocket;
window.WebSocket = class extends Real { constructor(...all) { super(...all); window.socket = this; } };
"""
NOT_NOW = {"code": "invalid", "detail": "Agora não."}
SYNC = re.compile("/sync")
OTHER = f'.card:not([href^="{JOAO}"])'


def refuse(route: Route) -> None:
    route.fulfill(status=400, json=NOT_NOW)


def answer_late(page: Page, held: list[Route]) -> None:
    refuse(held_one(page, held))


def answer(route: Route, text: str) -> None:
    route.fulfill(json={"id": None, "text": text, "sources": []})


modes: WeakKeyDictionary[Page, str] = WeakKeyDictionary()


def becomes(page: Page, mode: str, system: System | None = None) -> None:
    """What may be written, from the next word of the server on; with `system` that comes at once."""
    if page not in modes:
        page.route(SYNC, lambda route: route.fulfill(json={**route.fetch().json(), "mode": modes[page]}))
    modes[page] = mode
    if system:
        customer_writes(system, unique("e agora?"))
        expect(page.locator(".thread")).to_have_attribute("data-mode", mode)


def asked(page: Page, name: str) -> Route:
    """Of the assistant, which has not answered yet."""
    held = hold(page, "**/assist")
    page.get_by_role("button", name="Assistente").click()
    page.get_by_role("button", name=name).click()
    return held_one(page, held)


def test_a_suggestion_that_comes_while_somebody_writes_leaves_the_focus_there(ana: Page) -> None:
    ana.goto(JOAO)
    route = asked(ana, "Sugerir uma resposta")
    ana.locator("#words").press_sequentially("já estou")
    answer(route, "Reinicie o roteador.")
    expect(ana.locator(".assistant-text")).to_have_text("Reinicie o roteador.")
    expect(ana.locator("#words")).to_be_focused()
    ana.keyboard.type(" olhando")
    expect(ana.locator("#words")).to_have_value("já estou olhando")
    leave_empty(ana)


def test_a_rewriting_takes_the_place_of_what_it_was_made_of_alone(ana: Page) -> None:
    ana.goto(JOAO)
    ana.fill("#words", "espere aí")
    # As with a model, which is not here.
    ana.evaluate("document.querySelector('#assistant-menu [data-value=suggest]').dataset.value = 'kinder'")
    route = asked(ana, "Sugerir uma resposta")
    ana.locator("#words").press_sequentially(" Já volto.")
    answer(route, "Um momento, por favor.")
    ana.get_by_role("button", name="Trocar meu texto").click()
    expect(ana.locator("#words")).to_have_value("Um momento, por favor. Já volto.")
    leave_empty(ana)


def test_a_dialog_acts_on_the_customer_that_it_names(ana: Page) -> None:
    ana.goto(JOAO + "?tab=all")
    ana.locator(OTHER).first.click()
    expect(ana.locator(".thread")).not_to_have_attribute("data-conversation", JOAO.removeprefix("/inbox/"))
    named = ana.locator(".thread").get_attribute("data-conversation")
    ana.get_by_role("button", name="Bloquear").click()
    expect(ana.locator("dialog[open]")).to_be_visible()
    ana.go_back()
    expect(ana.locator(".thread")).to_have_attribute("data-conversation", JOAO.removeprefix("/inbox/"))
    ana.route("**/block", refuse)
    with ana.expect_request("**/block") as told:
        ana.locator("dialog[open] .primary").click()
    assert f"/{named}/" in told.value.url


@pytest.mark.parametrize("path", ["**/messages", "**/files"])
def test_what_is_refused_is_looked_at_before_the_closing_is_asked_about(ana: Page, path: str) -> None:
    ana.goto(JOAO)
    ana.route(path, refuse)
    if path == "**/files":
        ana.set_input_files("#file", [{"name": "nota.txt", "mimeType": "text/plain", "buffer": b"nota"}])
        expect(ana.locator(".tray-row")).to_have_count(1)
    ana.fill("#words", unique("tchau"))
    ana.press("#words", "Control+Shift+Enter")
    refused = ana.locator(".is-refused")
    expect(refused).to_contain_text("Agora não.")
    ana.wait_for_timeout(300)
    expect(ana.locator("#close")).to_be_hidden()
    ana.unroute(path)
    ana.fill("#words", unique("tchau mesmo"))
    ana.press("#words", "Control+Shift+Enter")  # the refused one is known by now
    expect(ana.locator("#close")).to_be_visible()
    ana.keyboard.press("Escape")
    refused.get_by_role("button", name="Descartar").click()
    leave_empty(ana)


def test_the_closing_is_offered_when_something_else_was_begun_meanwhile(ana: Page) -> None:
    ana.goto(JOAO)
    held = hold(ana, "**/files")
    ana.set_input_files("#file", [{"name": "nota.txt", "mimeType": "text/plain", "buffer": b"nota"}])
    expect(ana.locator(".tray-row")).to_have_count(1)
    ana.focus("#words")
    ana.keyboard.press("Control+Shift+Enter")
    route = held_one(ana, held)
    ana.click('.composer-tabs [data-kind="note"]')
    ana.keyboard.type("cliente")
    route.continue_()
    offer = ana.locator(".toast", has_text="Encerrar a conversa agora?")
    expect(offer).to_be_visible()
    expect(ana.locator("#close")).to_be_hidden()
    expect(ana.locator("#words")).to_be_focused()
    leave_empty(ana)
    offer.get_by_role("button").click()
    expect(ana.locator("#close")).to_be_visible()


def test_files_wait_for_what_was_written_before_them_every_time(ana: Page) -> None:
    ana.goto(JOAO)
    for number in range(2):
        held = hold(ana, "**/messages")
        asked_for: list[str] = []
        ana.on("request", lambda request, asked_for=asked_for: asked_for.append(request.url.rsplit("/", 1)[-1]))
        text = unique(f"segue a nota {number}")
        ana.fill("#words", text)
        ana.press("#words", "Enter")
        ana.set_input_files("#file", [{"name": f"n{number}.txt", "mimeType": "text/plain", "buffer": b"nota"}])
        ana.click(".send")
        route = held_one(ana, held)
        ana.wait_for_timeout(400)
        assert "files" not in asked_for
        with ana.expect_response("**/files"):
            route.continue_()
        ana.unroute("**/messages")


def test_a_closing_that_is_refused_after_one_went_on_is_told(ana: Page) -> None:
    ana.goto(JOAO + "?tab=all")
    held = hold(ana, "**/close")
    ana.click('[popovertarget="close"]:visible')
    ana.locator("#close [type=radio]").first.check()
    ana.locator("#close .primary").click()
    held_one(ana, held)
    ana.keyboard.press("Escape")
    ana.locator(OTHER).first.click()
    expect(ana.locator(".thread")).not_to_have_attribute("data-conversation", JOAO.removeprefix("/inbox/"))
    answer_late(ana, held)
    expect(ana.locator(".toast", has_text="Agora não.")).to_be_visible()


def test_a_message_that_is_not_scheduled_after_one_went_on_is_told(ana: Page) -> None:
    ana.goto(JOAO + "?tab=all")
    ana.fill("#words", unique("amanhã"))
    held = hold(ana, "**/scheduled")
    ana.click(".tool.later")
    ana.locator("#later [data-preset]").last.click()
    ana.locator("#later .primary").click()
    held_one(ana, held)
    ana.keyboard.press("Escape")
    answer_late(ana, held)
    expect(ana.locator("#refusal")).to_contain_text("não foi agendada; ela continua no campo. Agora não.")
    leave_empty(ana)


def test_a_note_on_its_way_keeps_the_page(ana: Page) -> None:
    ana.goto(JOAO)
    ana.click('.composer-tabs [data-kind="note"]')
    ana.fill("#words", unique("anotado"))
    held = hold(ana, "**/notes")
    ana.press("#words", "Enter")
    route = held_one(ana, held)
    with ana.expect_event("dialog") as told:
        ana.close(run_before_unload=True)
    assert told.value.type == "beforeunload"
    told.value.dismiss()
    route.continue_()


def test_after_more_than_the_server_brings_at_once_the_thread_has_no_hole(ana: Page) -> None:
    ana.add_init_script(SOCKET)
    ana.goto(JOAO)
    until(ana, "window.socket?.readyState === WebSocket.OPEN")
    item = '<article class="item message incoming" data-id="{0}" data-by="c" data-at="2026-01-01T10:00:00Z"></article>'
    many = "".join(item.format(10**9 + number) for number in range(200))
    ana.route("**/thread?*", lambda route: route.fulfill(body=many, content_type="text/html"))
    with ana.expect_response("**/pane"):
        ana.evaluate("window.socket.close()")  # what came until the next one is caught up with
    expect(ana.locator(f'.item[data-id="{10**9}"]')).to_have_count(0)


def test_responses_that_did_not_come_are_asked_for_again(ana: Page) -> None:
    ana.goto(JOAO)
    ana.route("**/responses", lambda route: route.abort(), times=1)
    ana.locator("#words").press_sequentially("/")
    ana.wait_for_timeout(300)
    leave_empty(ana)
    ana.locator("#words").press_sequentially("/")
    expect(ana.locator("#suggestions [role=option]").first).to_be_visible()
    leave_empty(ana)


def test_signed_out_is_said_once(ana: Page) -> None:
    ana.goto(JOAO)
    settle(ana)  # its socket, which would take it away, is open
    for _ in range(3):
        ana.evaluate("document.dispatchEvent(new CustomEvent('desk:signed-out'))")
    expect(ana.locator(".toast", has_text="Sua sessão")).to_have_count(1)


def test_the_address_is_that_of_the_conversation_one_came_back_to(ana: Page) -> None:
    ana.goto(JOAO + "?tab=all")
    hold(ana, "**/pane")
    ana.locator(OTHER).last.click()
    expect(ana).not_to_have_url(re.compile(JOAO))
    ana.locator(f'.card[href^="{JOAO}"]').click()
    expect(ana).to_have_url(re.compile(JOAO))
    ana.unroute_all(behavior="ignoreErrors")


def test_letters_that_follow_a_message_past_the_windows_end_are_written_and_are_no_commands(ana: Page) -> None:
    ana.goto(JOAO)
    settle(ana)
    becomes(ana, "window")
    ana.route("**/messages", refuse)
    ana.locator("#words").press_sequentially("primeira")
    ana.keyboard.press("Enter")
    expect(ana.locator(".thread")).to_have_attribute("data-mode", "window")
    ana.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    ana.keyboard.type("e até já")
    expect(ana.locator("#words")).to_have_value("e até já")
    expect(ana.locator("#close")).to_be_hidden()
    ana.keyboard.press("Enter")
    expect(ana.locator(".is-refused")).to_have_count(2)
    ana.keyboard.press("Escape")
    expect(ana.locator("#words")).to_be_hidden()


@pytest.mark.parametrize("mode", ["window", "other", "closed"])
def test_letters_whose_form_went_away_are_written_in_the_field(ana: Page, system: System, mode: str) -> None:
    ana.goto(JOAO)
    settle(ana)
    ana.click("[popovertarget=plus]")
    ana.click("#plus [data-value=buttons]")
    expect(ana.locator("#forms [data-path]").first).to_be_focused()
    becomes(ana, mode, system)
    ana.keyboard.type("e até já")
    expect(ana.locator("#words")).to_have_value("e até já")
    leave_empty(ana)


def test_a_closed_conversation_has_its_notes_and_no_answer(ana: Page, system: System) -> None:
    ana.goto(JOAO)
    settle(ana)
    becomes(ana, "closed", system)
    expect(ana.locator("[data-act=quote]:visible")).to_have_count(0)
    ana.locator("#scroller").focus()
    ana.keyboard.press("r")
    ana.keyboard.type("resolvido")
    expect(ana.locator("#words")).to_have_value("resolvido")
    expect(ana.locator("#composer")).to_have_attribute("data-kind", "note")
    leave_empty(ana)


def test_what_comes_back_where_only_notes_are_written_is_kept_as_an_answer(ana: Page, system: System) -> None:
    caption = unique("o boleto")
    ana.goto(JOAO)
    settle(ana)
    ana.route("**/files", refuse)
    attach(ana, "boleto.png")
    ana.fill("#words", caption)
    ana.press("#words", "Enter")
    refused = ana.locator(".is-refused")
    expect(refused).to_have_count(1)
    becomes(ana, "other", system)
    refused.get_by_role("button", name="Descartar").click()
    expect(ana.locator("#meanwhile")).to_contain_text("guardada como rascunho")
    expect(ana.locator("#words")).to_have_value("")
    expect(ana.locator("#composer")).to_have_attribute("data-kind", "note")
    becomes(ana, "reply", system)
    expect(ana.locator("#words")).to_have_value(caption)
    expect(ana.locator("#meanwhile")).to_be_hidden()
    leave_empty(ana)
