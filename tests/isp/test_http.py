"""A provider's own system over HTTP: addressed and read by its mapping, and believed only as far as it makes sense."""

import socket
import time
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from accounts.sealing import seal
from isp.exceptions import BadAnswer, IspError, Misconfigured, NotReached, OutcomeUnknown, Refused
from isp.models import System
from isp.services import adapter, save_system
from isp.types import InvoiceStatus, Subscriber
from tests.isp.strange_system import StrangeSystem

pytestmark = pytest.mark.django_db
JOAO = {"id": 7, "name": "João", "document": "253.454.709-79", "phones": ["11999999999"], "contract": "104582"}
BRAZILIAN = {
    "find_by_document": {
        "path": "/v1/cliente/{document}",
        "items": "registros",
        "fields": {"id": "id_cliente", "name": "razao", "document": "cnpj_cpf", "born_on": "nascimento"},
    },
    "invoices": {
        "path": "/v1/fatura/{subscriber}",
        "items": "dados.faturas",
        "fields": {"due_on": "vencimento", "amount": "valor", "status": "sit", "boleto_line": "linha"},
        "values": {"status": {"A": "open", "V": "overdue", "P": "paid"}},
    },
}


def connect(strange: StrangeSystem, **fields: Any) -> Any:
    save_system(System(kind="http", base_url=strange.url, **{"seconds": 1, **fields}), secret="s3cret")
    return adapter()


def test_without_a_mapping_our_own_names_hold(strange: StrangeSystem) -> None:
    strange.answers["/subscribers"] = (200, {"subscribers": [JOAO]})
    (found,) = connect(strange).find_by_phone("+5511999999999")
    assert (found.id, found.name, found.phones) == ("7", "João", ("11999999999",))
    assert strange.calls[0]["query"] == {"phone": "+5511999999999"}


def test_a_mapping_reads_another_makes_names_dates_and_amounts(strange: StrangeSystem) -> None:
    person = {"id_cliente": 7, "razao": "João", "cnpj_cpf": "253.454.709-79", "nascimento": "14/03/1988"}
    bill = {"id": 1, "vencimento": "10/12/2026", "valor": "R$ 1.079,90", "sit": "V", "linha": "237"}
    strange.answers["/v1/cliente/25345470979"] = (200, {"registros": [person]})
    strange.answers["/v1/fatura/7"] = (200, {"dados": {"faturas": [bill]}})
    system = connect(strange, mapping=BRAZILIAN)
    assert system.find_by_document("253.454.709-79")[0].born_on == date(1988, 3, 14)
    (invoice,) = system.invoices("7")
    assert (invoice.due_on, invoice.amount) == (date(2026, 12, 10), Decimal("1079.90"))
    assert invoice.status == InvoiceStatus.OVERDUE


@pytest.mark.parametrize(
    ("auth", "name", "header", "value"),
    [
        ("bearer", "", "authorization", "Bearer s3cret"),
        ("basic", "bot", "authorization", "Basic Ym90OnMzY3JldA=="),
        ("header", "X-Token", "x-token", "s3cret"),
    ],
)
def test_it_signs_in(strange: StrangeSystem, auth: str, name: str, header: str, value: str) -> None:
    strange.answers["/outages"] = (200, {"outages": []})
    assert connect(strange, auth=auth, auth_name=name).outages("São Paulo", "Mooca") == ()
    assert strange.calls[0]["headers"][header] == value
    assert "s3cret" not in System.objects.get().sealed_secret


def test_what_the_system_says_of_others_is_dropped(strange: StrangeSystem) -> None:
    other = {**JOAO, "id": 8, "phones": ["11988887777"], "document": "32566438331"}
    bill = {"id": 1, "due_on": "2026-12-10", "amount": "10", "status": "open"}
    strange.answers["/subscribers"] = (200, {"subscribers": [JOAO, other, {**other, "phones": []}]})
    strange.answers["/subscribers/7/invoices"] = (
        200,
        {"invoices": [{**bill, "subscriber_id": 8}, {**bill, "id": 2, "subscriber_id": 7}]},
    )
    system = connect(strange)
    assert [found.id for found in system.find_by_phone("+5511999999999")] == ["7"]
    assert [found.id for found in system.find_by_document("25345470979")] == ["7"]
    assert [invoice.id for invoice in system.invoices("7")] == ["2"]


ODD: dict[str, tuple[Any, ...]] = {
    "no JSON": (200, b"<html>oops"),
    "cut off": (200, b'{"invoices": [{"id": 1, "due'),
    "a number": (200, 42),
    "strange items": (200, {"invoices": ["x"]}),
    "a missing amount": (200, {"invoices": [{"id": 1, "due_on": "2026-12-10", "status": "open"}]}),
    "a strange status": (200, {"invoices": [{"id": 1, "due_on": "2026-12-10", "amount": 1, "status": "?"}]}),
    "a strange date": (200, {"invoices": [{"id": 1, "due_on": "amanhã", "amount": 1, "status": "open"}]}),
    "a server error": (500, {}),
    "not allowed": (401, {}),
    "a redirect": (302, {}),
    "too slow": (200, {"invoices": []}, 3),
    "too much": (200, b" " * 2_000_000),
}


@pytest.mark.parametrize("name", ODD)
def test_whatever_it_answers_ends_in_an_error_of_ours(strange: StrangeSystem, name: str) -> None:
    strange.answers["/subscribers/7/invoices"] = ODD[name]
    if name == "a number":
        assert connect(strange).invoices("7") == ()
        return
    with pytest.raises((NotReached, BadAnswer)):
        connect(strange).invoices("7")


def test_nothing_there_is_no_error(strange: StrangeSystem) -> None:
    assert connect(strange).invoices("7") == ()


def test_a_change_carries_its_key_and_the_refusal_its_reason(strange: StrangeSystem) -> None:
    strange.answers["/subscribers/7/trust-unlock"] = (200, {"until": "2026-12-01"})
    system = connect(strange)
    assert system.trust_unlock("7", key="k1").until == date(2026, 12, 1)
    assert strange.calls[0]["body"] == {"key": "k1"}
    assert strange.calls[0]["headers"]["idempotency-key"] == "k1"
    strange.answers["/subscribers/7/trust-unlock"] = (409, {"code": "unlock_used"})
    with pytest.raises(Refused) as refused:
        system.trust_unlock("7", key="k2")
    assert refused.value.code == "unlock_used"


@pytest.mark.parametrize("answer", [(200, {}, 3), (500, {}), (200, b"<html>")])
def test_a_change_without_a_clear_answer_may_have_been_done(strange: StrangeSystem, answer: tuple[Any, ...]) -> None:
    strange.answers["/subscribers/7/trust-unlock"] = answer
    with pytest.raises(OutcomeUnknown):
        connect(strange).trust_unlock("7", key="k")


def test_nobody_there(strange: StrangeSystem) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        strange.url = f"http://127.0.0.1:{unused.getsockname()[1]}"
    with pytest.raises(NotReached):
        connect(strange).trust_unlock("7", key="k")


def test_an_id_never_becomes_another_path(strange: StrangeSystem) -> None:
    assert connect(strange).invoices("../../admin?x=1") == ()
    assert strange.calls[0]["path"] == "/subscribers/..%2F..%2Fadmin%3Fx%3D1/invoices"


@pytest.mark.parametrize(
    ("mapping", "place"),
    [({"faturas": {}}, "faturas"), ({"invoices": {"paht": "/x"}}, "invoices.paht"), ([], "not an object")],
)
def test_a_mistake_in_the_mapping_is_named(strange: StrangeSystem, mapping: Any, place: str) -> None:
    with pytest.raises(Misconfigured, match=place):
        connect(strange, mapping=mapping)


def test_a_secret_that_no_key_opens_is_said_so(strange: StrangeSystem, settings: Any) -> None:
    system = connect(strange, auth="bearer")
    settings.SECRET_KEY = "another"
    with pytest.raises(Misconfigured, match="no key"):
        system.hours()
    assert seal("x")


def test_a_surprise_in_an_adapter_is_an_error_of_ours(monkeypatch: Any) -> None:
    def broken(*args: object, **kwargs: object) -> Subscriber:
        raise KeyError("secret")

    System().save()
    system = adapter()
    assert system
    for name in ("connection", "trust_unlock"):
        monkeypatch.setattr(f"isp.example.ExampleAdapter.{name}", broken)
    with pytest.raises(BadAnswer):
        system.connection("1")
    with pytest.raises(IspError) as error:
        system.trust_unlock("1", key="k")
    assert "secret" not in str(error.value)


def test_no_answer_is_waited_for_beyond_the_turns_end(strange: StrangeSystem) -> None:
    strange.answers["/hours"] = (200, {"hours": []}, 6)
    connect(strange, seconds=15)
    hurried, began = adapter(deadline=time.monotonic() + 0.6), time.monotonic()
    assert hurried
    with pytest.raises(NotReached):
        hurried.hours()
    assert time.monotonic() - began < 5
