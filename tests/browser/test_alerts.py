"""A supervisor hears of the account's trouble where they work, as it happens."""

import hashlib
import hmac
import json
import time

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.conftest import signed_in
from tests.flow.system import SECRET, System

pytestmark = pytest.mark.browser
ACCOUNT = "102290129340398"


def tell(system: System, event: str, **value: object) -> None:
    """A webhook of Meta's, as it comes."""
    change = {"field": "account_update", "value": {"event": event, **value}}
    entry = {"id": ACCOUNT, "time": int(time.time()), "changes": [change]}
    body = json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode()
    signature = "sha256=" + hmac.new(SECRET, body, hashlib.sha256).hexdigest()
    answer = system.http.post("/webhooks/whatsapp", content=body, headers={"X-Hub-Signature-256": signature})
    assert answer.status_code == 200


def test_the_banner_comes_by_itself_and_goes_when_it_was_seen(context: BrowserContext, system: System) -> None:
    page = signed_in(context, "supervisor@empresa.com")
    banner = page.locator("#alerts")
    expect(banner).to_be_empty()
    tell(system, "ACCOUNT_VIOLATION", violation_info={"violation_type": "SCAM"})
    expect(banner).to_contain_text("violação")
    expect(banner).to_contain_text("SCAM")
    banner.get_by_role("button", name="Visto").click()
    expect(banner).not_to_contain_text("SCAM")
