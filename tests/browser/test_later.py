"""Sending later, from the composer."""

from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import leave_empty
from tests.browser.test_inbox import JOAO, unique
from tests.browser.test_tray import attach

pytestmark = pytest.mark.browser


def schedule(page: Page, text: str, due: datetime) -> None:
    page.goto(JOAO)
    page.fill("#words", text)
    page.click("[popovertarget=later]")
    page.fill("#later [name=due]", due.strftime("%Y-%m-%dT%H:%M"))
    page.click("#later button.primary")


def test_a_message_for_later_waits_over_the_field_and_comes_back_into_it(ana: Page) -> None:
    text = unique("lembrete")
    schedule(ana, text, datetime.now() + timedelta(minutes=30))  # noqa: DTZ005  the field has the clock of the browser
    row = ana.locator("[data-scheduled]", has_text=text)
    expect(row).to_have_count(1)
    expect(ana.locator("#words")).to_have_value("")
    ana.reload()
    row.locator("[data-later=edit]").click()
    expect(ana.locator("#words")).to_have_value(text)
    expect(row).to_have_count(0)
    leave_empty(ana)


def test_it_can_be_sent_at_once(ana: Page) -> None:
    text = unique("agora mesmo")
    schedule(ana, text, datetime.now() + timedelta(minutes=30))  # noqa: DTZ005
    ana.locator("[data-scheduled]", has_text=text).locator("[data-later=send]").click()
    expect(ana.locator(".item.outgoing[data-id]", has_text=text)).to_have_count(1)
    expect(ana.locator("[data-scheduled]", has_text=text)).to_have_count(0)


def test_past_the_windows_end_it_is_refused_where_it_is_asked_and_templates_are_offered(ana: Page) -> None:
    text = unique("tarde demais")
    schedule(ana, text, datetime.now() + timedelta(days=3))  # noqa: DTZ005
    expect(ana.locator("#later .form-error")).to_contain_text("janela de 24 horas fecha antes")
    expect(ana.locator("#later [data-later=templates]")).to_be_visible()
    expect(ana.locator("#words")).to_have_value(text)
    ana.keyboard.press("Escape")
    leave_empty(ana)


@pytest.mark.parametrize("beside", ["file", "quote"])
def test_with_a_file_or_a_quote_it_is_refused_since_only_words_can_wait(ana: Page, beside: str) -> None:
    text = unique("segue o boleto")
    ana.goto(JOAO)
    if beside == "file":
        attach(ana, "boleto.png")
    else:
        ana.locator(".item.incoming[data-id]").last.hover()
        ana.locator(".item.incoming[data-id]").last.locator("[data-act=quote]").click()
    ana.fill("#words", text)
    ana.click("[popovertarget=later]")
    expect(ana.locator("#later .form-error")).to_be_visible()
    asked: list[str] = []
    ana.on("request", lambda request: asked.append(request.url))
    ana.click("#later button.primary")
    expect(ana.locator("#later .form-error")).to_be_visible()
    ana.keyboard.press("Escape")
    expect(ana.locator("#words")).to_have_value(text)
    assert not [url for url in asked if url.endswith("/scheduled")]
    ana.click("[data-remove]" if beside == "file" else "[data-act=unquote]")
    ana.click("[popovertarget=later]")
    expect(ana.locator("#later .form-error")).to_be_hidden()
    ana.keyboard.press("Escape")
    leave_empty(ana)
