"""The worker of the files dies while it fetches, converts and uploads: every file arrives whole, and none twice.

What a dead worker left comes back after a minute; the minute passes in the database.
"""

import hashlib
import io
import random
import time
import wave
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from PIL import Image

from tests.flow.system import System, running, until
from tests.flow.test_outbox_faults import SETTINGS, Line, call_off, callback_ids, open_lines, order

pytestmark = pytest.mark.flow
CUSTOMERS, KILLS = 6, 4


@pytest.fixture(scope="module")
def system() -> Iterator[System]:
    with running(DEMO="1", **{**SETTINGS, "WHATSAPP_TIMEOUT_SECONDS": "8"}) as started:
        started.login()
        yield started


def noise(seed: int, side: int) -> Image.Image:
    return Image.frombytes("RGB", (side, side), random.Random(seed).randbytes(3 * side * side))


def photo(seed: int) -> bytes:
    out = io.BytesIO()
    noise(seed, 700).save(out, "PNG")
    return out.getvalue()


def to_be_converted(seed: int) -> tuple[str, bytes, str]:
    """A picture of a kind that WhatsApp does not carry, or a sound that has to become a voice note's kind."""
    out = io.BytesIO()
    if seed % 2:
        noise(seed, 900).save(out, "BMP")
        return "a.bmp", out.getvalue(), "image/bmp"
    with wave.open(out, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(16_000)
        sound.writeframes(random.Random(seed).randbytes(2 * 16_000 * 20))
    return "a.wav", out.getvalue(), "audio/wav"


def customer_sends(system: System, line: Line, content: bytes) -> str:
    as_png = {"Content-Type": "image/png"}
    stored = system.http.post("/simulator/api/media", content=content, headers=as_png).raise_for_status().json()
    body = {"from": line.phone, "type": "image", "image": {"id": stored["id"]}}
    system.http.post("/simulator/api/messages", json=body).raise_for_status()
    return hashlib.sha256(content).hexdigest()


def agent_sends(system: System, line: Line, seed: int) -> None:
    found = system.get("/conversations", phone=line.phone)["conversations"]
    line.conversation = found[0]["id"]
    path = f"/api/v1/conversations/{line.conversation}/messages"
    answer = system.http.post(path, files={"file": to_be_converted(seed)}, data={"type": ["audio", "image"][seed % 2]})
    assert answer.status_code == 201, answer.text
    line.ids.append(answer.json()["id"])


def a_minute_passes(system: System) -> None:
    with psycopg.connect(system.parts("messages")[0].environ()["DATABASE_URL"]) as connection:
        for table in ("conversations_attachment", "whatsapp_uploadedmedia", "conversations_message"):
            connection.execute(
                f"UPDATE {table} SET next_attempt_at = next_attempt_at - interval '70 seconds'"  # noqa: S608
                " WHERE next_attempt_at IS NOT NULL"
            )


def pictures_of(system: System, line: Line) -> list[dict[str, Any]]:
    messages = system.get(f"/conversations/{line.conversation}")["messages"]
    return [m["media"] for m in messages if m["direction"] == "incoming" and m["type"] == "image"]


def on_the_phone(system: System, line: Line) -> list[dict[str, Any]]:
    query = {"customer": line.phone, "limit": 500}
    found = system.http.get("/simulator/api/messages", params=query).raise_for_status().json()["messages"]
    ours = {str(pk) for pk in line.ids}
    return [message for message in found if message["biz_opaque_callback_data"] in ours]


def is_whole(system: System, line: Line) -> bool:
    fetched = all(media["state"] == "ready" for media in pictures_of(system, line))
    return fetched and len(on_the_phone(system, line)) == len(line.ids)


def test_every_file_arrives_once_however_often_the_worker_dies(system: System) -> None:
    lines = open_lines(system, CUSTOMERS, 70)
    order(system, "call_delay", seconds=0.7, count=1000)  # so that there is always something under way
    sent = {}
    for seed, line in enumerate(lines):
        sent[line.phone] = customer_sends(system, line, photo(seed))
        agent_sends(system, line, seed)
    for _ in range(KILLS):
        time.sleep(0.9)
        system.kill("media")
        until(lambda: system.parts("media"), 20, "the worker is back")
        a_minute_passes(system)
    call_off(system)
    deadline = time.monotonic() + 120
    while not all(is_whole(system, line) for line in lines) and time.monotonic() < deadline:
        a_minute_passes(system)
        time.sleep(2)
    for line in lines:
        (media,) = pictures_of(system, line)
        assert media["state"] == "ready"
        content = system.http.get(media["url"]).raise_for_status().content
        assert hashlib.sha256(content).hexdigest() == sent[line.phone]
        assert len(callback_ids(on_the_phone(system, line))) == len(line.ids) == 1
