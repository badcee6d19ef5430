"""One shape of errors, whatever goes wrong."""

import pytest
from django.db import OperationalError

from accounts.api.throttling import AccountThrottle

pytestmark = pytest.mark.django_db
CONVERSATIONS = "/api/v1/conversations"


def shape_of(response):
    data = response.json()
    assert set(data) == {"type", "errors"}
    assert data["errors"]
    for error in data["errors"]:
        assert set(error) == {"code", "detail", "attr"}
    return response.status_code, data["type"], data["errors"][0]["code"]


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/nothing",
        "/api/v1/",
        "/api/v1",
        "/api/",
        "/api/v2/x",
        f"{CONVERSATIONS}/not-a-uuid",
        f"{CONVERSATIONS}/123",
        "/api/v1/agents/99999999999999999999999",
        "/api/v1/agents/x",
        "/api/v1/attachments/x%00",
    ],
)
def test_unknown_paths(api, alice, path):
    assert shape_of(api(alice).get(path)) == (404, "client_error", "not_found")


def test_a_wrong_method(api, alice):
    response = api(alice).delete(CONVERSATIONS)
    assert shape_of(response) == (405, "client_error", "method_not_allowed")


@pytest.mark.parametrize("body", [b"{", b"\xff\xfe", b'{"email": NaN}', b"[" * 100_000, b'{"email": "\\ud800"}'])
def test_a_malformed_body(api, db, body):
    response = api().post("/api/v1/auth/login", body, content_type="application/json")
    assert shape_of(response) == (400, "client_error", "parse_error")


@pytest.mark.parametrize("body", ['{"a": {"b": ["x\\u0000"]}}', '{"a\\u0000": 1}'])
def test_nul_characters(api, db, body):
    response = api().post("/api/v1/auth/login", body, content_type="application/json")
    assert shape_of(response) == (400, "validation_error", "null_characters_not_allowed")


def test_another_content_type(api, db):
    response = api().post("/api/v1/auth/login", "a=b", content_type="application/x-www-form-urlencoded")
    assert shape_of(response) == (415, "client_error", "unsupported_media_type")


def test_a_body_that_is_too_large(api, db, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    response = api().post("/api/v1/auth/login", {"email": "x" * 200, "password": "y"})
    assert shape_of(response) == (413, "client_error", "too_large")


def test_a_form_that_is_too_large(api, alice, taken, settings):
    settings.UPLOAD_MAX_SIZE = 100
    response = api(alice).post(f"{CONVERSATIONS}/{taken.pk}/messages", {"caption": "x" * 200}, format="multipart")
    assert shape_of(response) == (413, "client_error", "too_large")


def test_a_broken_form(api, alice, taken):
    response = api(alice).post(
        f"{CONVERSATIONS}/{taken.pk}/messages", b"nonsense", content_type="multipart/form-data; boundary=é"
    )
    assert shape_of(response)[0] == 400


def test_a_mistake_of_ours_tells_nothing(api, alice, monkeypatch):
    def fail(*_args, **_kwargs):
        raise RuntimeError("secret detail")

    monkeypatch.setattr("conversations.api.conversations.page_of", fail)
    response = api(alice).get(CONVERSATIONS)
    assert shape_of(response) == (500, "server_error", "error")
    assert "secret" not in response.content.decode()


def test_a_database_that_is_away(api, alice, monkeypatch):
    def fail(*_args, **_kwargs):
        raise OperationalError

    monkeypatch.setattr("conversations.api.conversations.page_of", fail)
    assert shape_of(api(alice).get(CONVERSATIONS)) == (503, "server_error", "unavailable")


def test_too_many_calls(api, alice, monkeypatch, fresh_cache):
    monkeypatch.setattr(AccountThrottle, "rate", "3/min", raising=False)
    client = api(alice)
    assert [client.get(CONVERSATIONS).status_code for _ in range(3)] == [200] * 3
    response = client.get(CONVERSATIONS)
    assert shape_of(response) == (429, "client_error", "throttled")
    assert int(response["Retry-After"]) >= 1
