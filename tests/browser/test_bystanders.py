"""Cards show who else is at their conversation."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import signed_in
from tests.browser.test_inbox import JOAO
from tests.flow.system import System

pytestmark = pytest.mark.browser


def test_a_card_shows_who_looks_and_who_writes_and_moves_nothing(ana: Page, chromium: Browser, system: System) -> None:
    ana.goto("/?tab=mine")
    card = ana.locator(f'.card[href="{JOAO}"]')
    before = card.bounding_box()
    other = chromium.new_context(base_url=f"http://127.0.0.1:{system.port}", locale="pt-BR")
    boss = signed_in(other, "supervisor@empresa.com")
    boss.goto(JOAO)
    expect(card.locator(".bystanders .avatar")).to_have_count(1)
    expect(card.locator(".bystanders .sr")).to_contain_text("Também vendo")
    boss.fill("#words", "estou vendo")
    expect(card.locator(".bystanders.is-writing .icon")).to_be_visible()
    expect(card.locator(".bystanders .sr")).to_contain_text("Escrevendo")
    assert card.bounding_box() == before
    boss.fill("#words", "")
    other.close()
    expect(card.locator(".bystanders")).to_be_hidden(timeout=12_000)
