"""Files and composed messages from the desk to the phone, and pictures and voices as they are seen and heard."""

import re
import struct
import time
import wave
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import BrowserContext, FilePayload, Page, expect

from tests.browser.conftest import leave_empty, signed_in
from tests.flow.system import System, until

pytestmark = pytest.mark.browser
JOAO = "/inbox/550e8400-e29b-41d4-a716-446655440000"
PHONE = "+5511999999999"
SIZES = {"desktop": (1440, 900), "phone": (390, 844)}
DROP = """([name, bytes]) => {
  const data = new DataTransfer();
  data.items.add(new File([new Uint8Array(bytes)], name, { type: "image/png" }));
  const target = document.querySelector("#scroller");
  target.dispatchEvent(new DragEvent("dragenter", { dataTransfer: data, bubbles: true }));
  const shown = !document.querySelector("#drop").hidden;
  target.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
  return shown;
}"""


# How much of the sound passes in a second.
PACE = """async (range) => {
  const at = Number(range.value), from = performance.now();
  await new Promise((resolve) => setTimeout(resolve, 2000));
  return (Number(range.value) - at) / ((performance.now() - from) / 1000);
}"""


def picture(name: str, colour: str = "teal") -> FilePayload:
    buffer = BytesIO()
    Image.new("RGB", (320, 240), colour).save(buffer, "PNG")
    return {"name": name, "mimeType": "image/png", "buffer": buffer.getvalue()}


def voice(seconds: int) -> FilePayload:
    buffer = BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
        file.writeframes(struct.pack("<h", 900) * 8000 * seconds)
    return {"name": "aviso.wav", "mimeType": "audio/wav", "buffer": buffer.getvalue()}


def on_the_phone(system: System, text: str) -> bool:
    query = {"customer": PHONE, "limit": 500}
    return text in system.http.get("/simulator/api/messages", params=query).raise_for_status().text


@pytest.fixture
def carlos(context: BrowserContext) -> Page:
    return signed_in(context, "supervisor@empresa.com")


@pytest.mark.parametrize("size", SIZES)
def test_pictures_are_picked_and_dropped_shown_and_sent(carlos: Page, system: System, size: str) -> None:
    width, height = SIZES[size]
    carlos.set_viewport_size({"width": width, "height": height})
    carlos.goto(JOAO)
    caption = f"a antena {time.time_ns()}"
    carlos.set_input_files("#file", [picture("antena.png")])
    expect(carlos.locator(".tray-row img")).to_be_visible()
    carlos.fill("#words", caption)
    dropped = picture("roteador.png", "gold")
    assert carlos.evaluate(DROP, [dropped["name"], list(dropped["buffer"])])
    expect(carlos.locator(".tray-row")).to_have_count(2)
    # What was the only one's caption is the first one's now.
    expect(carlos.locator(".tray-row textarea").first).to_have_value(caption)
    assert carlos.evaluate("document.documentElement.scrollWidth") == width
    carlos.route("**/files", lambda route: (time.sleep(0.4), route.continue_()))
    carlos.click(".send")
    expect(carlos.locator(".has-file progress").first).to_be_visible()
    sent = carlos.locator(".item.is-image[data-id]")
    expect(sent.filter(has_text=caption)).to_have_attribute(
        "data-status", re.compile("sent|delivered|read"), timeout=20_000
    )
    expect(carlos.locator(".has-file")).to_have_count(0, timeout=15_000)
    expect(carlos.locator("#tray")).to_be_hidden()
    until(lambda: on_the_phone(system, caption), 10, "the phone has it")


def test_what_cannot_be_sent_says_why_and_takes_nothing_along(carlos: Page, tmp_path: Path) -> None:
    carlos.goto(JOAO)
    carlos.fill("#words", "as fotos")
    large = tmp_path / "filme.mp4"
    with large.open("wb") as file:
        file.truncate(49 * 1024 * 1024)
    carlos.set_input_files("#file", [large])
    expect(carlos.locator(".tray-row.is-faulty")).to_contain_text("48 MB")
    expect(carlos.locator("#words")).to_have_value("as fotos")
    carlos.locator(".tray-row [data-remove]").click()
    # The server cannot be reached: the file and its words stay, and go when it can.
    carlos.set_input_files("#file", [picture("depois.png")])
    carlos.route("**/files", lambda route: route.fulfill(status=400, json={"code": "invalid", "detail": "Agora não."}))
    carlos.click(".send")
    refused = carlos.locator(".has-file.is-refused")
    expect(refused).to_contain_text("Agora não.")
    carlos.unroute("**/files")
    refused.get_by_role("button", name="Descartar").click()
    expect(carlos.locator("#words")).to_have_value("as fotos")
    leave_empty(carlos)


def test_the_viewer_pages_zooms_and_gives_the_focus_back(carlos: Page) -> None:
    carlos.goto(JOAO)
    carlos.set_input_files("#file", [picture("um.png"), picture("dois.png", "navy")])
    carlos.click(".send")
    links = carlos.locator("#messages a[data-media=image]")  # the panel has them, too
    expect(carlos.locator(".has-file")).to_have_count(0, timeout=15_000)
    links.last.click()
    viewer = carlos.locator("#viewer")
    expect(viewer.locator("img")).to_have_attribute("src", re.compile("attachments"))
    last = viewer.locator("img").get_attribute("src")
    carlos.keyboard.press("ArrowLeft")
    expect(viewer.locator("img")).not_to_have_attribute("src", last or "")
    carlos.keyboard.press("ArrowRight")
    carlos.keyboard.press("+")
    expect(viewer.locator("img")).to_have_attribute("style", re.compile(r"scale\(1\.5\)"))
    carlos.keyboard.press("0")
    viewer.locator("img").click()
    carlos.wait_for_timeout(700)  # the next one is no second click
    expect(viewer).to_be_visible()
    viewer.locator("img").dblclick()
    expect(viewer.locator("img")).to_have_attribute("style", re.compile(r"scale\(2\.5\)"))
    carlos.keyboard.press("Escape")
    expect(viewer).to_be_hidden()
    expect(links.last).to_be_focused()


def test_voices_play_one_at_a_time_at_the_speed_that_was_chosen(carlos: Page) -> None:
    carlos.goto(JOAO)
    count = carlos.locator(".item.is-audio .voice").count()
    carlos.set_input_files("#file", [voice(20), voice(25)])
    carlos.click(".send")
    voices = carlos.locator(".item.is-audio .voice")
    expect(voices).to_have_count(count + 2, timeout=20_000)
    first, second = voices.nth(count), voices.nth(count + 1)
    expect(second.locator("time")).to_have_text("0:25", timeout=15_000)
    first.locator("[data-voice=speed]").click()
    expect(second.locator("[data-voice=speed]")).to_have_text("1,5×")
    first.locator("[data-voice=play]").click()
    expect(first).to_have_class(re.compile("is-playing"))
    expect(first.locator("time")).to_have_text(re.compile(r"^0:0[1-9] / 0:20$"))
    assert first.locator("input").evaluate(PACE) > 1.25
    second.locator("[data-voice=play]").click()
    expect(second).to_have_class(re.compile("is-playing"))
    expect(first).not_to_have_class(re.compile("is-playing"))
    carlos.keyboard.press("ArrowRight")
    expect(second.locator("time")).to_have_text(re.compile(r"^0:0[5-9]"))
    carlos.reload()
    expect(voices.last.locator("[data-voice=speed]")).to_have_text("1,5×")


def test_a_list_is_composed_with_its_limits_at_the_fields(carlos: Page, system: System) -> None:
    carlos.set_viewport_size({"width": 390, "height": 844})
    carlos.goto(JOAO)
    carlos.click("[popovertarget=plus]")
    carlos.click("[data-act=compose][data-value=list]")
    form, title = carlos.locator(".compose"), f"Fibra {time.time_ns()}"
    button = form.locator("[data-path='action.button']")
    form.locator("[data-path='body.text']").fill("Escolha:")
    button.fill("Ver os planos que temos")
    form.locator("[data-list=rows] [data-path=title]").fill(title[:24])
    expect(form.locator("[data-bubble]")).to_contain_text(title[:24])
    form.locator("[data-compose=send]").click()
    expect(button).to_be_focused()
    expect(form.locator(".form-error:visible")).to_have_text("No máximo 20 caracteres.")
    assert carlos.evaluate("document.documentElement.scrollWidth") == 390
    button.fill("Ver planos")
    form.locator("[data-compose=send]").click()
    expect(form).to_have_count(0)
    expect(carlos.locator(".item.is-interactive .wa-button", has_text="Ver planos").last).to_be_visible()
    until(lambda: on_the_phone(system, title[:24]), 10, "the phone has it")


PLACES = {
    "-23.55, -46.63": ["-23.55", "-46.63", ""],
    "https://www.google.com/maps/place/Loja+Sul/@-23.1,-46.1,17z/data=!8m2!3d-23.5!4d-46.6": [
        "-23.5",
        "-46.6",
        "Loja Sul",
    ],
    "https://maps.google.com/?q=-23.5,-46.6": ["-23.5", "-46.6", ""],
    "https://www.google.com/maps/@-23.5,-46.6,17z": ["-23.5", "-46.6", ""],
    "https://maps.app.goo.gl/abc": None,
    "95, 10": None,
    # As sheets write them in Brazil.
    "-8,0578381, -34,8828969": ["-8.0578381", "-34.8828969", ""],
    "-8,0578381; -34,8828969": ["-8.0578381", "-34.8828969", ""],
    "-8,05,-34,88,1": None,
    "geo:-23.5505,-46.6333;u=35": ["-23.5505", "-46.6333", ""],
    "-23.5505, -46.6333, São Paulo": ["-23.5505", "-46.6333", ""],
}


def test_a_pasted_map_link_becomes_a_place(carlos: Page) -> None:
    script = "async (text) => { const found = (await import('/static/js/maps.js')).placeIn(text);"
    script += " return found && Object.values(found); }"
    assert {text: carlos.evaluate(script, text) for text in PLACES} == PLACES
