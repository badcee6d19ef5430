from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.services.browsers import browsers_of, session_key
from accounts.services.tokens import find_token, issue_token
from conversations.models import Conversation
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
    assert page(alice).post("/profile/name", {"name": " Alice  Prado "})["HX-Refresh"] == "true"
    assert User.objects.get(pk=alice.pk).name == "Alice Prado"


def test_signing_out_elsewhere_ends_all_but_this_session(alice: User) -> None:
    here, elsewhere = Client(), Client()
    for client in (here, elsewhere):
        client.force_login(alice)
    token = issue_token(alice).token
    shown = here.get("/profile/access", HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert shown.count('/end"') == 1 and "1 token of programs" in shown
    assert here.post("/profile/sign-out-elsewhere")["HX-Refresh"] == "true"
    assert here.get("/").status_code == 200
    assert elsewhere.get("/").status_code == 302
    assert find_token(token) is None
    assert [row.key for row in browsers_of(alice)] == [session_key(here.session.session_key or "")]
    # And again: the salt is another one each time.
    elsewhere.force_login(User.objects.get(pk=alice.pk))
    here.post("/profile/sign-out-elsewhere")
    assert elsewhere.get("/").status_code == 302


def test_sessions_from_before_go_on(alice: User) -> None:
    """Who has never signed out elsewhere has the hash that Django gives."""
    assert alice.get_session_auth_hash() == super(User, alice).get_session_auth_hash()


def test_what_one_sends_begins_with_ones_name_where_one_chose_so(page: Page, alice: User, taken: Conversation) -> None:
    url = f"/inbox/{taken.pk}/messages"
    page(alice).post(url, {"content": "Sem nome"})
    page(alice).post("/profile/signature", {"signs": "1"})
    User.objects.filter(pk=alice.pk).update(name="Ali*ce")
    page(alice).post(url, {"content": "Oi!", "client_id": "c1"})
    page(alice).post(url, {"content": "Oi!", "client_id": "c1"})
    page(alice).post("/profile/signature", {"signs": "0"})
    page(alice).post(url, {"content": "Sem nome outra vez"})
    texts = list(taken.messages.filter(author=alice).order_by("pk").values_list("content", flat=True))
    assert texts == ["Sem nome", "*Alice:*\nOi!", "Sem nome outra vez"]


def test_a_scheduled_text_is_signed_and_its_draft_dropped(page: Page, alice: User, taken: Conversation) -> None:
    page(alice).post("/profile/signature", {"signs": "1"})
    due_at = (timezone.now() + timedelta(hours=1)).isoformat()
    page(alice).post(f"/inbox/{taken.pk}/scheduled", {"content": "Até já", "due_at": due_at})
    row = taken.scheduled.get()
    assert row.content == "*Alice:*\nAté já"
    back = page(alice).post(f"/inbox/{taken.pk}/scheduled/{row.pk}/cancel").json()["content"]
    page(alice).post(f"/inbox/{taken.pk}/messages", {"content": back})
    assert taken.messages.get(author=alice).content == "*Alice:*\nAté já"


def test_density_is_chosen_and_stays(page: Page, alice: User) -> None:
    browser = page(alice)
    assert 'data-density="comfortable"' in browser.get("/").content.decode()
    assert browser.post("/profile/density", {"density": "compact"}).status_code == 200
    there = browser.get("/").content.decode()
    assert 'data-density="compact"' in there
    assert 'data-value="compact" aria-pressed="true"' in there
    assert browser.post("/profile/density", {"density": "tiny"}).status_code == 400


def test_a_chosen_key_is_kept_from_what_has_it_by_itself(page: Page, alice: User) -> None:
    alice.preferences = {"shortcuts": {"panel": "u"}}  # from before there was one for unread
    alice.save(update_fields=["preferences"])
    keys = page(alice).post("/profile/shortcut", {"act": "reply", "key": "q"}).json()["keys"]
    assert (keys["panel"], keys["unread"], keys["reply"]) == ("u", "", "q")


def test_a_choice_is_one_of_a_few_and_at_first_the_first(page: Page, alice: User) -> None:
    assert 'data-afterwards="stay"' in page(alice).get("/").content.decode()
    assert page(alice).post("/profile/choice/afterwards", {"afterwards": "next"}).status_code == 200
    assert 'data-afterwards="next"' in page(alice).get("/").content.decode()
    assert page(alice).post("/profile/choice/afterwards", {"afterwards": "home"}).status_code == 400
    assert page(alice).post("/profile/choice/nothing", {"nothing": "next"}).status_code == 400
