"""Shortcuts, the command bar and the preferences in the browser."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import leave_empty

pytestmark = pytest.mark.browser
JOAO = "/inbox/550e8400-e29b-41d4-a716-446655440000"


def test_the_command_bar_goes_to_customers_and_acts(ana: Page) -> None:
    ana.goto("/?tab=all")
    ana.keyboard.press("Control+k")
    ana.keyboard.type("joao sil")
    expect(ana.locator("#palette-list li", has_text="João Silva").first).to_be_visible()
    ana.locator("#palette-list li", has_text="João Silva").first.click()
    expect(ana.locator(".thread")).to_be_visible()
    ana.keyboard.press("Control+k")
    ana.keyboard.type("tema escuro")
    expect(ana.locator("#palette-list [aria-selected=true]")).to_contain_text("Escuro")
    ana.keyboard.press("Enter")
    expect(ana.locator("html")).to_have_attribute("data-theme", "dark")
    ana.keyboard.press("Control+k")
    ana.keyboard.type("tema automat")
    ana.keyboard.press("Escape")
    expect(ana.locator("#palette")).to_be_hidden()


def test_the_command_bar_finds_canned_responses_by_their_words(ana: Page) -> None:
    ana.goto(JOAO)
    ana.fill("#words", "Oi. ")
    ana.keyboard.press("Control+k")
    ana.keyboard.type("segunda via da sua fatura")
    option = ana.locator("#palette-list [aria-selected=true]")
    expect(option).to_contain_text("/segunda-via")
    ana.keyboard.press("Enter")
    expect(ana.locator("#words")).to_be_focused()
    expect(ana.locator("#words")).to_have_value(re.compile(r"^Oi\. Aqui está a segunda via"))
    leave_empty(ana)


def test_the_help_opens_right_after_the_command_bar_closed(ana: Page) -> None:
    ana.goto(JOAO)
    for begin in ("#scroller", "body"):
        ana.locator(begin).focus()
        ana.keyboard.press("Control+k")
        expect(ana.locator("#palette")).to_be_visible()
        ana.keyboard.press("Escape")
        ana.keyboard.press("?")
        expect(ana.locator("#help")).to_be_visible()
        ana.keyboard.press("Escape")
        expect(ana.locator("#help")).to_be_hidden()


def test_a_shortcut_is_given_another_key(ana: Page) -> None:
    ana.goto(JOAO)
    ana.keyboard.press("?")
    ana.click('[data-shortcut="note"]')
    ana.keyboard.press("r")
    expect(ana.locator("#shortcut-error")).to_contain_text("responder")
    ana.keyboard.press("m")
    expect(ana.locator('[data-shortcut="note"]')).to_have_text("m")
    ana.keyboard.press("Escape")
    ana.reload()
    ana.keyboard.press("m")
    expect(ana.locator("#words")).to_be_focused()
    ana.locator("#words").blur()
    ana.keyboard.press("?")
    ana.click('[data-act="reset-shortcuts"]')
    expect(ana.locator('[data-shortcut="note"]')).to_have_text("n")


def test_enter_may_begin_a_new_line(ana: Page) -> None:
    ana.goto(JOAO)
    ana.keyboard.press("Control+k")
    ana.keyboard.type("preferências")
    ana.keyboard.press("Enter")
    with ana.expect_response("**/profile/enter"):
        ana.check('[name=sends][value="0"]')
    ana.keyboard.press("Escape")
    ana.fill("#words", "linha um")
    ana.press("#words", "Enter")
    expect(ana.locator("#words")).to_have_value("linha um\n")
    ana.press("#words", "Control+Enter")
    expect(ana.locator("#words")).to_have_value("")
    ana.evaluate("document.getElementById('preferences').showModal()")
    with ana.expect_response("**/profile/enter"):
        ana.check('[name=sends][value="1"]')


def test_menus_and_tooltips_show_the_keys_also_after_they_were_changed(ana: Page) -> None:
    ana.goto(JOAO)
    ana.click("[popovertarget=more]")
    priority = ana.locator("#more [popovertarget=priority] kbd")
    expect(priority).to_have_text("p")
    ana.keyboard.press("Escape")
    ana.keyboard.press("?")
    for act, key in (("priority", "y"), ("close", "q")):
        ana.click(f'[data-shortcut="{act}"]')
        ana.keyboard.press(key)
        expect(ana.locator(f'[data-shortcut="{act}"]')).to_have_text(key)
    ana.keyboard.press("Escape")
    expect(priority).to_have_text("y")
    expect(ana.locator(".head-acts [popovertarget=close]")).to_have_attribute("title", "Encerrar (q)")
    ana.reload()
    expect(priority).to_have_text("y")
    ana.keyboard.press("?")
    ana.click('[data-act="reset-shortcuts"]')
    expect(priority).to_have_text("p")
    expect(ana.locator(".head-acts [popovertarget=close]")).to_have_attribute("title", "Encerrar (e)")


def test_the_command_bar_begins_with_what_the_open_conversation_offers(ana: Page) -> None:
    ana.goto(JOAO)
    ana.keyboard.press("Control+k")
    first = ana.locator("#palette-list li").first
    expect(first).to_contain_text("Transferir")
    expect(first.locator("kbd")).to_have_text("t")
