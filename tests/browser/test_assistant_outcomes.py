"""What becomes of the assistant's drafts, told by what the agent does in the browser: sent as they were or edited,
later or at once, or thrown away."""

import time
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import signed_in
from tests.flow.system import System

pytestmark = pytest.mark.browser
JOAO = "/inbox/550e8400-e29b-41d4-a716-446655440000"
PHONE = "+5511999999999"


@pytest.fixture
def suggested(ana: Page, system: System) -> str:
    """A suggestion stands beside the field."""
    text = f"como troco a senha do wifi? {time.time_ns() % 100_000}"
    system.http.post("/simulator/api/messages", json={"from": PHONE, "text": text}).raise_for_status()
    ana.goto(JOAO)
    ana.locator(".item.incoming", has_text=text).wait_for(timeout=30_000)
    ana.fill("#words", "")
    ana.get_by_role("button", name="Assistente").click()
    ana.get_by_role("button", name="Sugerir uma resposta").click()
    expect(ana.locator(".assistant-text")).not_to_be_empty()
    return ana.locator(".assistant-text").inner_text()


def newest(chromium: Browser, system: System) -> str:
    """The chips of the newest draft, as supervisors see them."""
    context = chromium.new_context(base_url=f"http://127.0.0.1:{system.port}", locale="pt-BR")
    page = signed_in(context, "supervisor@empresa.com")
    page.goto("/bot/drafts")
    chips = page.locator(".bot-row .bot-chips").first.inner_text()
    context.close()
    return chips


def use(page: Page) -> None:
    with page.expect_response("**/assist/*") as told:
        page.get_by_role("button", name="Usar").click()
    assert told.value.json()["state"] == "used"


def test_used_and_sent_as_it_was(ana: Page, chromium: Browser, system: System, suggested: str) -> None:
    use(ana)
    with ana.expect_response("**/messages"):
        ana.press("#words", "Enter")
    assert "sem mudanças" in newest(chromium, system).lower()


def test_edited_and_sent_later(ana: Page, chromium: Browser, system: System, suggested: str) -> None:
    use(ana)
    ana.locator("#words").press_sequentially(" Abraço!")
    due = datetime.now() + timedelta(minutes=30)  # noqa: DTZ005  the field has the clock of the browser
    ana.click("[popovertarget=later]")
    ana.fill("#later [name=due]", due.strftime("%Y-%m-%dT%H:%M"))
    with ana.expect_response("**/scheduled"):
        ana.click("#later button.primary")
    assert "aproveitad" in newest(chromium, system).lower()
    with ana.expect_response("**/send"):
        ana.locator("[data-scheduled]").last.locator("[data-later=send]").click()
    assert "%" in newest(chromium, system)


def test_thrown_away(ana: Page, chromium: Browser, system: System, suggested: str) -> None:
    with ana.expect_response("**/assist/*") as told:
        ana.get_by_role("button", name="Descartar").click()
    assert told.value.json()["state"] == "discarded"
    assert "descartad" in newest(chromium, system).lower()
