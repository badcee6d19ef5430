"""The built-in example: a small provider with rules of its own."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from helpdesk.demo.subscribers import create_subscribers
from isp.boleto import is_line
from isp.example import ExampleAdapter
from isp.exceptions import Refused
from isp.models import ExampleOrder, ExampleSubscriber
from isp.pix import is_pix_code
from isp.services import adapter
from isp.types import InvoiceStatus, LinkStatus, SubscriberStatus


@pytest.fixture
def provider(db: None) -> ExampleAdapter:
    create_subscribers()
    return ExampleAdapter()


def one(provider: ExampleAdapter, phone: str) -> str:
    (found,) = provider.find_by_phone(phone)
    return found.id


def test_without_a_row_there_is_no_system(db: None) -> None:
    assert adapter() is None


def test_joao_is_found_by_phone_and_document(provider: ExampleAdapter) -> None:
    assert provider.find_by_document("25345470979")[0].contract == "104582"
    assert provider.find_by_phone("+551199999999")[0].name == "João Silva"  # without the ninth digit
    assert provider.find_by_phone("+5511900000000") == ()
    assert provider.find_by_document("") == ()


def test_every_unpaid_invoice_can_be_paid(provider: ExampleAdapter) -> None:
    for row in ExampleSubscriber.objects.all():
        unpaid = [invoice for invoice in provider.invoices(str(row.pk)) if invoice.is_unpaid]
        assert unpaid
        assert all(is_line(i.boleto_line) and is_pix_code(i.pix_code) for i in unpaid)


def test_a_blocked_customer_has_an_overdue_invoice(provider: ExampleAdapter) -> None:
    paulo = one(provider, "+5511905538912")
    assert provider.find_by_phone("+5511905538912")[0].status == SubscriberStatus.BLOCKED
    assert provider.invoices(paulo)[0].status == InvoiceStatus.OVERDUE
    assert provider.connection(paulo).status == LinkStatus.OFFLINE


def test_an_unlock_is_done_once_and_not_again_soon(provider: ExampleAdapter) -> None:
    paulo = one(provider, "+5511905538912")
    first = provider.trust_unlock(paulo, key="a")
    assert provider.trust_unlock(paulo, key="a") == first
    ExampleSubscriber.objects.filter(pk=paulo).update(status="blocked")
    with pytest.raises(Refused, match="unlock_used"):
        provider.trust_unlock(paulo, key="b")
    assert ExampleOrder.objects.count() == 1


def test_who_is_not_blocked_needs_no_unlock(provider: ExampleAdapter) -> None:
    with pytest.raises(Refused, match="not_blocked"):
        provider.trust_unlock(one(provider, "+5511999999999"), key="a")


def test_the_due_day_is_one_of_those_offered(provider: ExampleAdapter) -> None:
    joao = one(provider, "+5511999999999")
    assert provider.due_days(joao) == (5, 15, 20)
    assert provider.change_due_day(joao, 20, key="a").day == 20
    with pytest.raises(Refused, match="day_not_offered"):
        provider.change_due_day(joao, 31, key="b")


def test_one_visit_at_a_time(provider: ExampleAdapter) -> None:
    joao = one(provider, "+5511999999999")
    order = provider.open_service_order(joao, "sem sinal", key="a")
    assert provider.open_service_order(joao, "sem sinal", key="a") == order
    with pytest.raises(Refused, match="order_exists"):
        provider.open_service_order(joao, "de novo", key="b")


def test_outages_are_those_of_the_district(provider: ExampleAdapter) -> None:
    assert [outage.district for outage in provider.outages("São Paulo", "mooca")] == ["Mooca"]
    assert provider.outages("São Paulo", "Moema") == ()


def test_one_subscribers_key_does_not_show_anothers_order(provider: ExampleAdapter) -> None:
    provider.open_service_order(one(provider, "+5511999999999"), "x", key="a")
    with pytest.raises(Refused):
        provider.open_service_order(one(provider, "+5511902230519"), "y", key="a")


def test_sunday_is_closed(provider: ExampleAdapter) -> None:
    assert [hours.weekday for hours in provider.hours()] == [0, 1, 2, 3, 4, 5]


@pytest.mark.django_db(transaction=True)
def test_two_workers_with_one_key_do_it_once() -> None:
    create_subscribers()
    paulo, start = one(ExampleAdapter(), "+5511905538912"), threading.Barrier(4)

    def work() -> object:
        try:
            start.wait()
            return ExampleAdapter().trust_unlock(paulo, key="same").until
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        days = {future.result(timeout=20) for future in [pool.submit(work) for _ in range(4)]}
    assert len(days) == 1
    assert ExampleOrder.objects.count() == 1
