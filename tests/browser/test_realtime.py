"""What happens while the page hears nothing: it catches up by itself, without a reload and without doubles."""

import time

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect

from tests.browser.conftest import settle, signed_in, until
from tests.browser.test_inbox import JOAO, customer_writes, unique
from tests.flow.system import System

pytestmark = pytest.mark.browser
# Swallows what the test chooses, as if the broker had lost it: neither the event nor its number reaches the page.
DEAF = """
const Real = WebSocket;
window.WebSocket = class extends Real {
  set onmessage(handle) {
    window.tell = (event) => handle({ data: JSON.stringify(event) });
    super.onmessage = (event) => {
      if (window.deaf === "wholly" || window.deaf && JSON.parse(event.data).type !== "pong") return;
      handle?.(event);
    };
  }
};
"""


@pytest.fixture
def deaf(apart: BrowserContext) -> Page:
    apart.add_init_script(DEAF)
    return signed_in(apart, "atendente@empresa.com")


def stays(page: Page) -> None:
    page.evaluate("window.stayed = true")


def assert_caught_up(page: Page, texts: list[str]) -> None:
    for text in texts:
        expect(page.locator(".item.incoming", has_text=text)).to_have_count(1, timeout=25_000)
    shown = [text for text in page.locator(".item.incoming .words").all_inner_texts() if text in texts]
    assert shown == texts
    assert page.evaluate("window.stayed")


def test_after_the_web_server_died_the_page_catches_up(ana: Page, system: System) -> None:
    ana.goto(JOAO)
    expect(ana.locator("#offline")).to_be_hidden()
    stays(ana)
    system.kill("web")
    system.wait_healthy(60)
    texts = [unique(f"depois da queda {number}") for number in range(3)]
    for text in texts:
        customer_writes(system, text)
    assert_caught_up(ana, texts)
    expect(ana.locator("#offline")).to_be_hidden(timeout=20_000)


def test_events_that_were_lost_are_made_up_for(deaf: Page, system: System) -> None:
    deaf.goto(JOAO)
    settle(deaf)
    stays(deaf)
    deaf.evaluate("window.deaf = 'wholly'")  # an answer to a ping would say how much was lost
    lost, heard = unique("perdida"), unique("ouvida")
    customer_writes(system, lost)
    deaf.wait_for_timeout(1500)
    expect(deaf.locator(".item.incoming", has_text=lost)).to_have_count(0)
    deaf.evaluate("window.deaf = false")
    customer_writes(system, heard)
    assert_caught_up(deaf, [lost, heard])
    expect(deaf.locator(".card", has_text=heard)).to_have_count(1)


def test_a_page_that_missed_nothing_asks_for_nothing_again(ana: Page) -> None:
    asked: list[str] = []

    def note(request: Request) -> None:
        asked.append(request.url)

    ana.on("request", note)
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:  # until nothing happens between the page and its socket
        asked.clear()
        ana.goto("/?tab=mine")
        ana.wait_for_timeout(1500)
        if not any("/inbox/rows" in url for url in asked):
            return
    raise AssertionError(asked)


def test_colleagues_see_who_looks_at_a_conversation(ana: Page, chromium: Browser, system: System) -> None:
    ana.goto(JOAO)
    expect(ana.locator("#viewers")).to_be_hidden()
    other = chromium.new_context(base_url=f"http://127.0.0.1:{system.port}", locale="pt-BR")
    boss = signed_in(other, "supervisor@empresa.com")
    boss.goto(JOAO)
    expect(ana.locator("#viewers .avatar")).to_have_count(1)
    expect(boss.locator("#viewers .avatar")).to_have_count(1)
    other.close()
    expect(ana.locator("#viewers")).to_be_hidden()


def test_what_is_being_selected_in_stays_until_it_is_not(deaf: Page) -> None:
    deaf.goto(JOAO)
    settle(deaf)
    identifier = deaf.evaluate(
        """() => {
          window.selected = document.querySelector('.item.outgoing[data-id] .words');
          getSelection().selectAllChildren(selected);
          const item = selected.closest('.item');
          item.served = 'as it was before';
          return item.dataset.id;
        }"""
    )
    told = {"type": "message_updated", "conversation_id": JOAO.split("/")[-1], "message_id": identifier}
    with deaf.expect_response(lambda answer: f"id={identifier}" in answer.url):
        deaf.evaluate("event => tell(event)", told)
    deaf.wait_for_timeout(300)
    assert deaf.evaluate("selected.isConnected && getSelection().toString() !== ''")
    deaf.evaluate("getSelection().removeAllRanges()")
    until(deaf, "!selected.isConnected")


def test_what_was_sent_without_a_network_outlives_the_page_and_goes_out_once(
    ana: Page, context: BrowserContext, system: System
) -> None:
    text = unique("sem rede, com recarga")
    ana.goto(JOAO)
    settle(ana)
    context.set_offline(True)
    ana.fill("#words", text)
    ana.press("#words", "Enter")
    expect(ana.locator(".item.is-pending", has_text=text)).to_have_count(1)
    ana.goto("about:blank")  # as a reload does that finds no server
    # The page is back and gets no answer yet; the try under way when it went may have reached the server.
    context.route("**/messages", lambda route: route.abort())
    context.set_offline(False)
    ana.goto(JOAO)
    expect(ana.locator(".item.outgoing", has_text=text)).to_have_count(1)
    ana.wait_for_timeout(7000)
    expect(ana.locator(".item.is-refused", has_text=text)).to_have_count(0)
    context.unroute("**/messages")
    expect(ana.locator(".item.outgoing[data-id]", has_text=text)).to_have_count(1, timeout=20_000)
    ana.reload()
    expect(ana.locator(".item.outgoing", has_text=text)).to_have_count(1)


def test_what_is_made_up_for_leaves_the_list_under_the_pointer(deaf: Page, system: System) -> None:
    deaf.goto(f"{JOAO}?tab=all")
    settle(deaf)
    first, known = deaf.locator(".card").first, deaf.locator(f'.card[href^="{JOAO}"]')
    first.hover()
    deaf.evaluate("window.cards = [...document.querySelectorAll('.card')]")
    order = "() => [...document.querySelectorAll('.card')].every((card, at) => card === cards[at])"
    deaf.evaluate("window.deaf = 'wholly'")
    lost, fresh, heard = unique("perdida"), unique("nova"), unique("ouvida")
    phone = f"+55119{unique('')[-8:]}"
    customer_writes(system, fresh, phone)
    customer_writes(system, lost)
    until(deaf, f"fetch('/inbox/rows?tab=all').then((page) => page.text()).then((page) => page.includes('{lost}'))")
    deaf.evaluate("window.deaf = false")
    customer_writes(system, heard)
    expect(known).to_contain_text(heard)
    expect(deaf.locator("#held")).to_contain_text("1 conversa nova")
    assert deaf.evaluate(order)
    deaf.mouse.move(900, 400)
    expect(deaf.locator(f".card[data-name='{phone}']")).to_have_count(1)
