"""Why people are away, and what they were when."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts.events import PresenceChanged
from accounts.exceptions import Invalid
from accounts.models import Connection, PauseReason, Presence, PresencePeriod, User
from accounts.services.accounts import close_account
from accounts.services.presence import (
    choose_presence,
    close_connection,
    open_connection,
    renew_connections,
    save_reason,
    sweep_presence,
)
from tests.builders import go_online

pytestmark = pytest.mark.django_db


@pytest.fixture
def lunch(db: None) -> PauseReason:
    return PauseReason.objects.create(name="Almoço", minutes=60)


def periods(user: User) -> list[tuple[str, str, bool]]:
    rows = PresencePeriod.objects.filter(user=user).order_by("began_at", "pk").select_related("reason")
    return [(row.presence, row.reason.name if row.reason else "", row.ended_at is None) for row in rows]


def test_every_change_ends_a_period_and_begins_the_next(alice: User, lunch: PauseReason) -> None:
    go_online(alice)
    choose_presence(alice, presence=Presence.AWAY, reason_id=lunch.pk)
    choose_presence(alice, presence=Presence.ONLINE)
    choose_presence(alice, presence=Presence.OFFLINE)
    assert periods(alice) == [("online", "", False), ("away", "Almoço", False), ("online", "", False)]
    first, second, third = PresencePeriod.objects.order_by("pk")
    assert first.ended_at == second.began_at
    assert second.ended_at == third.began_at


def test_the_same_again_is_no_change(alice: User, lunch: PauseReason, published: list[object]) -> None:
    go_online(alice)
    for _ in range(2):
        choose_presence(alice, presence=Presence.AWAY, reason_id=lunch.pk)
    assert periods(alice)[1:] == [("away", "Almoço", True)]


def test_another_reason_is_a_change_that_is_told(
    alice: User, lunch: PauseReason, published: list[object], django_capture_on_commit_callbacks: object
) -> None:
    go_online(alice)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        choose_presence(alice, presence=Presence.AWAY)
        choose_presence(alice, presence=Presence.AWAY, reason_id=lunch.pk)
    told = [event for event in published if isinstance(event, PresenceChanged)]
    assert [(event.presence, event.reason) for event in told] == [("away", ""), ("away", "Almoço")]
    assert [reason for _, reason, _ in periods(alice)] == ["", "", "Almoço"]


def test_only_a_pause_has_a_reason(alice: User, lunch: PauseReason) -> None:
    for presence in (Presence.ONLINE, Presence.OFFLINE):
        with pytest.raises(Invalid) as refused:
            choose_presence(alice, presence=presence, reason_id=lunch.pk)
        assert (refused.value.attr, refused.value.code) == ("reason", "no_pause")


def test_a_reason_that_is_offered_no_more_is_refused_and_stays_in_the_history(
    alice: User, charlie: User, lunch: PauseReason
) -> None:
    go_online(alice)
    choose_presence(alice, presence=Presence.AWAY, reason_id=lunch.pk)
    save_reason(lunch, by=charlie, is_active=False)
    choose_presence(alice, presence=Presence.ONLINE)
    with pytest.raises(Invalid):
        choose_presence(alice, presence=Presence.AWAY, reason_id=lunch.pk)
    assert ("away", "Almoço", False) in periods(alice)


def test_whoever_comes_back_is_still_in_their_pause(alice: User, lunch: PauseReason) -> None:
    go_online(alice)
    choose_presence(alice, presence=Presence.AWAY, reason_id=lunch.pk)
    Connection.objects.update(seen_at=timezone.now() - timedelta(hours=1))
    sweep_presence()
    go_online(alice)
    alice.refresh_from_db()
    assert alice.pause_reason == lunch
    assert periods(alice)[1:] == [("away", "Almoço", False), ("away", "Almoço", True)]


def test_a_period_ends_with_the_last_sign_of_life_and_not_when_it_was_missed(alice: User) -> None:
    go_online(alice)
    seen = age(alice, began=timedelta(hours=3), seen=timedelta(hours=2))
    sweep_presence()
    assert PresencePeriod.objects.get(user=alice).ended_at == seen


def test_after_a_standstill_the_time_between_is_not_counted(alice: User) -> None:
    """The whole system was off; the browser is back before the sweeper looks."""
    go_online(alice)
    seen = age(alice, began=timedelta(hours=9), seen=timedelta(hours=8))
    open_connection(alice, connection_id=uuid4())
    first, second = PresencePeriod.objects.filter(user=alice).order_by("pk")
    assert first.ended_at == seen
    assert second.ended_at is None
    assert second.began_at - seen > timedelta(hours=7)


def test_a_reload_and_a_second_tab_split_nothing(alice: User) -> None:
    first = go_online(alice)
    go_online(alice)
    close_connection(alice, connection_id=first)
    go_online(alice)
    renew_connections(dict.fromkeys(Connection.objects.values_list("pk", flat=True), alice.pk))
    assert periods(alice) == [("online", "", True)]


def test_a_closed_account_is_there_no_more(alice: User, charlie: User) -> None:
    go_online(alice)
    close_account(alice, by=charlie)
    assert periods(alice) == [("online", "", False)]


def test_a_bot_has_no_working_hours(robo: User) -> None:
    go_online(robo)
    assert periods(robo) == []


def test_the_database_allows_one_open_period(alice: User) -> None:
    go_online(alice)
    with pytest.raises(IntegrityError), transaction.atomic():
        PresencePeriod.objects.create(user=alice, presence=Presence.AWAY)


def test_the_database_allows_no_reason_without_a_pause(alice: User, lunch: PauseReason) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        PresencePeriod.objects.create(user=alice, presence=Presence.ONLINE, reason=lunch)
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=alice.pk).update(chosen_reason=lunch)


@pytest.mark.django_db(transaction=True)
def test_a_change_and_the_sweeper_at_once_leave_one_line_of_periods(alice: User, lunch: PauseReason) -> None:
    """Whatever comes first: each period ends where or before the next begins, and one at most is open."""
    go_online(alice)
    for _ in range(5):
        Connection.objects.update(seen_at=timezone.now() - timedelta(hours=1))
        with ThreadPoolExecutor(4) as pool:
            jobs = [
                pool.submit(in_thread, sweep_presence),
                pool.submit(in_thread, choose_presence, alice, presence=Presence.AWAY, reason_id=lunch.pk),
                pool.submit(in_thread, choose_presence, alice, presence=Presence.ONLINE),
                pool.submit(in_thread, open_connection, alice, connection_id=uuid4()),
            ]
            for job in jobs:
                job.result(30)
    rows = list(PresencePeriod.objects.order_by("pk"))
    assert sum(row.ended_at is None for row in rows) <= 1
    alice.refresh_from_db()
    latest = rows[-1]
    assert (latest.ended_at is None) == (alice.presence != Presence.OFFLINE)
    for before, after in zip(rows, rows[1:], strict=False):
        assert before.ended_at is not None
        assert before.ended_at <= after.began_at


def test_an_agent_chooses_and_reads_their_presence(api, alice, lunch) -> None:
    client = api(alice)
    assert client.post("/api/v1/presence", {"status": "away", "reason": lunch.pk}).status_code == 200
    told = client.get("/api/v1/presence").json()
    assert (told["status"], told["reason"]["name"]) == ("away", "Almoço")
    assert [reason["name"] for reason in told["offered_reasons"]] == ["Almoço"]
    assert client.get("/api/v1/auth/me").json()["pause_reason"]["name"] == "Almoço"


@pytest.mark.parametrize(
    ("body", "attr"),
    [
        ({"status": "gone"}, "status"),
        ({}, "status"),
        ({"status": "away", "reason": 987654}, "reason"),
        ({"status": "away", "reason": 2**70}, "reason"),
        ({"status": "away", "reason": "lunch"}, "reason"),
        ({"status": "online", "reason": 1}, "reason"),
    ],
)
def test_what_is_wrong_with_a_presence_is_named(api, alice, body, attr) -> None:
    response = api(alice).post("/api/v1/presence", body)
    assert response.status_code == 400
    assert response.json()["errors"][0]["attr"] == attr


def test_agents_read_their_own_periods_and_supervisors_all(api, alice, bob, charlie, django_assert_max_num_queries):
    for user in (alice, bob):
        go_online(user)
        choose_presence(user, presence=Presence.AWAY)
    assert {row["agent"]["id"] for row in listed(api(alice))} == {alice.pk}
    assert listed(api(alice), agent=bob.pk) == []
    with django_assert_max_num_queries(4):
        rows = listed(api(charlie))
    assert [(row["agent"]["name"], row["status"]) for row in rows][:2] == [("Bob", "away"), ("Bob", "online")]
    assert len(listed(api(charlie), agent=alice.pk)) == 2


def test_periods_of_a_time_are_those_that_reach_into_it(api, alice) -> None:
    go_online(alice)
    age(alice, began=timedelta(hours=4), seen=timedelta(hours=3))
    sweep_presence()
    assert len(listed(api(alice), since=hours_ago(5), until=hours_ago(2))) == 1
    assert len(listed(api(alice), since=hours_ago(3.5))) == 1
    assert listed(api(alice), since=hours_ago(2)) == []
    assert listed(api(alice), until=hours_ago(4.5)) == []
    response = api(alice).get("/api/v1/presence/periods", {"since": hours_ago(1), "until": hours_ago(2)})
    assert response.json()["errors"][0]["attr"] == "until"


def test_a_reason_of_the_same_name_is_refused(api, charlie, lunch) -> None:
    response = api(charlie).post("/api/v1/pause-reasons", {"name": "ALMOÇO"})
    assert response.status_code == 400
    assert response.json()["errors"][0]["attr"] == "name"


def test_deleting_a_reason_stops_offering_it(api, charlie, alice, lunch) -> None:
    go_online(alice)
    choose_presence(alice, presence=Presence.AWAY, reason_id=lunch.pk)
    assert api(charlie).delete(f"/api/v1/pause-reasons/{lunch.pk}").status_code == 204
    assert api(alice).get("/api/v1/presence").json()["offered_reasons"] == []
    assert ("away", "Almoço", True) in periods(alice)


def age(user: User, *, began: timedelta, seen: timedelta) -> datetime:
    """As if they had come, and had last been seen, so long ago. Returns the latter moment."""
    now = timezone.now()
    PresencePeriod.objects.filter(user=user, ended_at=None).update(began_at=now - began)
    Connection.objects.filter(user=user).update(seen_at=now - seen)
    return now - seen


def hours_ago(hours: float) -> str:
    return (timezone.now() - timedelta(hours=hours)).isoformat()


def listed(client, **query):
    response = client.get("/api/v1/presence/periods", query)
    assert response.status_code == 200, response.content
    return response.json()["periods"]


def in_thread(call, *args, **kwargs):
    try:
        return call(*args, **kwargs)
    finally:
        connection.close()
