"""A PDF file is read over the inbox, without leaving it."""

import time

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.browser.test_inbox import JOAO

pytestmark = pytest.mark.browser
PDF = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 144]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>endobj
4 0 obj<</Length 44>>stream
BT /F1 24 Tf 20 80 Td (Fatura de teste) Tj ET
endstream endobj
5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj
trailer<</Root 1 0 R>>
"""


def test_it_opens_in_the_viewer_and_closes_again(ana: Page) -> None:
    name = f"fatura-{time.time_ns()}.pdf"
    ana.goto(JOAO)
    file: FilePayload = {"name": name, "mimeType": "application/pdf", "buffer": PDF}
    ana.set_input_files("#file", [file])
    ana.press("#words", "Enter")
    sent = ana.locator(".item[data-id] a.file", has_text=name)
    expect(sent).to_have_attribute("data-media", "pdf", timeout=20_000)
    with ana.expect_response(lambda answer: "/attachments/" in answer.url) as told:
        sent.click()
    assert "sandbox" not in told.value.headers["content-security-policy"]
    shown = ana.locator("#viewer iframe")
    expect(shown).to_be_visible()
    expect(shown).to_have_attribute("title", name)
    expect(ana.locator("#viewer [data-save]")).to_have_attribute("download", name)
    ana.click("#viewer [data-view=close]")
    expect(ana.locator("#viewer")).to_be_hidden()
    expect(sent).to_be_focused()
