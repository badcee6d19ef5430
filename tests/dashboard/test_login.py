import pytest
from django.test import Client

from accounts.models import User
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db
DETAILS = {"email": "alice@empresa.com", "password": PASSWORD}


def test_it_lets_an_agent_in_and_leads_on(client: Client, with_password: User) -> None:
    answer = client.post("/login", {**DETAILS, "next": "/?tab=queue"})
    assert (answer.status_code, answer["Location"]) == (302, "/?tab=queue")
    assert client.get("/").status_code == 200


def test_the_case_of_the_e_mail_does_not_matter(client: Client, with_password: User) -> None:
    assert client.post("/login", {**DETAILS, "email": "Alice@Empresa.com"}).status_code == 302


def test_it_never_leads_to_another_site(client: Client, with_password: User) -> None:
    answer = client.post("/login", {**DETAILS, "next": "https://evil.example/"})
    assert answer["Location"] == "/"


@pytest.mark.parametrize("wrong", [{"password": "wrong"}, {"email": "nobody@empresa.com"}, {"email": "a\x00b"}])
def test_it_says_what_is_wrong_and_keeps_the_e_mail(
    client: Client, with_password: User, wrong: dict[str, str]
) -> None:
    answer = client.post("/login", {**DETAILS, **wrong}, headers={"accept-language": "pt-BR"})
    assert answer.status_code == 422
    assert "E-mail ou senha incorretos." in answer.content.decode()


def test_it_refuses_bots(client: Client, with_password: User) -> None:
    User.objects.filter(pk=with_password.pk).update(role="bot")
    answer = client.post("/login", DETAILS)
    assert answer.status_code == 422
    assert client.get("/").status_code == 302


@pytest.mark.usefixtures("fresh_cache")
def test_guessing_is_slow(client: Client, with_password: User) -> None:
    for _ in range(10):
        assert client.post("/login", {**DETAILS, "password": "wrong"}).status_code == 422
    assert client.post("/login", DETAILS).status_code == 429


@pytest.mark.usefixtures("fresh_cache")
def test_a_whole_office_may_sign_in_at_once(client: Client, with_password: User) -> None:
    for _ in range(12):
        assert client.post("/login", DETAILS).status_code == 302
        client.post("/logout")


def test_signing_out_needs_a_post(client: Client, alice: User) -> None:
    client.force_login(alice)
    assert client.get("/logout").status_code == 405
    client.post("/logout")
    assert client.get("/").status_code == 302


def test_the_language_is_kept_in_the_profile(client: Client, alice: User) -> None:
    client.force_login(alice)
    client.post("/language", {"language": "en"})
    assert "Choose a conversation." in client.get("/").content.decode()
    client.post("/language", {"language": "pt-br"})
    assert "Escolha uma conversa." in client.get("/").content.decode()
