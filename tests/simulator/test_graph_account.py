"""The number and the account."""

import pytest
from django.conf import settings

from tests.simulator.conftest import Graph
from whatsapp.simulator.models import Person, WebhookEvent

pytestmark = pytest.mark.django_db
NUMBER, ACCOUNT = settings.SIMULATOR_PHONE_NUMBER_ID, settings.SIMULATOR_BUSINESS_ACCOUNT_ID


def test_the_number_shows_the_fields_asked_for(graph: Graph) -> None:
    _, answer = graph("GET", NUMBER, fields="quality_rating,throughput,status")
    assert answer == {
        "id": NUMBER,
        "quality_rating": "GREEN",
        "throughput": {"level": "STANDARD"},
        "status": "CONNECTED",
    }
    assert graph("GET", f"{ACCOUNT}/phone_numbers")[1]["data"][0]["id"] == NUMBER


def test_registering_takes_six_digits(graph: Graph) -> None:
    assert graph("POST", f"{NUMBER}/register", {"pin": "123"})[0] == 400
    assert graph("POST", f"{NUMBER}/register", {"pin": "123456"}) == (200, {"success": True})


def test_the_profile_is_kept(graph: Graph) -> None:
    graph("POST", f"{NUMBER}/whatsapp_business_profile", {"about": "Internet de fibra"})
    assert graph("GET", f"{NUMBER}/whatsapp_business_profile")[1]["data"][0]["about"] == "Internet de fibra"
    assert graph("POST", f"{NUMBER}/whatsapp_business_profile", {"about": "x" * 140})[0] == 400


def test_subscribing_again_begins_anew(graph: Graph, joao: Person) -> None:
    assert graph("DELETE", f"{ACCOUNT}/subscribed_apps")[1] == {"success": True}
    assert graph("GET", f"{ACCOUNT}/subscribed_apps")[1] == {"data": []}
    WebhookEvent.objects.create(value={})
    graph("POST", f"{ACCOUNT}/subscribed_apps", {})
    assert graph("GET", f"{ACCOUNT}/subscribed_apps")[1]["data"]
    assert not WebhookEvent.objects.exists()


def test_a_blocked_customer_gets_nothing_and_is_not_heard(graph: Graph, send: Graph, joao: Person) -> None:
    graph("POST", f"{NUMBER}/block_users", {"block_users": [{"user": "+5511999999999"}]})
    send("text", {"body": "Oi"})
    assert WebhookEvent.objects.get().value["statuses"][0]["errors"][0]["code"] == 130403
    graph("DELETE", f"{NUMBER}/block_users", {"block_users": [{"user": "+5511999999999"}]})
    assert graph("GET", f"{NUMBER}/block_users")[1]["data"] == []


def test_the_app_says_which_fields_it_gets(graph):
    _, answer = graph("GET", "670843887433847/subscriptions")
    assert answer["data"][0]["object"] == "whatsapp_business_account"
    assert {"messages", "user_preferences"} <= {field["name"] for field in answer["data"][0]["fields"]}
