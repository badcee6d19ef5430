"""Participants in the panel, and the list of what one follows."""

import pytest

from conversations.models import Follower
from conversations.services.followers import follow_conversation
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def test_following_from_the_menu_and_leaving(page, taken, alice, support):
    dora = UserFactory(name="Dora", teams=[support])
    desk, where = page(dora), f"/inbox/{taken.pk}"
    assert 'data-command="follow"' in desk.get(f"{where}/pane").content.decode()
    assert desk.post(f"{where}/follow").json() == {"ok": True}
    html = desk.get(f"{where}/pane").content.decode()
    assert 'data-command="unfollow"' in html and 'class="follower-name">Dora' in html
    rows = desk.get("/inbox/rows", {"tab": "all", "following": "1"}).content.decode()
    assert str(taken.pk) in rows
    assert desk.post(f"{where}/unfollow").json() == {"ok": True}
    assert str(taken.pk) not in desk.get("/inbox/rows", {"tab": "all", "following": "1"}).content.decode()


def test_a_supervisor_adds_and_removes(page, taken, alice, bob, charlie):
    desk, where = page(charlie), f"/inbox/{taken.pk}"
    offered = desk.get(f"{where}/candidates").content.decode()
    assert "Alice" in offered and "Bob" not in offered
    assert desk.post(f"{where}/follow", {"user": alice.pk}).json() == {"ok": True}
    assert "Alice" not in desk.get(f"{where}/candidates").content.decode()
    assert desk.post(f"{where}/follow", {"user": ""}).json()["attr"] == "user"
    assert desk.post(f"{where}/unfollow", {"other": alice.pk}).json() == {"ok": True}
    assert not Follower.objects.exists()


def test_the_panel_costs_the_same_however_many_follow(page, taken, charlie, support, django_assert_max_num_queries):
    def count() -> int:
        with django_assert_max_num_queries(100) as seen:
            page(charlie).get(f"/inbox/{taken.pk}/panel")
        return len(seen)

    follow_conversation(taken.pk, by=charlie)
    count()
    before = count()
    for _ in range(5):
        follow_conversation(taken.pk, by=charlie, user=UserFactory(teams=[support]))
    assert count() == before


def test_outsiders_follow_nothing(page, taken, bob):
    for act in ("follow", "unfollow"):
        assert page(bob).post(f"/inbox/{taken.pk}/{act}").status_code == 404
