import pytest
from django.contrib import admin
from django.test import Client

from accounts.models import Role, User
from conversations.models import Conversation, Macro

pytestmark = pytest.mark.django_db
NEW = {"name": "Dora", "email": "Dora@Empresa.com", "password": "uma-senha-bem-longa", "max_conversations": "8"}


@pytest.mark.parametrize("model", [m._meta for m in admin.site._registry], ids=str)
def test_every_list_opens_in_few_queries(
    client: Client, charlie: User, taken: Conversation, model: object, django_assert_max_num_queries: object
) -> None:
    client.force_login(charlie)
    with django_assert_max_num_queries(25):  # type: ignore[operator]
        address = f"/admin/{model.app_label}/{model.model_name}/"  # type: ignore[attr-defined]
        assert client.get(address).status_code == 200


def test_agents_stay_outside(client: Client, alice: User) -> None:
    client.force_login(alice)
    assert client.get("/admin/accounts/user/").status_code == 302


def test_a_supervisor_makes_an_agent(client: Client, charlie: User) -> None:
    client.force_login(charlie)
    client.post("/admin/accounts/user/add/", {**NEW, "role": "agent", "is_active": "on"})
    made = User.objects.get(email="dora@empresa.com")
    assert made.role == Role.AGENT
    assert made.check_password(NEW["password"])


@pytest.mark.parametrize("role", [Role.ADMIN, Role.SUPERVISOR, Role.BOT])
def test_a_supervisor_makes_no_more_than_agents(client: Client, charlie: User, role: Role) -> None:
    client.force_login(charlie)
    client.post("/admin/accounts/user/add/", {**NEW, "role": role.value, "is_active": "on"})
    assert not User.objects.filter(email="dora@empresa.com").exists()


def test_a_supervisor_cannot_change_an_administrator(client: Client, charlie: User, rosa: User) -> None:
    client.force_login(charlie)
    answer = client.post(f"/admin/accounts/user/{rosa.pk}/change/", {**NEW, "role": "agent"})
    assert answer.status_code == 403
    rosa.refresh_from_db()
    assert rosa.role == Role.ADMIN


def test_an_empty_password_keeps_the_present_one(client: Client, rosa: User, with_password: User) -> None:
    client.force_login(rosa)
    before = with_password.password
    fields = {"name": "Alice B.", "email": with_password.email, "role": "agent", "max_conversations": "5"}
    client.post(f"/admin/accounts/user/{with_password.pk}/change/", {**fields, "is_active": "on", "password": ""})
    with_password.refresh_from_db()
    assert (with_password.name, with_password.password) == ("Alice B.", before)


def test_a_second_macro_of_a_name_is_refused_on_the_page(client: Client, charlie: User) -> None:
    client.force_login(charlie)
    fields = {"name": "Avisar", "team": "", "steps": '[{"kind": "note", "text": "x"}]'}
    made = [client.post("/admin/conversations/macro/add/", fields, follow=True) for _ in range(2)]
    assert [answer.status_code for answer in made] == [200, 200]
    assert Macro.objects.count() == 1
