"""The administration of our numbers: credentials go in and never come out."""

from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from accounts.sealing import unseal
from whatsapp.models import Alert, BusinessNumber
from whatsapp.services.alerts import raise_alert
from whatsapp.services.credentials import set_credentials
from whatsapp.services.numbers import ensure_number, stop_number, stop_sending

pytestmark = pytest.mark.django_db
LIST = "/admin/whatsapp/businessnumber/"


def form(**values: str) -> dict[str, str]:
    empty = {"access_token": "", "app_secret": "", "verify_token": "", "name": "", "business_account_id": ""}
    return {**empty, **values}


@pytest.fixture
def desk(client: Client, charlie: User) -> Client:
    client.force_login(charlie)
    return client


def test_a_number_is_added_with_its_credentials(desk: Client) -> None:
    given = form(phone_number_id="777", business_account_id="888", name="Vendas", access_token="its-own", own_rate="7")
    assert desk.post(f"{LIST}add/", given).status_code == 302
    number = BusinessNumber.objects.get(phone_number_id="777")
    assert (number.business_account_id, number.channel.name, unseal(number.sealed_token)) == (
        "888",
        "Vendas",
        "its-own",
    )
    assert number.allowed_rate == 7


def test_what_is_stored_is_never_shown_and_stays_when_left_empty(desk: Client) -> None:
    number = set_credentials(ensure_number("777"), token="hidden-one", app_secret="hidden-two")
    page = f"{LIST}{number.pk}/change/"
    shown = desk.get(page).content.decode()
    assert "hidden-one" not in shown
    assert "hidden-two" not in shown
    assert number.sealed_token not in shown
    assert desk.post(page, form(name="Novo")).status_code == 302
    number.refresh_from_db()
    assert (unseal(number.sealed_token), number.channel.name) == ("hidden-one", "Novo")


@pytest.mark.parametrize("value", ["7 7", "abc", "７"])
def test_an_id_consists_of_digits(desk: Client, value: str) -> None:
    assert desk.post(f"{LIST}add/", form(phone_number_id=value)).status_code == 200
    assert not BusinessNumber.objects.filter(phone_number_id=value).exists()


def test_stops_are_lifted_by_hand(desk: Client) -> None:
    number = ensure_number("777")
    stop_number(number, reason="r")
    stop_sending(number, kind="paid", reason="p")
    desk.post(LIST, {"action": "send_again", "_selected_action": [number.pk]})
    number.refresh_from_db()
    assert number.reason_to_hold("paid") == ""


def test_alerts_are_listed_and_seen(desk: Client, charlie: User) -> None:
    alert = raise_alert(kind="silence", subject="777", detail="d")
    assert "777" in desk.get("/admin/whatsapp/alert/").content.decode()
    desk.post("/admin/whatsapp/alert/", {"action": "acknowledge", "_selected_action": [alert.pk]})
    assert Alert.objects.get().acknowledged_by == charlie


def test_agents_stay_outside(client: Client, alice: User, api: Any) -> None:
    client.force_login(alice)
    assert client.get(LIST).status_code == 302
