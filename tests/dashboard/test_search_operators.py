"""What narrows a search by being written in it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone, translation

from accounts.models import Team, User
from conversations.models import Conversation, Priority, Status, TimelineEntry, TimelineKind
from dashboard import operators
from dashboard.lists import Listing, Tab
from dashboard.operators import Sought, offered, parse
from tests.factories import CustomerFactory, LabelFactory, MessageFactory

pytestmark = pytest.mark.django_db
Page = Callable[[User], Client]


def found(search: str, user: User) -> set[Any]:
    return {row.pk for row in Listing(tab=Tab.MINE, search=search).page(user).rows}


@pytest.mark.parametrize(
    ("search", "text", "chosen"),
    [
        ("boleto setor:suporte", "boleto", [("team", "suporte")]),
        ('Etiqueta:"Sem sinal"  vazio', "vazio", [("label", "Sem sinal")]),
        ('etiqueta:"Sem si', "", [("label", "Sem si")]),
        ("SITUAÇÃO:fila", "", [("status", "fila")]),
        ("team:a label:b", "", [("team", "a"), ("label", "b")]),
        ("setor:", "", []),
        ("veja https://techisp.com.br às 10:30 obs:nada", "veja https://techisp.com.br às 10:30 obs:nada", []),
    ],
)
def test_a_search_is_taken_apart(search: str, text: str, chosen: list[tuple[str, str]]) -> None:
    assert parse(search) == Sought(text, tuple(chosen))


@pytest.mark.parametrize(
    ("search", "is_found"),
    [
        ("de:joao", True), ("from:maria", False), ("cliente:99999", True), ("atendente:eu", True),
        ("atendente:alice", True), ("agent:bob", False), ("atendente:ninguém", False), ("setor:suporte", True),
        ("setor:nenhum", False), ("setor:inexistente", False), ("estado:atendimento", True), ("status:progress", True),
        ("estado:encerrada", False), ("estado:aberta", True), ("prioridade:urgente", True), ("priority:urg", True),
        ("prioridade:baixa", False), ("etiqueta:sinal", True), ('label:"sem sinal"', True), ("etiqueta:outra", False),
        ("desde:hoje", True), ("antes:hoje", False), ("antes:amanhã", False), ("desde:7d antes:hoje", False),
        ("tem:nota", True), ("tem:arquivo", False), ("has:money", False), ("modem setor:suporte", True),
        ("modem setor:nenhum", False), ("antena setor:suporte", False),
    ],
)  # fmt: skip
def test_each_narrows_what_is_found(
    search: str, is_found: bool, alice: User, support: Team, taken: Conversation
) -> None:
    support.name = "Suporte Técnico"
    support.save()
    alice.name = "Alice Prado"
    alice.save()
    taken.labels.add(LabelFactory(name="Sem sinal"))
    LabelFactory(name="Outra")
    MessageFactory(conversation=taken, content="o modem pisca")
    TimelineEntry.objects.create(conversation=taken, kind=TimelineKind.NOTE, actor=alice, text="ligar depois")
    Conversation.objects.update(priority=Priority.URGENT, last_activity_at=timezone.now())
    assert (taken.pk in found(search, alice)) == is_found


@pytest.mark.parametrize(
    ("day", "is_found"),
    [("20/11", True), ("21/11", False), ("20/12", True), ("20/11/2026", True), ("2026-11-20", True), ("31/02", False)],
)
def test_days_are_the_companys_and_the_latest_ones(day: str, is_found: bool, alice: User, taken: Conversation) -> None:
    at = datetime(2026, 11, 20, 0, 30, tzinfo=timezone.get_current_timezone())
    Conversation.objects.update(last_activity_at=at)
    with time_machine.travel(at + timedelta(days=8)):
        assert (taken.pk in found(f"desde:{day}", alice)) == is_found


def test_it_opens_nothing_that_one_may_not_see(bob: User, taken: Conversation) -> None:
    assert found("de:joao", bob) == found("estado:aberta", bob) == set()


def test_of_many_who_are_called_so_those_one_may_see_are_found(
    alice: User, taken: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(operators, "CUSTOMERS", 2)
    for _ in range(4):
        CustomerFactory(name="João Outro")
    taken.customer = CustomerFactory(name="João Último")
    taken.save()
    assert found("de:joão", alice) == {taken.pk}


def test_what_is_closed_is_found_too(alice: User, closed: Conversation) -> None:
    assert closed.pk in found("estado:encerrada", alice)
    assert Conversation.objects.get(pk=closed.pk).status == Status.CLOSED


def test_the_field_offers_them_in_the_readers_language(page: Page, alice: User) -> None:
    with translation.override("en"):
        assert [word for _name, word, _meaning in offered()][:2] == ["from", "label"]
    assert 'data-word="etiqueta"' in page(alice).get("/").content.decode()
