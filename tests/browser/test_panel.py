"""The customer beside the conversation: edited where it stands."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import signed_in
from tests.flow.system import System

pytestmark = pytest.mark.browser
JOAO = "/inbox/550e8400-e29b-41d4-a716-446655440000"


def fact(page: Page, name: str) -> Locator:
    return page.locator(f'#panel [data-field="{name}"]')


def test_a_value_is_edited_by_keys_alone(ana: Page) -> None:
    ana.goto(JOAO)
    mail = fact(ana, "email")
    mail.get_by_role("button").focus()
    ana.keyboard.press("Enter")
    ana.keyboard.type("joao@")
    ana.keyboard.press("Enter")
    expect(mail.get_by_role("alert")).to_contain_text("nome@empresa.com")
    ana.keyboard.type("novo.example")
    ana.keyboard.press("Enter")
    expect(mail.get_by_role("button")).to_be_focused()
    expect(mail).to_contain_text("joao@novo.example")
    ana.keyboard.press("Enter")
    ana.keyboard.type("nobody")
    ana.keyboard.press("Escape")
    expect(mail).to_contain_text("joao@novo.example")
    ana.reload()
    expect(fact(ana, "email")).to_contain_text("joao@novo.example")


@pytest.fixture
def boss(chromium: Browser, system: System) -> Iterator[Page]:
    """A supervisor at another computer."""
    other = chromium.new_context(base_url=f"http://127.0.0.1:{system.port}", locale="pt-BR")
    yield signed_in(other, "supervisor@empresa.com")
    other.close()


def test_of_two_at_once_the_second_is_shown_both(ana: Page, boss: Page) -> None:
    for page in (boss, ana):
        page.goto(JOAO)
    fact(ana, "plan").get_by_role("button").click()
    field = fact(ana, "plan").get_by_role("textbox")
    field.fill("Fibra da Ana")
    fact(boss, "plan").get_by_role("button").click()
    fact(boss, "plan").get_by_role("textbox").fill("Fibra do chefe")
    boss.keyboard.press("Enter")
    expect(fact(boss, "plan")).to_contain_text("Fibra do chefe")
    expect(field).to_have_value("Fibra da Ana")  # not drawn anew under her hands
    field.press("Enter")
    expect(fact(ana, "plan").get_by_role("alert")).to_contain_text("Fibra do chefe")
    fact(ana, "plan").get_by_role("button", name="Salvar o meu").click()
    expect(fact(ana, "plan")).to_contain_text("Fibra da Ana")
    expect(fact(boss, "plan")).to_contain_text("Fibra da Ana")
