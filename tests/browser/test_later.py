"""Sending later, from the composer."""

from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import leave_empty
from tests.browser.test_inbox import JOAO, unique

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
