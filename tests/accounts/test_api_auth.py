"""Login, and the life of a token."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from knox.models import AuthToken
from rest_framework.test import APIClient

from accounts.api.throttling import LoginAddressThrottle
from accounts.events import SessionEnded
from accounts.exceptions import Forbidden
from accounts.services.tokens import find_token, issue_token, refresh_token, revoke_token
from tests.factories import PASSWORD

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_cache")]
LOGIN, ME = "/api/v1/auth/login", "/api/v1/auth/me"


def bearer(client, token):
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
    return client


def test_login_gives_a_token_that_works(api, with_password):
    response = api().post(LOGIN, {"email": "Alice@Empresa.com", "password": PASSWORD})
    assert response.status_code == 200
    data = response.json()
    assert (data["token_type"], data["expires_in"]) == ("Bearer", 86400)
    assert data["user"]["email"] == "alice@empresa.com"
    assert data["user"]["teams"] == [{"id": with_password.teams.get().pk, "name": "Suporte"}]
    assert bearer(api(), data["access_token"]).get(ME).json()["name"] == "Alice"


@pytest.mark.parametrize("body", [{"email": "alice@empresa.com", "password": "x"}, {"email": "x", "password": "y"}])
def test_wrong_credentials(api, with_password, body):
    response = api().post(LOGIN, body)
    assert response.status_code == 401
    assert response["WWW-Authenticate"] == "Bearer"
    assert response.json()["errors"][0]["code"] == "authentication_failed"


def test_missing_fields_are_named(api, db):
    response = api().post(LOGIN, {})
    assert response.status_code == 400
    assert {error["attr"] for error in response.json()["errors"]} == {"email", "password"}


def test_without_a_token(api, db):
    response = api().get(ME)
    assert (response.status_code, response["WWW-Authenticate"]) == (401, "Bearer")
    assert response.json()["errors"][0]["code"] == "not_authenticated"


@pytest.mark.parametrize("token", ["nonsense", "é", "a b", ""])
def test_a_bad_token(api, db, token):
    assert bearer(api(), token).get(ME).status_code == 401


def test_an_inactive_account_is_refused(api, alice):
    client = api(alice)
    alice.is_active = False
    alice.save()
    assert client.get(ME).status_code == 401


def test_a_token_expires(api, alice):
    client = api(alice)
    with time_machine.travel(timezone.now() + timedelta(days=1, seconds=1)):
        assert client.get(ME).status_code == 401


def test_refresh_lets_the_old_token_live_for_a_minute(api, alice):
    client = api(alice)
    data = client.post("/api/v1/auth/refresh").json()
    assert data["expires_in"] == 86400
    assert client.get(ME).status_code == 200
    with time_machine.travel(timezone.now() + timedelta(seconds=61)):
        assert client.get(ME).status_code == 401
        assert bearer(api(), data["access_token"]).get(ME).status_code == 200


def test_logout_ends_what_the_token_replaced_as_well(api, alice, monkeypatch):
    told = []
    monkeypatch.setattr("accounts.services.tokens.publish", lambda *events: told.extend(events))
    old, other_device = api(alice), api(alice)
    new = bearer(api(), old.post("/api/v1/auth/refresh").json()["access_token"])
    assert new.post("/api/v1/auth/logout").status_code == 204
    assert (old.get(ME).status_code, new.get(ME).status_code) == (401, 401)
    assert other_device.get(ME).status_code == 200
    assert len(told) == 1


def test_logout_leaves_another_device_that_is_just_refreshing(api, alice):
    here, there = api(alice), api(alice)
    assert there.post("/api/v1/auth/refresh").status_code == 200
    assert here.post("/api/v1/auth/logout").status_code == 204
    assert there.get(ME).status_code == 200


def test_what_was_revoked_meanwhile_is_not_refreshed(alice):
    token = find_token(issue_token(alice).token)
    revoke_token(token)
    with pytest.raises(Forbidden):
        refresh_token(token)
    assert not AuthToken.objects.exists()


def test_tokens_that_ran_out_are_swept_by_the_next_login(alice):
    issue_token(alice)
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        issue_token(alice)
    assert AuthToken.objects.count() == 1


def test_logout_kills_the_token_at_once(api, alice, django_capture_on_commit_callbacks, monkeypatch):
    told = []
    monkeypatch.setattr("accounts.services.tokens.publish", lambda *events: told.extend(events))
    client = api(alice)
    key = AuthToken.objects.get().token_key
    response = client.post("/api/v1/auth/logout")
    assert (response.status_code, response.content) == (204, b"")
    assert client.get(ME).status_code == 401
    assert told == [SessionEnded(user_id=alice.pk, key=key[:10])]


def test_the_sites_session_works_with_its_csrf_token(api, alice):
    client = APIClient(enforce_csrf_checks=True)
    client.force_login(alice)
    assert client.get(ME).status_code == 200
    assert client.post("/api/v1/auth/refresh").status_code == 403


@time_machine.travel("2026-03-02T12:00:30Z", tick=False)  # however slow the machine, all in one minute
def test_guessing_passwords_is_slowed_down_by_email_and_by_address(api, with_password):
    for _ in range(LoginAddressThrottle().num_requests):
        assert api().post(LOGIN, {"email": "alice@empresa.com", "password": "x"}).status_code == 401
    response = api().post(LOGIN, {"email": "alice@empresa.com", "password": PASSWORD}, REMOTE_ADDR="10.0.0.9")
    assert response.status_code == 429
    assert 1 <= int(response["Retry-After"]) <= 60
    assert response.json()["errors"][0]["code"] == "throttled"
    other = api().post(LOGIN, {"email": "bob@empresa.com", "password": "x"}, HTTP_X_FORWARDED_FOR="1.2.3.4")
    assert other.status_code == 429
