"""Cards say in which conversations something of mine waits that was not sent."""

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import sign_in
from tests.browser.test_inbox import JOAO, unique
from tests.browser.test_tray import attach, kept
from tests.flow.system import System

pytestmark = pytest.mark.browser


def test_a_file_that_waits_marks_its_card_until_it_is_taken_away(ana: Page, context: BrowserContext) -> None:
    ana.goto(JOAO + "?tab=mine")
    mark = ana.locator(f'.card[href="{JOAO}"] .unsent')
    expect(mark).to_be_hidden()
    attach(ana, "comprovante.png")
    expect(mark).to_be_visible()
    ana.locator(f'.card:not([href="{JOAO}"])').first.click()
    expect(ana.locator(".tray-row")).to_have_count(0)
    ana.reload()
    expect(mark).to_be_visible()
    expect(mark).to_contain_text("Não enviado")
    expect(ana.locator(".card .unsent:visible")).to_have_count(1)
    ana.locator(f'.card[href="{JOAO}"]').click()
    ana.click("[data-remove]")
    expect(mark).to_be_hidden()


def test_a_text_that_waits_for_the_server_marks_its_card(ana: Page, context: BrowserContext) -> None:
    text = unique("presa")
    ana.goto(JOAO + "?tab=mine")
    mark = ana.locator(f'.card[href="{JOAO}"] .unsent')
    context.route("**/messages", lambda route: route.abort())
    ana.fill("#words", text)
    ana.press("#words", "Enter")
    expect(mark).to_be_visible(timeout=20_000)
    context.unroute_all(behavior="ignoreErrors")
    expect(ana.locator(".item.outgoing[data-id]", has_text=text)).to_have_count(1, timeout=30_000)
    expect(mark).to_be_hidden(timeout=20_000)


def test_signing_out_in_the_administration_takes_the_files_away_too(chromium: Browser, system: System) -> None:
    own = chromium.new_context(base_url=f"http://127.0.0.1:{system.port}", locale="pt-BR")
    boss = sign_in(own, "supervisor@empresa.com")
    boss.goto(JOAO)
    attach(boss, "meu.png")
    kept(boss, 1)
    boss.goto("/admin/")
    boss.evaluate("document.getElementById('logout-form').submit()")
    boss.wait_for_url("**/login?left")
    kept(boss, 0)
    own.close()
