"""Articles are imported from a file: looked at, chosen, taken, and the change of a known one accepted."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import signed_in
from tests.flow.system import System

pytestmark = pytest.mark.browser
FAQ = "# Boleto por carta\nPeça ao financeiro.\n# Wi-Fi lento\nReinicie o *aparelho*.\n# Vazio\n# {}\nx\n".format(
    "x" * 161
)


@pytest.fixture
def carla(chromium: Browser, system: System) -> Page:
    return signed_in(
        chromium.new_context(base_url=f"http://127.0.0.1:{system.port}", locale="pt-BR"), "supervisor@empresa.com"
    )


def give(page: Page, text: str) -> None:
    page.set_input_files("[name=file]", {"name": "faq.md", "mimeType": "text/markdown", "buffer": text.encode()})


def test_a_file_is_looked_at_chosen_taken_and_its_change_accepted(carla: Page) -> None:
    carla.goto("/bot/knowledge")
    carla.click(".bot-acts [href='/bot/import']")
    carla.wait_for_url("**/bot/import")
    give(carla, FAQ)
    rows = carla.locator("#import-rows .bot-row")
    expect(rows).to_have_count(3)
    expect(rows.nth(2)).to_contain_text("No máximo 160 caracteres")
    expect(carla.locator(".bot-bar [x-text]")).to_have_text("2 escolhidos")
    rows.nth(1).locator("[name=only]").uncheck()
    carla.click("#import-rows button.primary")
    carla.click("text=Revisar os rascunhos")
    expect(carla.locator(".bot-row")).to_have_count(1)
    carla.locator("[x-ref=all]").check()
    carla.get_by_role("button", name="Aprovar").click()
    expect(carla.locator(".empty")).to_be_visible()

    carla.goto("/bot/import")
    give(carla, FAQ.replace("Peça ao financeiro.", "Peça ao financeiro, de graça."))
    expect(rows.nth(0)).to_contain_text("Mudaria")
    rows.nth(1).locator("[name=only]").uncheck()
    carla.click("#import-rows button.primary")
    carla.click("text=Revisar as mudanças")
    carla.click(".bot-row-main")
    expect(carla.locator(".changed-words ins")).to_have_text(["financeiro, de graça."])
    carla.get_by_role("button", name="Aceitar").click()
    expect(carla.locator("[name=content]")).to_have_value("Peça ao financeiro, de graça.")
    expect(carla.locator(".changed-words")).to_have_count(0)


def test_what_cannot_be_read_is_told_at_its_field(carla: Page) -> None:
    carla.goto("/bot/import")
    carla.fill("[name=url]", "http://169.254.169.254/latest")
    carla.click("#import-form button.primary")
    expect(carla.locator('[data-error="url"]')).to_contain_text("não é pública")
    carla.set_input_files("[name=file]", {"name": "x.zip", "mimeType": "application/zip", "buffer": b"PK\x03\x04"})
    expect(carla.locator('[data-error="file"]')).to_be_visible()
    expect(carla.locator("[name=url]")).to_have_value("")
