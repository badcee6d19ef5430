"""Drafts of the assistant, as an agent asks for them, takes them over and throws them away."""

import re
import time

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import leave_empty
from tests.flow.system import System

pytestmark = pytest.mark.browser
JOAO = "/inbox/550e8400-e29b-41d4-a716-446655440000"
PHONE = "+5511999999999"


def ask(page: Page, name: str) -> None:
    page.get_by_role("button", name="Assistente").click()
    page.get_by_role("button", name=name).click()


def test_a_suggestion_goes_into_the_field_and_is_sent_only_by_the_agent(ana: Page, system: System) -> None:
    text = f"como troco a senha do wifi? {time.time_ns() % 1000}"
    system.http.post("/simulator/api/messages", json={"from": PHONE, "text": text}).raise_for_status()
    ana.goto(JOAO)
    ana.locator(".item.incoming", has_text=text).wait_for(timeout=15_000)
    ana.fill("#words", "Oi, João!")
    ask(ana, "Sugerir uma resposta")
    expect(ana.locator(".assistant-text")).not_to_be_empty()
    suggested = ana.locator(".assistant-text").inner_text()
    ana.get_by_role("button", name="Usar").click()
    assert ana.input_value("#words") == f"Oi, João!\n{suggested}"
    expect(ana.locator("#assistant")).to_be_hidden()
    assert ana.locator(".item.outgoing", has_text=suggested[:40]).count() == 0
    leave_empty(ana)


def test_a_summary_is_kept_as_a_note_or_thrown_away(ana: Page, system: System) -> None:
    ana.goto(JOAO)
    ask(ana, "Resumir a conversa")
    expect(ana.locator(".assistant-text")).to_contain_text("O cliente queria")
    ana.keyboard.press("Escape")
    expect(ana.locator("#assistant")).to_be_hidden()
    ask(ana, "Resumir a conversa")
    ana.get_by_role("button", name="Guardar como nota").click()
    expect(ana.locator("#composer")).to_have_attribute("data-kind", "note")
    assert "O cliente queria" in ana.input_value("#words")
    leave_empty(ana)


def test_a_summary_joins_the_note_that_was_begun(ana: Page) -> None:
    ana.goto(JOAO)
    ana.click("#composer [role=tab][data-kind=note]")
    ana.fill("#words", "Ligar às 14h.")
    ana.click("#composer [role=tab][data-kind=reply]")
    ask(ana, "Resumir a conversa")
    ana.get_by_role("button", name="Guardar como nota").click()
    expect(ana.locator("#words")).to_have_value(re.compile(r"^Ligar às 14h\.\n.*O cliente queria", re.DOTALL))
    leave_empty(ana)
