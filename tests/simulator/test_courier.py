"""The courier as a process, against a webhook on a real port."""

import hashlib
import hmac
import json
import signal
import time
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from tests.simulator.conftest import Graph
from tests.simulator.listener import Listener, courier, until
from whatsapp.simulator.incoming import open_chat, write_as_customer
from whatsapp.simulator.models import Account, Person, PhoneMessage, WebhookEvent

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def joao(transactional_db: None) -> Person:
    return Person.objects.get(wa_id="5511999999999")


def write(person: Person, text: str) -> PhoneMessage:
    return write_as_customer(person, type="text", content={"body": text})


def test_it_verifies_the_webhook_and_signs_escaped_bodies(listener: Listener, joao: Person) -> None:
    write(joao, "São 10/11, às 9h 👍")
    with courier(listener.url):
        until(lambda: listener.taken and listener.challenges)
    body, signature = listener.taken[0]
    assert body.isascii()
    assert b"S\\u00e3o 10\\/11" in body
    expected = hmac.new(settings.WHATSAPP_APP_SECRET.encode(), body, hashlib.sha256).hexdigest()
    assert signature == f"sha256={expected}"


def test_the_second_tick_is_the_webhooks_200(listener: Listener, joao: Person) -> None:
    message = write(joao, "Oi")
    with courier(listener.url):
        until(lambda: PhoneMessage.objects.filter(pk=message.pk, status="delivered").exists())
    assert not WebhookEvent.objects.exists()


def test_statuses_come_in_their_order(listener: Listener, joao: Person, send: Graph) -> None:
    with courier(listener.url):
        send("text", {"body": "Oi"})
        open_chat(joao)
        until(lambda: len(listener.statuses) == 3)
    assert listener.statuses == ["sent", "delivered", "read"]


def test_what_happens_meanwhile_is_told_at_once(listener: Listener, joao: Person) -> None:
    with courier(listener.url):
        until(lambda: listener.challenges)
        write(joao, "primeira")
        until(lambda: listener.texts == ["primeira"])
        start = time.monotonic()
        write(joao, "segunda")
        until(lambda: len(listener.texts) == 2)
    # Far below the poll that would find it in the end, with room for a busy machine.
    assert time.monotonic() - start < 3


def test_it_repeats_the_same_bytes_until_200_and_keeps_the_order(listener: Listener, joao: Person) -> None:
    listener.answers = [500, 401]
    for text in ("um", "dois", "três"):
        write(joao, text)
    with courier(listener.url):
        until(lambda: len(listener.taken) == 3)
    assert listener.texts == ["um", "dois", "três"]
    assert listener.refused == [listener.taken[0][0]] * 2


def test_one_customers_trouble_is_not_anothers(listener: Listener, joao: Person) -> None:
    listener.answers = [500]
    write(joao, "um")
    with courier(listener.url):
        until(lambda: listener.refused)
        write(Person.objects.get(name="Maria Oliveira"), "dois")
        until(lambda: len(listener.taken) == 2)
    assert listener.texts == ["dois", "um"]


def test_it_waits_for_a_server_that_is_not_there_yet(joao: Person) -> None:
    with Listener() as gone:
        port = gone.port
    for text in ("um", "dois"):
        write(joao, text)
    with courier(f"http://127.0.0.1:{port}/webhooks/whatsapp"):
        until(lambda: WebhookEvent.objects.filter(attempts__gte=1).exists())
        with Listener(port) as back:
            until(lambda: len(back.taken) == 2)
            assert back.texts == ["um", "dois"]


def test_it_outlives_its_database_connections(listener: Listener, joao: Person) -> None:
    with courier(listener.url):
        write(joao, "um")
        until(lambda: listener.texts == ["um"])
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'courier'"
                " AND datname = current_database()"
            )
            assert cursor.fetchall()
        write(joao, "dois")
        until(lambda: listener.texts == ["um", "dois"])


def test_nothing_is_lost_when_it_is_killed(listener: Listener, joao: Person) -> None:
    listener.answers = [503] * 2
    with courier(listener.url) as process:
        write(joao, "um")
        until(lambda: listener.refused)
        process.kill()
        process.wait(5)
    with courier(listener.url):
        until(lambda: listener.texts == ["um"])


def test_it_stops_within_two_seconds(listener: Listener, joao: Person) -> None:
    with courier(listener.url) as process:
        write(joao, "um")
        until(lambda: listener.taken)
        start = time.monotonic()
        process.send_signal(signal.SIGTERM)
        assert process.wait(5) == 0
    assert time.monotonic() - start < 2


def test_a_batch_leaves_in_one_body(listener: Listener, joao: Person, client: Any) -> None:
    fault = {"kind": "webhook_batch", "count": 3, "seconds": 0.1}
    client.post("/simulator/api/faults", fault, content_type="application/json")
    for text in ("um", "dois", "três"):
        write(joao, text)
    time.sleep(0.15)
    with courier(listener.url):
        until(lambda: listener.taken)
    assert len(listener.taken) == 1
    assert listener.texts == ["um", "dois", "três"]


@pytest.mark.parametrize(("shape", "layout"), [("", (1, 3)), ("entries", (3, 1)), ("merged", (1, 1))])
def test_a_batch_of_several_people_has_the_shape_that_was_ordered(
    listener: Listener, joao: Person, client: Any, shape: str, layout: tuple[int, int]
) -> None:
    fault = {"kind": "webhook_batch", "count": 3, "seconds": 0.2, "detail": shape}
    client.post("/simulator/api/faults", fault, content_type="application/json")
    maria = Person.objects.get(wa_id="5511987654321")
    for person, text in ((joao, "um"), (maria, "dois"), (joao, "três")):
        write(person, text)
    with courier(listener.url):
        until(lambda: listener.taken)
    entries = json.loads(listener.taken[0][0])["entry"]
    assert (len(entries), len(entries[0]["changes"])) == layout
    assert listener.texts == ["um", "dois", "três"]
    assert {one["wa_id"] for value in listener.values for one in value["contacts"]} == {joao.wa_id, maria.wa_id}


def test_without_a_subscription_nothing_leaves(listener: Listener, joao: Person) -> None:
    Account.objects.update(is_subscribed=False)
    write(joao, "um")
    with courier(listener.url):
        until(lambda: listener.challenges)
        time.sleep(0.3)
    assert listener.taken == []
