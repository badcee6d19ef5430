"""Alerts where supervisors look: the inbox's banner and the overview."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from whatsapp.models import Alert
from whatsapp.services.alerts import clear_alert, raise_alert
from whatsapp.services.numbers import ensure_number

pytestmark = pytest.mark.django_db
DETAIL = "&lt;i&gt;d"
Page = Callable[[User], Client]


@pytest.fixture
def alert(db: None) -> Alert:
    return raise_alert(kind="silence", subject="777", detail="<i>d</i>", number=ensure_number("777", display="Vendas"))


def test_supervisors_see_what_is_open_in_the_inbox_and_the_overview(page: Page, charlie: User, alert: Alert) -> None:
    for address in ("/", "/overview", "/alerts"):
        shown = page(charlie).get(address).content.decode()
        assert DETAIL in shown, address


def test_agents_are_not_bothered(page: Page, alice: User, alert: Alert) -> None:
    client = page(alice)
    assert DETAIL not in client.get("/").content.decode()
    assert DETAIL not in client.get("/alerts").content.decode()
    assert client.post(f"/alerts/{alert.pk}/seen").status_code == 404


def test_what_was_seen_leaves_the_inbox_and_stays_in_the_overview(page: Page, charlie: User, alert: Alert) -> None:
    client = page(charlie)
    assert client.post(f"/alerts/{alert.pk}/seen")["HX-Trigger"] == '{"alert-seen": {}}'
    assert DETAIL not in client.get("/").content.decode()
    assert 'class="seen"' in client.get("/overview").content.decode()
    clear_alert(kind="silence", subject="777")
    assert DETAIL not in client.get("/overview").content.decode()


def test_an_alert_that_is_none_is_not_found(page: Page, charlie: User) -> None:
    assert page(charlie).post("/alerts/999/seen").status_code == 404
