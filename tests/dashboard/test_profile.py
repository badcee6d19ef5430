from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db
Page = Callable[[User], Client]


def test_a_shortcut_is_chosen_and_stays(page: Page, alice: User) -> None:
    answer = page(alice).post("/profile/shortcut", {"act": "reply", "key": "q"})
    assert answer.json()["keys"]["reply"] == "q"
    assert "<kbd>q</kbd>" in page(alice).get("/").content.decode()
    assert page(alice).post("/profile/shortcut").json()["keys"]["reply"] == "r"


def test_a_key_that_is_taken_says_by_what(page: Page, alice: User) -> None:
    answer = page(alice).post("/profile/shortcut", {"act": "reply", "key": "n"})
    assert answer.status_code == 409
    assert answer.json()["code"] == "key_taken"
    alice.refresh_from_db()
    assert alice.preferences == {}


@pytest.mark.parametrize(
    "fields", [{"act": "reply", "key": "Tab"}, {"act": "reply", "key": " "}, {"act": "x", "key": "y"}]
)
def test_a_shortcut_is_one_sign(page: Page, alice: User, fields: dict[str, str]) -> None:
    assert page(alice).post("/profile/shortcut", fields).status_code == 400


def test_notifications_are_chosen_by_event_and_way(page: Page, alice: User) -> None:
    told = page(alice).post("/profile/notification", {"event": "queue", "way": "sound", "is_on": "1"}).json()
    assert told["notifications"]["queue"] == {"sound": True, "desktop": False}
    assert told["notifications"]["message"]["sound"]
    assert page(alice).post("/profile/notification", {"event": "nothing", "way": "sound"}).status_code == 400


def test_two_choices_do_not_undo_each_other(page: Page, alice: User) -> None:
    page(alice).post("/profile/enter", {"sends": "0"})
    page(alice).post("/profile/shortcut", {"act": "reply", "key": "q"})
    answer = page(alice).get("/").content.decode()
    assert 'data-enter-sends="0"' in answer
    assert "<kbd>q</kbd>" in answer


def test_a_new_password_keeps_this_session_and_wants_the_old_one(page: Page, with_password: User) -> None:
    browser = page(with_password)
    assert browser.post("/profile/password", {"old": "wrong", "new": "another-Long-1"}).json()["attr"] == "old"
    assert browser.post("/profile/password", {"old": PASSWORD, "new": "1"}).json()["attr"] == "new"
    assert browser.post("/profile/password", {"old": PASSWORD, "new": "another-Long-1"}).status_code == 200
    assert browser.get("/inbox/rows").status_code == 200
    with_password.refresh_from_db()
    assert with_password.check_password("another-Long-1")


def test_a_name_is_needed(page: Page, alice: User) -> None:
    assert page(alice).post("/profile/name", {"name": "  "}).status_code == 400
    assert page(alice).post("/profile/name", {"name": " Alice  Prado "}).json()["name"] == "Alice Prado"
