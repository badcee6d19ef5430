"""Accounts and teams over the API."""

import pytest

from accounts.events import AccessRevoked, CapacityChanged
from accounts.models import Presence, Team, User

pytestmark = pytest.mark.django_db
AGENTS = "/api/v1/agents"
NEW = {"email": "New@Empresa.com", "name": "Nova", "password": "um segredo bem longo"}


def test_a_supervisor_makes_agents_only(api, alice, charlie, support):
    assert api(alice).post(AGENTS, NEW).status_code == 403
    response = api(charlie).post(AGENTS, {**NEW, "teams": [support.pk]})
    assert response.status_code == 201, response.content
    data = response.json()
    assert (data["email"], data["role"], data["teams"]) == (
        "new@empresa.com",
        "agent",
        [{"id": support.pk, "name": "Suporte"}],
    )
    assert "password" not in data
    assert User.objects.get(pk=data["id"]).check_password(NEW["password"])
    for role in ("supervisor", "admin", "bot"):
        assert api(charlie).post(AGENTS, {**NEW, "email": "x@y.com", "role": role}).status_code == 403


def test_an_administrator_makes_anybody(api, rosa):
    for role in ("agent", "supervisor", "admin", "bot"):
        response = api(rosa).post(AGENTS, {**NEW, "email": f"{role}@y.com", "role": role})
        assert response.json()["role"] == role


@pytest.mark.parametrize(
    ("change", "attr", "code"),
    [
        ({"email": "ALICE@empresa.com"}, "email", "unique"),
        ({"email": "x"}, "email", "invalid"),
        ({"password": "12345678"}, "password", "password_too_common"),
        ({"password": "short"}, "password", "password_too_short"),
        ({"teams": [987654]}, "teams", "does_not_exist"),
        ({"teams": [2**70]}, "teams", "does_not_exist"),
        ({"max_conversations": 501}, "max_conversations", "max_value"),
        ({"name": ""}, "name", "blank"),
    ],
)
def test_bad_input_is_named(api, alice, rosa, change, attr, code):
    error = api(rosa).post(AGENTS, {**NEW, **change}).json()["errors"][0]
    assert (error["attr"], error["code"]) == (attr, code)


def test_more_room_is_told(api, alice, charlie, published):
    response = api(charlie).patch(f"{AGENTS}/{alice.pk}", {"max_conversations": 20})
    assert response.json()["max_conversations"] == 20


def test_a_new_password_ends_all_tokens(api, alice, charlie):
    client = api(alice)
    api(charlie).patch(f"{AGENTS}/{alice.pk}", {"password": "outro segredo longo"})
    assert client.get("/api/v1/auth/me").status_code == 401


def test_closing_an_account(api, alice, charlie, django_capture_on_commit_callbacks, monkeypatch):
    User.objects.filter(pk=alice.pk).update(presence=Presence.ONLINE)
    told = []
    monkeypatch.setattr("accounts.services.accounts.publish", lambda *events: told.extend(events))
    monkeypatch.setattr("accounts.services.tokens.publish", lambda *events: told.extend(events))
    client = api(alice)
    assert api(charlie).delete(f"{AGENTS}/{alice.pk}").status_code == 204
    alice.refresh_from_db()
    assert (alice.is_active, alice.presence) == (False, "offline")
    assert client.get("/api/v1/auth/me").status_code == 401
    assert CapacityChanged(user_id=alice.pk) in told
    assert [event for event in told if isinstance(event, AccessRevoked)]


def test_nobody_closes_or_demotes_themselves(api, rosa):
    for response in (
        api(rosa).delete(f"{AGENTS}/{rosa.pk}"),
        api(rosa).patch(f"{AGENTS}/{rosa.pk}", {"role": "agent"}),
    ):
        assert (response.status_code, response.json()["errors"][0]["code"]) == (409, "own_account")


def test_a_supervisor_does_not_touch_their_superiors(api, charlie, rosa):
    assert api(charlie).patch(f"{AGENTS}/{rosa.pk}", {"name": "X"}).status_code == 403


def test_the_list_costs_the_same_however_long(api, alice, bob, charlie, django_assert_num_queries):
    client = api(alice)
    with django_assert_num_queries(3):  # token, accounts, teams
        assert len(client.get(AGENTS).json()["agents"]) == 3


def test_one_default_team(api, charlie, support):
    api(charlie).post("/api/v1/teams", {"name": "Novo", "is_default": True})
    assert Team.objects.get(is_default=True).name == "Novo"
