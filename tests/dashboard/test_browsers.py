"""Where one is signed in with a browser: each listed, and signed out singly."""

from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from accounts.events import SessionEnded
from accounts.models import BrowserSession, User
from accounts.services.browsers import browsers_of, note_browser, session_key
from accounts.services.presence import close_connection, open_connection
from accounts.tasks import forget_sessions
from dashboard.browsers import described
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db
CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36"
)
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1 Version/18.1 Safari/604.1"
EDGE = CHROME + " Edg/131.0.0.0"


def signed_in(user: User, agent: str, address: str = "203.0.113.7") -> Client:
    client = Client(headers={"user-agent": agent}, REMOTE_ADDR=address)
    client.post("/login", {"email": user.email, "password": PASSWORD})
    return client


def test_each_is_listed_with_what_it_is_and_this_one_is_marked(with_password: User) -> None:
    here = signed_in(with_password, CHROME)
    signed_in(with_password, IPHONE, "2001:db8::1")
    shown = here.get("/profile/access", HTTP_ACCEPT_LANGUAGE="en").content.decode()
    for words in ("Chrome · Windows", "Safari · iPhone", "203.0.113.7", "2001:db8::1", "Last seen"):
        assert words in shown
    assert shown.count("This browser") == 1
    assert shown.count('/end"') == 1


def test_one_is_signed_out_and_the_others_go_on(with_password: User, published: list[object]) -> None:
    here, lost = signed_in(with_password, CHROME), signed_in(with_password, IPHONE)
    (row,) = BrowserSession.objects.filter(user_agent=IPHONE)
    assert here.post(f"/profile/sessions/{row.pk}/end").content.decode().count('/end"') == 0
    assert lost.get("/").status_code == 302
    assert here.get("/").status_code == 200
    assert here.post(f"/profile/sessions/{row.pk}/end").status_code == 200  # over already
    assert len(browsers_of(with_password)) == 1


def test_the_sockets_of_its_pages_are_closed(
    with_password: User, published: list[object], django_capture_on_commit_callbacks: object
) -> None:
    here, lost = signed_in(with_password, CHROME), signed_in(with_password, EDGE)
    key = session_key(lost.session.session_key or "")
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        here.post(f"/profile/sessions/{BrowserSession.objects.get(key=key).pk}/end")
    assert published == [SessionEnded(user_id=with_password.pk, key=key)]


def test_nobody_ends_anothers(with_password: User, bob: User) -> None:
    theirs, mine = signed_in(with_password, CHROME), Client()
    mine.force_login(bob)
    row = browsers_of(with_password)[0]
    assert mine.post(f"/profile/sessions/{row.pk}/end").status_code == 200
    assert theirs.get("/").status_code == 200


def test_a_row_goes_with_its_session_and_a_new_password_ends_the_others(with_password: User) -> None:
    here, other = signed_in(with_password, CHROME), signed_in(with_password, EDGE)
    other.post("/logout")
    assert [row.user_agent for row in browsers_of(with_password)] == [CHROME]
    signed_in(with_password, EDGE)
    here.post("/profile/password", {"old": PASSWORD, "new": "another-Long-1"})
    assert [row.user_agent for row in browsers_of(with_password)] == [CHROME]
    assert here.get("/").status_code == 200


def test_what_has_run_out_or_is_over_is_not_listed(with_password: User) -> None:
    signed_in(with_password, CHROME)
    Session.objects.update(expire_date=timezone.now())
    assert browsers_of(with_password) == []
    note_browser(with_password, session_id=Session.objects.get().pk, agent=EDGE, address="unix:")
    assert BrowserSession.objects.get().user_agent == EDGE
    assert BrowserSession.objects.get().address is None


def test_what_has_run_out_is_forgotten_with_its_address(with_password: User) -> None:
    signed_in(with_password, CHROME)
    lost = signed_in(with_password, EDGE)
    Session.objects.filter(pk=lost.session.session_key).update(expire_date=timezone.now())
    forget_sessions()
    assert [row.user_agent for row in BrowserSession.objects.all()] == [CHROME]


def test_its_open_pages_count_and_the_last_one_says_when_it_was_seen(with_password: User) -> None:
    here = signed_in(with_password, CHROME)
    row, connection_id = browsers_of(with_password)[0], uuid4()
    open_connection(with_password, connection_id=connection_id, login_key=row.key)
    other = signed_in(with_password, EDGE)
    assert "Open now" in other.get("/profile/access", HTTP_ACCEPT_LANGUAGE="en").content.decode()
    BrowserSession.objects.update(seen_at=row.began_at)
    close_connection(with_password, connection_id=connection_id)
    row.refresh_from_db()
    assert row.seen_at > row.began_at
    assert here.get("/").status_code == 200


@pytest.mark.parametrize(
    ("agent", "name"),
    [(CHROME, "Chrome · Windows"), (EDGE, "Edge · Windows"), (IPHONE, "Safari · iPhone"), ("curl/8", ""), ("", "")],
)
def test_what_it_calls_itself_is_said_in_words(agent: str, name: str) -> None:
    (found,) = described([BrowserSession(key="k", user_agent=agent)], [], key="")
    assert found.name == name
