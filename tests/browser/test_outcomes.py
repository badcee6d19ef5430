"""What an agent does about a message: reacts to it, or decides when it did not get there."""

import time

import pytest
from playwright.sync_api import Page, expect

from tests.flow.system import System, until

pytestmark = pytest.mark.browser
JOAO = "/inbox/550e8400-e29b-41d4-a716-446655440000"
PHONE = "+5511999999999"


def on_the_phone(system: System) -> list[dict[str, object]]:
    query = {"customer": PHONE, "limit": 500}
    return list(system.http.get("/simulator/api/messages", params=query).raise_for_status().json()["messages"])


def test_a_reaction_reaches_the_phone_and_is_taken_back(ana: Page, system: System) -> None:
    text = f"olha isso {time.time_ns()}"
    system.http.post("/simulator/api/messages", json={"from": PHONE, "text": text}).raise_for_status()
    ana.goto(JOAO)
    item = ana.locator(".item.incoming", has_text=text)
    item.wait_for(timeout=15_000)
    item.hover()
    item.locator("summary[title]").click()
    item.locator('[data-emoji="👍"]').click()
    expect(item.locator(".reactions")).to_have_text("👍")
    until(lambda: any("👍" in str(message) for message in on_the_phone(system)), 10, "the phone shows it")
    item.hover()
    item.locator("summary[title]").click()
    item.locator('[data-emoji=""]').click()
    expect(item.locator(".reactions")).to_have_count(0)


def test_a_change_made_while_the_thread_is_being_renewed_is_shown_too(ana: Page, system: System) -> None:
    text = f"olha isso {time.time_ns()}"
    system.http.post("/simulator/api/messages", json={"from": PHONE, "text": text}).raise_for_status()
    ana.goto(JOAO)
    item = ana.locator(".item.incoming", has_text=text)
    item.wait_for(timeout=15_000)
    # What the server knew when it was asked reaches the page a second later.
    ana.evaluate("""() => {
      const ask = window.fetch;
      window.fetch = async (url, ...rest) => {
        const answer = await ask(url, ...rest);
        if (String(url).includes("/sync")) await new Promise((done) => setTimeout(done, 1000));
        return answer;
      };
    }""")
    for emoji in ("👍", "❤️"):
        with ana.expect_request("**/sync?*") if emoji == "👍" else ana.expect_response("**/reactions"):
            item.hover()
            item.locator("summary[title]").click()
            item.locator(f'[data-emoji="{emoji}"]').click()
    expect(item.locator(".reactions")).to_have_text("❤️")


def test_a_refused_message_says_why_and_is_sent_again(ana: Page, system: System) -> None:
    text = f"recusada {time.time_ns()}"
    ana.goto(JOAO)
    # It is for the next message to him, which may still be one of before.
    expect(ana.locator('.item.outgoing:is([data-status="queued"], [data-status="sending"])')).to_have_count(0)
    order = {"kind": "send_error", "code": 131026, "to": PHONE}
    system.http.post("/simulator/api/faults", json=order).raise_for_status()
    ana.fill("#words", text)
    ana.press("#words", "Enter")
    item = ana.locator(".item.outgoing", has_text=text)
    expect(item.locator(".reason")).to_be_visible(timeout=15_000)
    item.locator('[data-act="retry"]').click()
    expect(item.locator(".reason")).to_have_count(0, timeout=15_000)
    until(lambda: sum(text in str(message) for message in on_the_phone(system)) == 1, 10, "it arrives once")
