"""A page outlives its session: it sends and asks nothing in the name of whoever signed in at the browser after."""

import pytest

from accounts.sockets import visitor_of
from conversations.models import TimelineEntry

pytestmark = pytest.mark.django_db


def test_what_another_persons_page_sends_is_refused(page, alice, taken):
    url, words = f"/inbox/{taken.pk}/notes", {"content": "de outra pessoa"}
    client = page(alice)
    refused = client.post(url, words, headers={"X-Desk-User": str(alice.pk + 1)})
    assert (refused.status_code, refused.json()["code"]) == (401, "not_authenticated")
    assert not TimelineEntry.objects.filter(text="de outra pessoa").exists()
    assert client.post(url, words, headers={"X-Desk-User": str(alice.pk)}).status_code == 200
    assert client.post(url, words).status_code == 200


def test_nor_does_it_see_anything(page, alice, taken):
    client, other = page(alice), {"X-Desk-User": str(alice.pk + 1), "X-Requested-With": "fetch"}
    for path in (f"/inbox/{taken.pk}/pane", "/inbox/rows?tab=mine", f"/inbox/{taken.pk}/sync?after=0"):
        assert client.get(path, headers=other).status_code == 401


def test_its_socket_is_not_let_in(page, alice):
    client = page(alice)
    session = client.session
    scope = {
        "user": alice,
        "session": session,
        "headers": [(b"origin", b"http://testserver"), (b"host", b"testserver")],
    }
    for query, is_let_in in ((b"watch=list", True), (b"as=%d" % alice.pk, True), (b"as=%d" % (alice.pk + 1), False)):
        assert (visitor_of({**scope, "query_string": query}) is not None) == is_let_in
