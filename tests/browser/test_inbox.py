"""The inbox as an agent meets it."""

import re
import time

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.browser.conftest import UNDO, leave_empty, settle, signed_in
from tests.flow.system import System

pytestmark = pytest.mark.browser
JOAO = "/inbox/550e8400-e29b-41d4-a716-446655440000"
PHONE = "+5511999999999"


def customer_writes(system: System, text: str, phone: str = PHONE) -> None:
    system.http.post("/simulator/api/messages", json={"from": phone, "text": text}).raise_for_status()


def unique(text: str) -> str:
    return f"{text} {time.time_ns()}"


def test_a_reply_is_shown_once_and_its_ticks_rise(ana: Page) -> None:
    text = unique("Já vou verificar")
    ana.goto(JOAO)
    ana.fill("#words", text)
    ana.press("#words", "Enter")
    expect(ana.locator(".item.outgoing", has_text=text)).to_have_count(1)
    expect(ana.locator(".item.outgoing", has_text=text)).to_have_attribute("data-status", re.compile("delivered|read"))
    expect(ana.locator(".item.outgoing", has_text=text)).to_have_count(1)
    expect(ana.locator("#words")).to_have_value("")


def test_a_customers_message_appears_by_itself_and_takes_no_focus(ana: Page, system: System) -> None:
    ana.goto(JOAO)
    settle(ana)
    ana.fill("#words", "estou escrevendo")
    text = unique("apareceu")
    customer_writes(system, text)
    expect(ana.locator(".item.incoming", has_text=text)).to_have_count(1)
    expect(ana.locator("#words")).to_be_focused()
    expect(ana.locator("#words")).to_have_value("estou escrevendo")


def test_the_list_of_all_is_told_of_a_colleagues_conversation(context: BrowserContext, system: System) -> None:
    bruno = signed_in(context, "bruno.carvalho@empresa.com")
    bruno.goto("/?tab=all")
    settle(bruno)
    text = unique("para a Ana")
    customer_writes(system, text)
    expect(bruno.locator(".card", has_text=text)).to_have_count(1)


def test_what_was_missed_comes_after_the_connection_does(ana: Page, context: BrowserContext, system: System) -> None:
    ana.goto(JOAO)
    settle(ana)
    context.set_offline(True)
    ana.evaluate("window.dispatchEvent(new Event('offline'))")
    texts = [unique(f"perdida {n}") for n in range(3)]
    for text in texts:
        customer_writes(system, text)
    expect(ana.locator("#offline")).to_be_visible(timeout=15_000)
    context.set_offline(False)
    for text in texts:
        expect(ana.locator(".item.incoming", has_text=text)).to_have_count(1, timeout=20_000)
    expect(ana.locator("#offline")).to_be_hidden()


def test_what_is_written_without_a_connection_is_sent_once(ana: Page, context: BrowserContext) -> None:
    text = unique("sem rede")
    ana.goto(JOAO)
    settle(ana)
    context.set_offline(True)
    ana.fill("#words", text)
    ana.press("#words", "Enter")
    expect(ana.locator(".item.is-pending", has_text=text)).to_have_count(1)
    context.set_offline(False)
    expect(ana.locator(".item.outgoing[data-id]", has_text=text)).to_have_count(1, timeout=20_000)
    ana.reload()
    expect(ana.locator(".item.outgoing", has_text=text)).to_have_count(1)


def test_drafts_stay_with_their_conversation(ana: Page) -> None:
    ana.goto(JOAO + "?tab=all")
    ana.fill("#words", "rascunho para João")
    ana.locator(".card:not([aria-current])").first.click()
    expect(ana.locator(".thread")).not_to_have_attribute("data-conversation", JOAO.removeprefix("/inbox/"))
    expect(ana.locator("#words")).to_have_value("")
    ana.go_back()
    expect(ana.locator("#words")).to_have_value("rascunho para João")
    leave_empty(ana)


def test_a_note_never_becomes_a_message(ana: Page) -> None:
    text = unique("nota interna")
    ana.goto(JOAO)
    ana.keyboard.press("n")
    ana.keyboard.type(text)
    ana.keyboard.press("Enter")
    expect(ana.locator(".item.note", has_text=text)).to_have_count(1)
    expect(ana.locator(".item.message", has_text=text)).to_have_count(0)


def test_take_transfer_and_close_with_the_keyboard(ana: Page) -> None:
    ana.goto("/?tab=queue")
    ana.keyboard.press("j")
    ana.locator("button[data-command=take]").click()
    expect(ana.locator(".thread-head .state")).to_have_text("Em atendimento")
    ana.keyboard.press("e")
    ana.locator("#close .primary").click()
    expect(ana.locator(".thread-head .state")).to_have_text("Encerrada")
    ana.locator(UNDO).last.click()
    expect(ana.locator(".thread-head .state")).to_have_text("Em atendimento")


def test_by_keys_the_next_one_is_there_already_and_as_it_is_now(ana: Page, system: System) -> None:
    customer_writes(system, unique("em cima"))
    ana.goto("/?tab=all")
    ana.goto(f"{ana.locator('.card').nth(2).get_attribute('href')}?tab=all")
    settle(ana)
    asked: list[str] = []
    ana.on("request", lambda request: asked.append(request.url))
    with ana.expect_response(f"**{JOAO}/pane"):
        ana.keyboard.press("k")
    text = unique("desde que foi buscada")
    customer_writes(system, text)
    expect(ana.locator(".card").first).to_contain_text(text)
    ana.keyboard.press("k")
    ana.wait_for_url(f"**{JOAO}*")
    expect(ana.locator(".item.incoming", has_text=text)).to_have_count(1)
    assert len([url for url in asked if url.endswith(f"{JOAO}/pane")]) == 1


def test_the_second_who_takes_learns_it_where_it_happened(ana: Page, chromium: Browser, system: System) -> None:
    other = chromium.new_context(base_url=f"http://127.0.0.1:{system.port}", locale="pt-BR")
    other.route_web_socket("**/ws/chat*", lambda socket: socket.close())  # the news does not reach Bruno
    bruno = signed_in(other, "bruno.carvalho@empresa.com")
    ana.goto("/?tab=bot")
    ana.locator(".card").first.click()
    ana.wait_for_url("**/inbox/*")
    bruno.goto(ana.url)
    bruno.wait_for_selector("button[data-command=take]")
    ana.locator("button[data-command=take]").click()
    expect(ana.locator(".thread-head .state")).to_have_text("Em atendimento")
    bruno.locator("button[data-command=take]").click()
    expect(bruno.locator("#refusal")).to_contain_text("Outro atendente está com esta conversa.")
    expect(bruno.locator(".thread-head .meta")).to_contain_text("Ana Souza")
    other.close()


def test_the_reader_is_not_scrolled_away(ana: Page, system: System) -> None:
    ana.goto(JOAO)
    settle(ana)
    ana.locator("#scroller").evaluate("node => node.scrollTop = 0")
    ana.wait_for_timeout(400)
    before = ana.locator("#scroller").evaluate("node => node.scrollTop")
    customer_writes(system, unique("lá embaixo"))
    expect(ana.locator("#newest b")).to_have_text("1")
    assert ana.locator("#scroller").evaluate("node => node.scrollTop") == before


def test_the_list_keeps_still_under_the_pointer(ana: Page, system: System) -> None:
    ana.goto("/?tab=mine")
    settle(ana)
    first = ana.locator(".card").nth(0).get_attribute("data-id")
    last = ana.locator(".card").last
    ana.locator(".card").first.hover()
    phone = "+" + "".join(c for c in last_phone(ana, last.get_attribute("data-id") or "") if c.isdigit())
    ana.locator(".card").first.hover()
    customer_writes(system, unique("sobe"), phone)
    ana.wait_for_timeout(1500)
    assert ana.locator(".card").nth(0).get_attribute("data-id") == first
    ana.mouse.move(900, 400)
    expect(ana.locator(".card").nth(0)).not_to_have_attribute("data-id", first or "")


def last_phone(page: Page, conversation: str) -> str:
    html: str = page.evaluate(
        "async id => (await fetch(`/inbox/${id}/panel`)).text()",
        conversation,
    )
    found = re.search(r'data-copy="(\+\d+)"', html)
    assert found
    return found[1]


def test_a_phone_shows_one_pane_at_a_time(ana: Page) -> None:
    ana.set_viewport_size({"width": 390, "height": 844})
    ana.goto("/?tab=all")
    expect(ana.locator("#workspace")).to_be_hidden()
    ana.locator(".card").first.click()
    expect(ana.locator("#words")).to_be_in_viewport()
    expect(ana.locator("#list")).to_be_hidden()
    assert ana.evaluate("document.documentElement.scrollWidth") == 390
    ana.locator("[data-act=back]").click()
    expect(ana.locator("#list")).to_be_visible()


@pytest.mark.parametrize("address", ["/", JOAO, "/?tab=all"])
def test_nothing_is_refused_by_the_content_security_policy(ana: Page, address: str) -> None:
    complaints: list[str] = []
    ana.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    ana.on("pageerror", lambda error: complaints.append(str(error)))
    ana.goto(address)
    ana.wait_for_timeout(800)
    assert complaints == []


LATE_SOCKET = """
const Real = WebSocket;
window.WebSocket = class {
  static OPEN = Real.OPEN;
  constructor(url) {
    setTimeout(() => {
      this.real = new Real(url);
      for (const name of ["onopen", "onmessage", "onclose"]) this.real[name] = (event) => this[name]?.(event);
    }, 1500);
  }
  get readyState() { return this.real?.readyState ?? Real.CONNECTING; }
  send(data) { this.real.send(data); }
  close() { this.real?.close(); }
};
"""


def test_what_is_written_before_the_first_socket_is_open_is_not_missed(ana: Page, system: System) -> None:
    page = ana.context.new_page()
    page.add_init_script(LATE_SOCKET)
    page.goto(JOAO)
    text = f"entre a página e o canal {time.time_ns()}"
    customer_writes(system, text)
    expect(page.locator(".item.incoming", has_text=text)).to_be_visible()
    page.close()


def test_nothing_that_is_typed_on_the_way_to_another_conversation_reaches_the_one_before(ana: Page) -> None:
    held: list[Route] = []
    ana.route("**/inbox/*/pane", lambda route: held.insert(0, route))
    ana.goto(JOAO + "?tab=all")
    settle(ana, held="/pane")
    wanted = ana.locator(f'.card:not([href="{JOAO}"])').first.get_attribute("data-id") or ""
    other = ana.locator(f'.card[data-id="{wanted}"]')  # the list may come into another order
    other.click()
    expect(ana.locator("#workspace")).to_have_attribute("data-opening", f"Abrindo {other.get_attribute('data-name')}…")
    ana.keyboard.press("r")
    ana.keyboard.type("oi")
    for route in held:
        route.continue_()
    ana.unroute_all()
    expect(ana.locator(f'.thread[data-conversation="{wanted}"]')).to_be_visible()
    expect(ana.locator("#words")).to_be_focused()
    ana.keyboard.type("só para quem se vê")
    expect(ana.locator("#words")).to_have_value("só para quem se vê")
    ana.fill("#words", "")
    ana.locator(f'.card[href="{JOAO}"]').click()
    expect(ana.locator(f'.thread[data-conversation="{JOAO.rsplit("/", maxsplit=1)[-1]}"]')).to_be_visible()
    expect(ana.locator("#words")).to_have_value("")


def test_the_conversation_before_takes_neither_letters_nor_presses_once_another_is_on_its_way(ana: Page) -> None:
    ana.goto(JOAO + "?tab=all")
    ana.fill("#words", "começado aqui")
    sent: list[str] = []
    ana.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    ana.route("**/inbox/*/pane", lambda route: None)
    ana.wait_for_timeout(1500)  # the draft is kept
    sent.clear()
    ana.locator(f'.card:not([href="{JOAO}"])').last.click()
    expect(ana.locator("#workspace")).to_have_attribute("aria-busy", "true")
    ana.focus("#words")
    ana.keyboard.type(" e nunca mais")
    ana.keyboard.press("Enter")
    ana.locator(".send").click(force=True)
    ana.locator(".who").click(force=True)
    expect(ana.locator("#words")).to_have_value("começado aqui")
    expect(ana.locator("#panel")).to_be_visible()
    assert not sent
    ana.unroute_all()
    ana.locator(f'.card[href="{JOAO}"]').click()
    expect(ana.locator("#workspace")).not_to_have_attribute("aria-busy", "true")
    ana.locator("#words").press_sequentially("!")
    expect(ana.locator("#words")).to_have_value("começado aqui!")
    leave_empty(ana)
