"""Hop 1: stored before it is acknowledged, and only what Meta signed."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from tests import webhooks
from whatsapp.intake import Intake
from whatsapp.models import Payload
from whatsapp.secrets import Secrets
from whatsapp.services.credentials import set_credentials
from whatsapp.services.numbers import ensure_number
from whatsapp.signature import sign
from whatsapp.webhook import Webhook

pytestmark = pytest.mark.django_db(transaction=True)


async def call(
    app: Webhook, method: str = "POST", body: bytes = b"", query: str = "", signature: str | None = None
) -> tuple[int, bytes]:
    headers = [(b"x-hub-signature-256", (signature or "").encode())] if signature is not None else []
    scope = {"type": "http", "method": method, "query_string": query.encode(), "headers": headers}
    answers: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        answers.append(message)

    await app(scope, receive, send)
    return answers[0]["status"], answers[1]["body"]


def signed(body: bytes) -> str:
    return sign(settings.WHATSAPP_APP_SECRET, body)


def stored() -> Sequence[Payload]:
    return list(Payload.objects.order_by("pk"))


async def test_a_signed_body_is_stored_byte_for_byte_before_the_answer(knocks: Any) -> None:
    body = webhooks.body(webhooks.message("wamid.1", body="é"))
    app = Webhook()
    assert await call(app, body=body, signature=signed(body)) == (200, b"OK")
    await asyncio.sleep(0.1)
    payload = await asyncio.to_thread(lambda: stored()[0])
    assert bytes(payload.body) == body
    assert payload.lane == settings.WHATSAPP_PHONE_NUMBER_ID
    assert ("whatsapp.tasks.drain", (payload.lane,)) in knocks
    await app.intake.close()


@pytest.mark.parametrize("signature", [None, "", "sha256=00", "sha256=" + "0" * 64, "é" * 10])
async def test_a_wrong_or_missing_signature_is_refused_and_nothing_is_stored(signature: str | None) -> None:
    app = Webhook()
    status, _ = await call(app, body=b"{}", signature=signature)
    assert status == 401
    assert await asyncio.to_thread(stored) == []


async def test_a_signed_body_that_makes_no_sense_is_kept() -> None:
    app = Webhook()
    assert (await call(app, body=b"\xff\x00nonsense", signature=signed(b"\xff\x00nonsense")))[0] == 200
    assert bytes((await asyncio.to_thread(stored))[0].body) == b"\xff\x00nonsense"
    await app.intake.close()


async def test_requests_that_come_together_share_inserts_and_all_are_stored() -> None:
    app = Webhook()
    bodies = [webhooks.body(webhooks.message(f"wamid.{n}")) for n in range(200)]
    answers = await asyncio.gather(*[call(app, body=body, signature=signed(body)) for body in bodies])
    assert {status for status, _ in answers} == {200}
    assert {bytes(row.body) for row in await asyncio.to_thread(stored)} == set(bodies)
    await app.intake.close()


async def test_what_cannot_be_stored_is_not_acknowledged_and_the_next_one_is(monkeypatch: pytest.MonkeyPatch) -> None:
    app = Webhook()
    body = webhooks.body(webhooks.message("wamid.1"))

    async def fails(batch: Any) -> None:
        raise OSError

    with monkeypatch.context() as patched:
        patched.setattr(app.intake, "_insert", fails)
        assert (await call(app, body=body, signature=signed(body)))[0] == 503
    assert (await call(app, body=body, signature=signed(body)))[0] == 200
    await app.intake.close()


async def test_a_lost_connection_is_replaced() -> None:
    intake = Intake()
    await intake.store(b"one")
    assert intake._writer is not None
    await intake._writer.close()
    await intake.store(b"two")
    assert len(await asyncio.to_thread(stored)) == 2
    await intake.close()


async def test_a_session_that_the_server_ended_is_replaced() -> None:
    intake = Intake()
    await intake.store(b"one")
    end = (
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE '%%-intake'"
        " AND datname = current_database()"
    )
    await asyncio.to_thread(lambda: connection.cursor().execute(end))
    await asyncio.sleep(0.2)
    await intake.store(b"two")
    assert len(await asyncio.to_thread(stored)) == 2
    await intake.close()


async def test_bodies_larger_than_the_sockets_buffer_are_stored_whole() -> None:
    intake = Intake()
    bodies = [bytes([n]) * 3_000_000 for n in range(5)]
    await asyncio.gather(*[intake.store(body) for body in bodies])
    assert [bytes(row.body) for row in await asyncio.to_thread(stored)] == bodies
    await intake.close()


async def test_a_body_that_is_too_large_is_refused() -> None:
    assert (await call(Webhook(), body=b"x" * (4 * 1024 * 1024 + 1), signature="x"))[0] == 413


async def test_meta_gets_its_challenge_back_for_the_right_token_only() -> None:
    token = settings.WHATSAPP_VERIFY_TOKEN
    query = "hub.mode=subscribe&hub.verify_token={}&hub.challenge=1158201444"
    assert await call(Webhook(), "GET", query=query.format(token)) == (200, b"1158201444")
    assert (await call(Webhook(), "GET", query=query.format("wrong")))[0] == 403
    assert (await call(Webhook(), "GET"))[0] == 403
    assert (await call(Webhook(), "PUT"))[0] == 405


async def test_a_number_of_another_app_is_known_by_its_own_secret_and_token() -> None:
    app = Webhook()
    body = webhooks.body(webhooks.message("wamid.1"), number_id="777")
    signature = sign("secret of the other app", body)
    assert (await call(app, body=body, signature=signature))[0] == 401
    number = await asyncio.to_thread(ensure_number, "777")
    await asyncio.to_thread(
        lambda: set_credentials(number, app_secret="secret of the other app", verify_token="its token")
    )
    app.secrets = Secrets()
    assert (await call(app, body=body, signature=signature))[0] == 200
    assert (await call(app, body=body, signature=sign("another", body)))[0] == 401
    query = "hub.mode=subscribe&hub.challenge=7&hub.verify_token="
    assert await call(app, "GET", query=query + "its+token") == (200, b"7")
    assert (await call(app, "GET", query=query + "wrong"))[0] == 403
    await app.intake.close()


async def test_strangers_do_not_make_the_database_work(monkeypatch: pytest.MonkeyPatch) -> None:
    reads: list[int] = []
    monkeypatch.setattr("whatsapp.secrets.read", lambda: reads.append(1) or ([], []))
    app = Webhook()
    for _ in range(20):
        assert (await call(app, body=b"{}", signature="sha256=" + "0" * 64))[0] == 401
    assert len(reads) == 1
