"""Two customers who are one person, merged by a supervisor."""

import time

import pytest
from playwright.sync_api import BrowserContext, expect

from tests import webhooks
from tests.browser.conftest import signed_in
from tests.flow.system import System, signed, until

pytestmark = pytest.mark.browser


def test_the_dialog_shows_both_and_what_will_happen(context: BrowserContext, system: System) -> None:
    number = f"55119{time.time_ns() % 100_000_000:08d}"
    for n, ids in enumerate(({"from_user_id": f"BR.{number}"}, {}, {"from_user_id": f"BR.{number}"})):
        raw = webhooks.message(f"wamid.merge.{number}.{n}", number, **ids)
        if n == 0:
            del raw["from"]
        body = webhooks.body(raw)
        system.http.post("/webhooks/whatsapp", content=body, headers=signed(body)).raise_for_status()
    system.login()
    found = until(lambda: system.get("/conversations", phone=f"+{number}")["conversations"], 10, "it is there")
    page = signed_in(context, "supervisor@empresa.com")
    page.goto(f"/inbox/{found[0]['id']}")
    page.click('[data-act="merge"][data-value^="merge-"]')
    dialog = page.get_by_role("dialog", name="Unir dois clientes")
    expect(dialog.locator("section")).to_have_count(2)
    expect(dialog).to_contain_text("encerrada como duplicada")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(page.locator('[data-act="merge"][data-value^="merge-"]')).to_be_focused()
    page.keyboard.press("Enter")
    dialog.get_by_role("button", name="Unir").click()
    expect(dialog).to_have_count(0)
    expect(page.locator(".double")).to_have_count(0)
    expect(page.locator(".item.event", has_text="a este cliente")).to_be_visible()
