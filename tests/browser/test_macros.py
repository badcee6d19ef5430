"""A macro is written on its page, looked at, and run from the command bar."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.states import JOAO

pytestmark = pytest.mark.browser


def test_a_macro_is_written_looked_at_and_run(ana: Page) -> None:
    ana.goto("/macros/new")
    ana.fill('#macro-form [name="name"]', "Avisar do reparo")
    ana.fill('.macro-step [data-field="text"]', "{{customer.nome}}, tudo certo")
    ana.get_by_role("button", name="Mais um passo").click()
    ana.locator(".macro-step").last.locator('[data-field="kind"]').select_option("priority")
    ana.click("#macro-form button.primary")
    expect(ana.locator(".macro-step .form-error:visible").first).to_contain_text("customer.nome")
    ana.fill('.macro-step [data-field="text"] >> nth=0', "{{customer.first_name}}, tudo certo")
    ana.click("#macro-form button.primary")
    expect(ana.locator(".bot-row", has_text="Avisar do reparo")).to_be_visible()

    ana.goto(JOAO)
    ana.keyboard.press("Control+k")
    ana.keyboard.type("macro avisar")
    expect(ana.locator("#palette-list [aria-selected=true]")).to_contain_text("Avisar do reparo")
    ana.keyboard.press("Enter")
    expect(ana.locator("dialog.macro .as-sent")).to_have_text("João, tudo certo")
    ana.keyboard.press("Enter")
    expect(ana.locator("dialog.macro")).to_be_hidden()
    expect(ana.locator(".item.outgoing", has_text="João, tudo certo")).to_have_count(1)
    expect(ana.locator(".item.event", has_text="Avisar do reparo")).to_be_visible()
    # What was looked at once is run at once.
    ana.evaluate("document.getElementById('macros').showPopover()")
    ana.locator("#macros [data-act=macro]", has_text="Avisar do reparo").click()
    expect(ana.locator(".item.outgoing", has_text="João, tudo certo")).to_have_count(2)
