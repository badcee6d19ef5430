"""What was written in a form and not saved is there again after the session ended, for who wrote it."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import sign_in
from tests.browser.test_inbox import unique

pytestmark = pytest.mark.browser
SUPERVISOR = "supervisor@empresa.com"


def sign_in_again(page: Page, email: str) -> None:
    page.wait_for_url("**/login?next=**")
    page.fill("[name=email]", email)
    page.fill("[name=password]", "senha123")
    page.click("button.primary")


def test_a_macro_with_its_steps_is_back_after_signing_in_again(ana: Page, context: BrowserContext) -> None:
    ana.goto("/macros/new")
    ana.fill('#macro-form [name="name"]', "Reparo")
    ana.fill('.macro-step [data-field="text"]', "Tudo certo")
    ana.get_by_role("button", name="Mais um passo").click()
    ana.locator(".macro-step").last.locator('[data-field="kind"]').select_option("priority")
    context.clear_cookies(name="sessionid")
    ana.click("#macro-form button.primary")
    sign_in_again(ana, "atendente@empresa.com")
    expect(ana.locator(".brought-back")).to_be_visible()
    expect(ana.locator('#macro-form [name="name"]')).to_have_value("Reparo")
    expect(ana.locator('.macro-step [data-field="text"]').first).to_have_value("Tudo certo")
    expect(ana.locator('.macro-step [data-field="kind"]').last).to_have_value("priority")
    ana.locator(".brought-back").get_by_role("button").click()
    expect(ana.locator('#macro-form [name="name"]')).to_have_value("")
    expect(ana.locator(".brought-back")).to_have_count(0)


def test_a_template_is_back_for_its_writer_alone_and_until_it_is_saved(context: BrowserContext) -> None:
    boss, name = sign_in(context, SUPERVISOR), unique("aviso").replace(" ", "_")
    boss.goto("/templates/new")
    boss.fill("[name=name]", name)
    boss.fill("[name=body]", "Olá {{1}}, tudo certo.")
    boss.fill('[name="example.1"]', "Ana")
    boss.click("[data-add-button]")
    boss.locator('.button-row:visible [name$=".type"]').select_option(index=1)
    boss.fill('.button-row:visible [name$=".text"]', "Quero")
    context.clear_cookies(name="sessionid")
    # The preview hears of it first.
    boss.fill("[name=footer]", "Equipe")
    sign_in_again(boss, SUPERVISOR)
    expect(boss.locator("[name=footer]")).to_have_value("Equipe")
    expect(boss.locator("[name=body]")).to_have_value("Olá {{1}}, tudo certo.")
    expect(boss.locator('[name="example.1"]')).to_have_value("Ana")
    expect(boss.locator('.button-row:visible [name$=".text"]')).to_have_value("Quero")
    expect(boss.locator("#bubble")).to_contain_text("tudo certo")
    boss.get_by_role("button", name="rascunho").click()
    boss.wait_for_url(lambda url: not url.endswith("/new"))
    boss.goto("/templates/new")
    expect(boss.locator("[name=body]")).to_have_value("")
