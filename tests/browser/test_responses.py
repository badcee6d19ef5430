"""Canned responses that agents keep for themselves."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import leave_empty
from tests.browser.test_inbox import JOAO, unique

pytestmark = pytest.mark.browser


def test_what_is_written_is_kept_and_offered_from_then_on(ana: Page) -> None:
    shortcut = f"teste-{unique('')[-8:]}"
    ana.goto(JOAO)
    ana.fill("#words", "Oi João, seu plano foi atualizado.")
    ana.click('[data-act="canned"]')
    content = ana.locator('#keep-response [name="content"]')
    expect(content).to_have_value("Oi {{customer.first_name}}, seu plano foi atualizado.")
    ana.fill('#keep-response [name="shortcut"]', "duas palavras")
    ana.keyboard.press("Enter")
    expect(ana.locator("#keep-response .form-error")).to_be_visible()
    ana.fill('#keep-response [name="shortcut"]', shortcut)
    ana.keyboard.press("Enter")
    expect(ana.locator(".toast", has_text=f"Guardada como /{shortcut}.").last).to_be_visible()
    expect(ana.locator("#words")).to_be_focused()
    expect(ana.locator("#words")).to_have_value("Oi João, seu plano foi atualizado.")
    ana.fill("#words", "")
    ana.locator("#words").press_sequentially(f"/{shortcut}")
    expect(ana.locator("#suggestions .suggestion")).to_have_count(1)
    ana.keyboard.press("Enter")
    expect(ana.locator("#words")).to_have_value("Oi João, seu plano foi atualizado.")
    leave_empty(ana)


def test_the_page_changes_and_deletes_them(ana: Page) -> None:
    shortcut = f"minha-{unique('')[-8:]}"
    ana.goto("/responses/new")
    ana.fill('[name="shortcut"]', shortcut)
    ana.click("button.primary")
    expect(ana.locator('[data-error="content"]')).to_be_visible()
    ana.fill('[name="content"]', "Até logo!")
    ana.click("button.primary")
    ana.locator(".bot-row", has_text=shortcut).locator("a").click()
    ana.once("dialog", lambda dialog: dialog.accept())
    ana.locator("button", has_text="Excluir").click()
    expect(ana.locator("h1")).to_have_text("Respostas rápidas")
    expect(ana.locator(".bot-row", has_text=shortcut)).to_have_count(0)


@pytest.mark.parametrize("key", ["Enter", "Control+Shift+Enter"])
@pytest.mark.parametrize("comes", [True, False])
def test_a_shortcut_that_is_not_found_is_no_answer_until_it_is_said_so(ana: Page, key: str, comes: bool) -> None:
    text = f"/{unique('24')}".replace(" ", "-")
    ana.goto(JOAO)
    if not comes:
        ana.route("**/responses", lambda route: route.abort())
    ana.locator("#words").press_sequentially(text)
    line = ana.locator("#suggestions p")
    expect(line).to_contain_text("Esc")
    expect(ana.locator("#suggestions", has_text="Nenhuma resposta rápida combina.")).to_have_count(int(comes))
    expect(ana.locator("#suggestions", has_text="Ainda não há respostas rápidas.")).to_have_count(0)
    asked: list[str] = []
    ana.on("request", lambda request: asked.append(request.url))
    ana.keyboard.press(key)
    expect(ana.locator("#words")).to_have_value(text)
    assert not [url for url in asked if url.endswith("/messages")]
    ana.keyboard.press("Escape")
    expect(line).to_be_hidden()
    ana.keyboard.press("Enter")
    expect(ana.locator(".item.outgoing[data-id]", has_text=text)).to_have_count(1)


def test_what_looks_like_a_shortcut_goes_on_in_a_new_line_or_by_the_button(ana: Page) -> None:
    text = f"/{unique('etc')}".replace(" ", "-")
    ana.goto(JOAO)
    line = ana.locator("#suggestions p")
    ana.locator("#words").press_sequentially(text)
    expect(line).to_be_visible()
    ana.keyboard.press("Shift+Enter")
    ana.keyboard.type("é o arquivo")
    expect(ana.locator("#words")).to_have_value(f"{text}\né o arquivo")
    expect(line).to_be_hidden()
    ana.fill("#words", text)
    expect(line).to_be_visible()
    ana.locator("#composer .send").click()
    expect(ana.locator(".item.outgoing[data-id]", has_text=text)).to_have_count(1)
    expect(line).to_be_hidden()
