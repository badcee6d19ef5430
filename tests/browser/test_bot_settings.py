"""The bot's settings in a browser: played unsaved, saved in place, told of a colleague's change, put back."""

import re
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.browser.conftest import signed_in
from tests.browser.test_inbox import unique
from tests.flow.client import Phone
from tests.flow.system import System, until

pytestmark = pytest.mark.browser


@pytest.fixture
def carlos(context: BrowserContext) -> Page:
    page = signed_in(context, "supervisor@empresa.com")
    page.goto("/bot/settings")
    return page


@pytest.fixture
def clara(chromium: Browser, system: System) -> Iterator[Page]:
    made = chromium.new_context(base_url=f"http://127.0.0.1:{system.port}", locale="pt-BR")
    page = signed_in(made, "admin@empresa.com")
    page.goto("/bot/settings")
    yield page
    made.close()


def save(page: Page) -> None:
    page.click("#settings-form .bot-save .primary")


def say(page: Page, line: str) -> None:
    page.fill("#rehearsal-line [name=line]", line)
    page.keyboard.press("Enter")


def test_it_is_played_unsaved_and_played_again(carlos: Page) -> None:
    said = carlos.locator("#rehearsed .said")
    carlos.fill("[name=greeting]", "Salve, salve!")
    expect(carlos.locator(".bot-save .hint")).to_be_visible()
    say(carlos, "oi")
    expect(carlos.locator("#rehearsed .told")).to_contain_text("Salve, salve!")
    expect(carlos.locator("[name=line]")).to_have_value("")
    expect(carlos.locator("[name=line]")).to_be_focused()
    say(carlos, "   ")
    say(carlos, "quero falar com um atendente")
    expect(carlos.locator("#rehearsed .over")).to_be_visible()
    expect(said).to_have_text(["oi", "quero falar com um atendente"])
    carlos.fill("[name=greeting]", "Opa!")
    carlos.locator("[x-on\\:click=again]").click()
    expect(carlos.locator("#rehearsed .told").first).to_contain_text("Opa!")
    expect(carlos.locator("#rehearsed .over")).to_be_visible()
    expect(said).to_have_count(2)
    say(carlos, "bom dia")
    expect(said).to_have_text(["bom dia"])


def test_a_fault_among_the_settings_stops_the_rehearsal_and_is_told_at_its_field(carlos: Page) -> None:
    carlos.fill("[name=answer_from]", "muito")
    say(carlos, "oi")
    expect(carlos.locator("[data-error=answer_from]")).to_be_visible()
    expect(carlos.locator("[name=answer_from]")).to_be_focused()
    expect(carlos.locator("#rehearsal-line [role=alert]")).to_be_visible()
    assert carlos.locator("#rehearsed .said").count() == 0
    save(carlos)
    expect(carlos.locator("[name=answer_from]")).to_have_attribute("aria-invalid", "true")
    carlos.fill("[name=answer_from]", "0,5")
    say(carlos, "oi")
    expect(carlos.locator("#rehearsed .said")).to_have_count(1)
    expect(carlos.locator("#rehearsal-line [role=alert]")).to_be_hidden()


def test_two_who_save_are_told_of_each_other(carlos: Page, clara: Page) -> None:
    name, legal = f"Téo {time.time_ns()}", clara.locator("[name=hands_over_legal]")
    was = legal.is_checked()
    clara.fill("[name=persona]", name)
    legal.set_checked(not was)
    save(clara)
    expect(clara.locator("#toasts")).to_contain_text("Salv")
    carlos.fill("[name=tone]", f"caloroso {name}")
    save(carlos)
    conflict = carlos.locator(".bot-conflict")
    expect(conflict).to_be_focused()
    expect(conflict).to_contain_text(name)
    expect(conflict.locator("dd")).to_have_count(2)
    carlos.locator(".bot-conflict button").first.click()
    expect(conflict).to_be_hidden()
    expect(carlos.locator("[name=persona]")).to_have_value(name)
    expect(carlos.locator("[name=hands_over_legal]")).to_be_checked(checked=not was)
    expect(carlos.locator("[name=tone]")).to_have_value(f"caloroso {name}")
    save(carlos)
    expect(carlos.locator("#toasts")).to_contain_text("Salv")
    expect(carlos.locator(".bot-save .hint")).to_be_hidden()
    expect(carlos.locator("#settings-history li").first).to_contain_text("tom")
    carlos.locator("[name=hands_over_legal]").set_checked(was)
    save(carlos)
    expect(carlos.locator("#settings-history li").first).to_contain_text("ameaças legais")


def test_a_change_is_put_back_as_it_was(carlos: Page) -> None:
    before = carlos.input_value("[name=company]")
    team = carlos.locator("[name='team.cancellation']")
    was = team.input_value()
    carlos.fill("[name=company]", "Outra")
    team.select_option(
        index=1 if was != carlos.locator("[name='team.cancellation'] option").nth(1).get_attribute("value") else 2
    )
    save(carlos)
    newest = carlos.locator("#settings-history details").first
    expect(newest).to_contain_text("empresa")
    newest.locator("summary").click()
    newest.get_by_role("button").click()
    expect(carlos.locator("[name=company]")).to_have_value(before)
    expect(team).to_have_value(was)
    expect(carlos.locator("#settings-form .bot-save .primary")).to_be_focused()
    with carlos.expect_response(lambda answer: answer.request.method == "POST"):
        carlos.keyboard.press("Enter")
    carlos.reload()
    expect(carlos.locator("[name=company]")).to_have_value(before)


def test_what_is_typed_while_it_is_saved_is_not_saved_yet(carlos: Page) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    carlos.route("**/settings/save", hold)
    carlos.fill("[name=tone]", f"breve {id(held)}")
    save(carlos)
    carlos.wait_for_timeout(200)
    carlos.fill("[name=tone]", "breve e claro")
    held[0].continue_()
    expect(carlos.locator("#toasts")).to_contain_text("Salv")
    expect(carlos.locator(".bot-save .hint")).to_be_visible()
    assert re.match("breve", carlos.input_value("[name=tone]"))


def test_what_customers_lately_asked_is_asked_again(carlos: Page, system: System) -> None:
    asks = Phone(system, f"+55119{unique('')[-8:]}")
    asks.write("Como troco a senha do Wi-Fi?")
    until(asks.received, 30, "the bot's answer")
    ask = carlos.locator("[hx-target='#replayed']")
    ask.click()
    expect(carlos.locator("#replayed .hint")).to_contain_text("Todas terminariam", timeout=60_000)
    expect(ask).to_be_enabled()
    carlos.fill("[name=answer_from]", "1")
    carlos.fill("[name=hand_over_from]", "1")
    ask.click()
    expect(carlos.locator("#replayed .chip").first).to_be_visible(timeout=60_000)
    changed = carlos.locator("#replayed details:has(.chip)").first
    changed.locator("summary").click()
    expect(changed.locator("dt")).to_have_count(3)
