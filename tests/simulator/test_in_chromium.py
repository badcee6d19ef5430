"""The phone and Meta's side as a person uses them."""

import os
import shutil
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from django.conf import settings as current
from playwright.sync_api import Page, expect, sync_playwright

from tests.simulator.server import simulator_server

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
MICROPHONE = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
JOAO = "+5511999999999"
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def http() -> Iterator[httpx.Client]:
    with simulator_server() as base, httpx.Client(base_url=f"{base}/simulator/", timeout=10) as client:
        yield client


@pytest.fixture
def page(http: httpx.Client) -> Iterator[Page]:
    if not CHROMIUM and os.environ.get("CI") != "true":
        pytest.skip("no chromium here")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", *MICROPHONE]
        )
        context = browser.new_context(base_url=str(http.base_url), locale="en-US")
        context.set_default_timeout(20_000)
        shown = context.new_page()
        problems: list[str] = []
        shown.on("pageerror", lambda error: problems.append(str(error)))
        yield shown
        browser.close()
    assert problems == []


def send(http: httpx.Client, type: str, content: Any) -> None:
    body = {"messaging_product": "whatsapp", "to": JOAO, "type": type, type: content}
    address = f"graph/v26.0/{current.SIMULATOR_PHONE_NUMBER_ID}/messages"
    http.post(address, json=body, headers={"Authorization": "Bearer any"}).raise_for_status()


def newest(http: httpx.Client) -> dict[str, Any]:
    return http.get("api/messages", params={"customer": JOAO}).json()["messages"][-1]


def test_a_list_is_tapped_a_form_is_sent_and_a_message_is_taken_back(http: httpx.Client, page: Page) -> None:
    rows = [{"id": "1", "title": "Sem internet", "description": "Luz vermelha"}]
    action = {"button": "Ver opções", "sections": [{"title": "Suporte", "rows": rows}]}
    send(http, "interactive", {"type": "list", "body": {"text": "Como ajudar?"}, "action": action})
    flow = {"name": "flow", "parameters": {"flow_id": "1", "flow_cta": "Agendar", "flow_token": "t"}}
    send(http, "interactive", {"type": "flow", "body": {"text": "Agende"}, "action": flow})
    page.goto("")
    page.get_by_role("button", name="Ver opções").click()
    page.get_by_role("button", name="Sem internet").click()
    expect(page.locator(".bubble.out").last).to_contain_text("Sem internet")
    assert newest(http)["content"]["list_reply"]["id"] == "1"
    page.get_by_role("button", name="Agendar").click()
    page.get_by_label("Answer").fill("amanhã")
    page.locator(".flow button").click()
    expect(page.locator(".bubble.out").last).to_contain_text("Form sent")
    assert '"answer":"amanhã"' in newest(http)["content"]["nfm_reply"]["response_json"]
    page.locator(".composer textarea").fill("ops")
    page.keyboard.press("Enter")
    mine = page.locator(".bubble.out").last
    expect(mine).to_contain_text("ops")
    mine.hover()
    mine.get_by_role("button", name="More").click()
    mine.get_by_role("button", name="Delete for everyone").click()
    expect(page.locator(".bubble.out").last).to_contain_text("You deleted this message")


def test_a_voice_message_is_recorded_and_arrives_as_one(http: httpx.Client, page: Page) -> None:
    page.goto("")
    page.get_by_role("button", name="Record a voice message").click()
    expect(page.locator("[data-part=recorded]")).to_have_text("0:01")
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".bubble.out audio")).to_have_count(1)
    content = newest(http)["content"]
    assert (content["mime_type"], content["voice"]) == ("audio/ogg; codecs=opus", True)
    assert http.get(f"api/media/{content['id']}").content.startswith(b"OggS")


def test_a_fault_is_ordered_and_called_off(http: httpx.Client, page: Page) -> None:
    page.goto("meta")
    page.get_by_label("What happens").select_option("send_error")
    page.get_by_label("Meta’s error").select_option("131056")
    page.get_by_label("How many times").fill("3")
    page.get_by_role("button", name="Order it").click()
    expect(page.locator(".fault-list")).to_contain_text("3 times left · 131056")
    (fault,) = http.get("api/faults").json()["faults"]
    assert (fault["kind"], fault["count"], fault["code"]) == ("send_error", 3, 131056)
    page.get_by_role("button", name="Call off").first.click()
    expect(page.get_by_text("Nothing is ordered")).to_be_visible()
    assert http.get("api/faults").json() == {"faults": []}


def test_meta_pauses_a_template(http: httpx.Client, page: Page) -> None:
    page.goto("meta")
    page.get_by_label("Status of boas_vindas").select_option("PAUSED")
    expect(page.locator(".toast")).to_contain_text("Done")
    states = {one["name"]: one["status"] for one in http.get("api/templates").json()["templates"]}
    assert states["boas_vindas"] == "PAUSED"
