"""Files that wait in the composer outlive the page, and are sent once."""

import base64

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import leave_empty, sign_in, until
from tests.browser.test_inbox import JOAO, unique
from tests.flow.system import System

pytestmark = pytest.mark.browser
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
KEPT = """new Promise((resolve) => { const asked = indexedDB.open('tray');
  asked.onupgradeneeded = () => asked.transaction.abort();
  asked.onerror = () => resolve(0);
  asked.onsuccess = () => { const count = asked.result.transaction('files').objectStore('files').count();
    count.onsuccess = () => { asked.result.close(); resolve(count.result); }; }; })"""


def attach(page: Page, *names: str) -> None:
    files = [{"name": name, "mimeType": "image/png", "buffer": PNG} for name in names]
    page.set_input_files("#file", files)  # type: ignore[arg-type]
    expect(page.locator(".tray-row")).to_have_count(len(names))


def void(_answer: object) -> None:
    """Nothing comes back of it."""


def names(page: Page) -> list[str]:
    return page.locator(".tray-row .file-name").all_inner_texts()


def kept(page: Page, count: int) -> None:
    until(page, f"{KEPT}.then((found) => found === {count})")


@pytest.fixture
def own(chromium: Browser, system: System) -> BrowserContext:
    return chromium.new_context(base_url=f"http://127.0.0.1:{system.port}", locale="pt-BR")


def test_they_are_there_after_a_reload_with_their_captions_and_go_out_once(ana: Page) -> None:
    caption, only = unique("legenda"), unique("segunda")
    ana.goto(JOAO)
    attach(ana, "um.png", "dois.png")
    ana.locator(".tray-row textarea").first.fill(caption)
    ana.locator(".tray-row textarea").last.fill(only)
    kept(ana, 2)
    ana.wait_for_timeout(700)
    ana.goto("about:blank")  # without a word, as in a crash
    ana.goto(JOAO)
    expect(ana.locator(".tray-row")).to_have_count(2)
    assert names(ana) == ["um.png", "dois.png"]
    expect(ana.locator(".tray-row textarea").first).to_have_value(caption)
    expect(ana.locator("#words")).to_have_value("")
    ana.press("#words", "Enter")
    for text in (caption, only):
        expect(ana.locator(".item.outgoing[data-id]", has_text=text)).to_have_count(1, timeout=20_000)
    kept(ana, 0)
    ana.reload()
    expect(ana.locator(".item.outgoing[data-id]", has_text=caption)).to_have_count(1)
    expect(ana.locator(".tray-row")).to_have_count(0)


def test_what_the_server_has_already_is_not_offered_again(ana: Page, context: BrowserContext) -> None:
    text = unique("no caminho")
    ana.goto(JOAO)
    attach(ana, "foto.png")
    kept(ana, 1)
    ana.fill("#words", text)
    # The server takes it, but the answer does not arrive before the page is gone.
    context.route("**/files", lambda route: void(route.fetch()))
    ana.press("#words", "Enter")
    ana.wait_for_timeout(1500)
    ana.goto("about:blank")
    context.unroute_all(behavior="ignoreErrors")
    ana.goto(JOAO)
    expect(ana.locator(".item.outgoing[data-id]", has_text=text)).to_have_count(1)
    kept(ana, 0)
    expect(ana.locator(".tray-row")).to_have_count(0)


def test_one_that_is_too_large_for_somebody_on_the_way_says_so_and_is_kept(ana: Page) -> None:
    ana.goto(JOAO)
    attach(ana, "grande.png")
    page = "<html>413 Request Entity Too Large</html>"
    ana.route("**/files", lambda route: route.fulfill(status=413, content_type="text/html", body=page), times=1)
    ana.press("#words", "Enter")
    refused = ana.locator(".item.is-refused", has_text="grande.png")
    expect(refused.locator(".reason")).to_contain_text("maior do que o servidor aceita")
    refused.locator("[data-act=resend-file]").click()
    expect(refused).to_have_count(0)
    kept(ana, 0)


def test_they_cross_to_no_other_conversation_and_leave_with_whoever_signs_out(own: BrowserContext) -> None:
    page = sign_in(own, "atendente@empresa.com")
    page.goto(JOAO)
    attach(page, "meu.png")
    kept(page, 1)
    page.goto("/?tab=mine")
    page.locator(f'.card:not([href="{JOAO}"])').first.click()
    expect(page.locator(".thread")).to_be_visible()
    expect(page.locator(".tray-row")).to_have_count(0)
    page.click(".rail-me")
    page.click("#profile form[action='/logout'] button")
    page.wait_for_url("**/login?left")
    kept(page, 0)
    own.close()


def test_the_next_person_at_the_browser_finds_nothing(own: BrowserContext) -> None:
    page = sign_in(own, "atendente@empresa.com")
    page.goto(JOAO)
    attach(page, "meu.png")
    kept(page, 1)
    own.clear_cookies()  # as when the session ran out
    other = sign_in(own, "supervisor@empresa.com")
    other.goto(JOAO)
    kept(other, 0)
    expect(other.locator(".tray-row")).to_have_count(0)
    own.close()


def test_what_is_sent_in_one_window_is_gone_in_the_other(ana: Page, context: BrowserContext) -> None:
    ana.goto(JOAO)
    attach(ana, "duas-janelas.png")
    kept(ana, 1)
    second = context.new_page()
    second.goto(JOAO)
    expect(second.locator(".tray-row")).to_have_count(1)
    ana.click("[data-remove]")
    expect(second.locator(".tray-row")).to_have_count(0)
    kept(ana, 0)


def test_the_caption_of_the_one_that_is_left_joins_what_is_in_the_field(ana: Page) -> None:
    before, caption = unique("antes das fotos"), unique("da segunda")
    ana.goto(JOAO)
    attach(ana, "um.png", "dois.png")
    ana.fill("#words", before)
    ana.locator(".tray-row textarea").last.fill(caption)
    ana.locator("[data-remove]").first.click()
    expect(ana.locator("#words")).to_have_value(f"{before}\n{caption}")
    kept(ana, 1)
    ana.reload()
    expect(ana.locator(".tray-row")).to_have_count(1)
    expect(ana.locator("#words")).to_have_value(f"{before}\n{caption}")
    ana.press("#words", "Enter")
    expect(ana.locator(".item.outgoing[data-id]", has_text=caption)).to_contain_text(before)
    kept(ana, 0)


def test_a_caption_is_no_part_of_a_note(ana: Page) -> None:
    caption = unique("só dela")
    ana.goto(JOAO)
    attach(ana, "um.png", "dois.png")
    ana.locator(".tray-row textarea").last.fill(caption)
    ana.click('.composer-tabs [data-kind="note"]')
    ana.evaluate("document.querySelector('.tray-row [data-remove]').click()")
    expect(ana.locator(".tray-row")).to_have_count(1)
    expect(ana.locator("#words")).to_have_value("")
    ana.click('.composer-tabs [data-kind="reply"]')
    expect(ana.locator("#words")).to_have_value(caption)
    ana.locator("[data-remove]").click()
    leave_empty(ana)


def test_captions_that_are_sent_in_one_window_come_into_the_field_of_no_other(
    ana: Page, context: BrowserContext
) -> None:
    caption = unique("a segunda")
    ana.goto(JOAO)
    attach(ana, "um.png", "dois.png")
    ana.locator(".tray-row textarea").last.fill(caption)
    kept(ana, 2)
    second = context.new_page()
    second.goto(JOAO)
    expect(second.locator(".tray-row")).to_have_count(2)
    expect(second.locator(".tray-row textarea").last).to_have_value(caption)
    ana.press("#words", "Enter")
    expect(second.locator(".tray-row")).to_have_count(0)
    expect(ana.locator(".item.outgoing[data-id]", has_text=caption)).to_have_count(1)
    for page in (ana, second):
        expect(page.locator("#words")).to_have_value("")
    kept(ana, 0)
