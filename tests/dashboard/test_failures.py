"""Pages of what went wrong: in the reader's language and theme, with a way back."""

import pytest
from django.test import Client
from django.urls import path

from helpdesk import urls as site

pytestmark = pytest.mark.django_db


def broken(_request: object) -> None:
    raise ZeroDivisionError


class Broken:
    handler400, handler403, handler404, handler500 = (
        site.handler400,
        site.handler403,
        site.handler404,
        site.handler500,
    )
    urlpatterns = [path("broken", broken), *site.urlpatterns]  # noqa: RUF012


def test_a_page_that_is_not_there(client: Client) -> None:
    client.cookies["theme"] = "dark"
    answer = client.get("/nothing-here", headers={"accept-language": "pt-BR"})
    text = answer.content.decode()
    assert answer.status_code == 404
    assert 'data-theme="dark"' in text
    assert "Página não encontrada" in text
    assert 'href="/"' in text


def test_a_failure_of_ours(client: Client, settings: object) -> None:
    client.raise_request_exception = False
    settings.ROOT_URLCONF = Broken  # type: ignore[attr-defined]
    answer = client.get("/broken")
    assert answer.status_code == 500
    assert "ZeroDivisionError" not in answer.content.decode()
    assert "Helpdesk" in answer.content.decode()


def test_a_form_from_a_page_that_is_too_old() -> None:
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post("/login", {"email": "a@b.c", "password": "x"}, headers={"accept-language": "en"})
    assert answer.status_code == 403
    assert "Load the page again" in answer.content.decode()


@pytest.mark.parametrize(
    ("address", "target"),
    [("/overview/", "/overview"), ("/login/?next=/x", "/login?next=/x"), ("/templates/", "/templates")],
)
def test_a_slash_too_many_leads_to_the_page(client: Client, address: str, target: str) -> None:
    answer = client.get(address)
    assert (answer.status_code, answer["Location"]) == (302, target)


@pytest.mark.parametrize("address", ["//evil.example/", "/\\evil.example/", "//login/", "/nothing/", "//login//"])
def test_it_leads_nowhere_else(client: Client, address: str) -> None:
    assert client.get("/", PATH_INFO=address).status_code == 404
