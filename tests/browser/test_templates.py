"""Templates as an agent sends them and as a supervisor writes them."""

import re
import time

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import signed_in
from tests.dashboard.test_template_picker import PNG

pytestmark = pytest.mark.browser
JOAO = "/inbox/550e8400-e29b-41d4-a716-446655440000"


@pytest.fixture
def carlos(context: BrowserContext) -> Page:
    return signed_in(context, "supervisor@empresa.com")


def test_the_picker_previews_names_the_faults_and_sends(ana: Page) -> None:
    ana.goto(JOAO)
    ana.click("[data-act=templates]")
    offer = ana.locator(".offer", has_text="promocao_upgrade")
    offer.locator("summary").click()
    offer.locator("[name='body.1']").fill("{{customer.first_name}}")
    expect(offer.locator(".wa-bubble")).to_contain_text("João")
    offer.locator("button.primary").click()
    expect(offer.locator("[data-error='body.2']")).to_be_visible()
    offer.locator("[name='body.2']").fill("Fibra 500")
    expect(offer.locator(".wa-bubble")).to_contain_text("Fibra 500")
    offer.locator("button.primary").click()
    sent = ana.locator(".item.outgoing", has_text="Fibra 500").last
    expect(sent).to_have_attribute("data-status", re.compile("sent|delivered|read"))


def test_a_template_is_written_with_a_preview_and_submitted(carlos: Page) -> None:
    carlos.goto("/templates/new")
    carlos.fill("[name=name]", "Errado")
    carlos.fill("[name=body]", "Olá {{1}}, sua visita está marcada.")
    expect(carlos.locator("#bubble")).to_contain_text("sua visita está marcada")
    expect(carlos.locator("[data-error=name]")).to_be_visible()
    carlos.fill("[name=name]", f"visita_{time.time_ns()}")
    carlos.fill("[name='example.1']", "Ana")
    expect(carlos.locator("[data-error=name]")).to_be_hidden()
    carlos.click("button[name=submit]")
    carlos.wait_for_url(re.compile(r"/templates/\d+$"))
    expect(carlos.locator(".templates-head .chip")).to_have_text(re.compile("Pendente|Aprovado"))


def test_a_header_takes_an_example_file(carlos: Page) -> None:
    carlos.goto("/templates/new")
    expect(carlos.locator("#header-file")).to_be_hidden()
    carlos.select_option("[name=header_form]", "IMAGE")
    expect(carlos.locator("[name=header]")).to_be_hidden()
    carlos.set_input_files("#header-file", {"name": "a.png", "mimeType": "image/png", "buffer": PNG})
    expect(carlos.locator("[name=header_handle]")).to_have_value(re.compile("^4::"))
    carlos.fill("[name=name]", f"foto_{time.time_ns()}")
    carlos.fill("[name=body]", "Venha nos visitar.")
    carlos.click("button[name=submit]")
    carlos.wait_for_url(re.compile(r"/templates/\d+$"))
