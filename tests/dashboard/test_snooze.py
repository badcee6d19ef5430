"""Setting aside from the inbox: what is offered, how a time is read, and where it stands meanwhile."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from accounts.models import Team, User
from conversations.exceptions import Invalid
from conversations.models import Channel, Conversation, Status
from conversations.services.snoozing import snooze_conversation
from dashboard.lists import PAGE, Listing, Tab, counts
from dashboard.snoozing import parse_until, presets, when
from tests.builders import make_incoming
from tests.factories import ConversationFactory, CustomerFactory

pytestmark = pytest.mark.django_db
Page = Callable[[User], Client]
SITE = ZoneInfo("America/Sao_Paulo")


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """Of November 2026, where the company is; the 26th is a Thursday."""
    return datetime(2026, 11, day, hour, minute, tzinfo=SITE)


def offered(now: datetime) -> list[datetime]:
    return [preset.at for preset in presets(now)]


def test_what_is_offered_follows_the_companys_clock() -> None:
    assert offered(at(26, 10, 20)) == [at(26, 11, 20), at(26, 14), at(27, 9), at(30, 9)]
    assert offered(at(26, 21, 30)) == [at(26, 22, 30), at(27, 9), at(30, 9)]  # later is no longer today
    assert offered(at(29, 10)) == [at(29, 11), at(29, 13), at(30, 9)]  # tomorrow is Monday
    assert offered(at(23, 10))[-1] == at(30, 9)  # it is Monday: the next one


@pytest.mark.parametrize("text", ["", "amanhã", "2026-13-01T10:00", "reply;", "9999999-01-01T00:00"])
def test_what_is_no_time_is_refused_at_its_field(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        parse_until(text)
    assert refused.value.attr == "until"


def test_a_fields_time_is_the_companys() -> None:
    assert parse_until("2026-11-26T14:00") == at(26, 14)
    assert parse_until("2026-11-26T14:00:00Z") == at(26, 11)


def test_an_hour_that_the_clocks_left_out_is_read_all_the_same(settings: Any) -> None:
    settings.TIME_ZONE = "America/New_York"
    with timezone.override("America/New_York"):
        assert parse_until("2026-03-08T02:30").utcoffset() is not None


def test_a_time_is_said_as_short_as_it_is_clear() -> None:
    with time_machine.travel(at(26, 10), tick=False):
        said = [when(moment) for moment in (at(26, 14), at(27, 9), at(30, 9))]
        far = when(datetime(2027, 1, 4, 9, tzinfo=SITE))
    assert said == ["14:00", "amanhã 09:00", "seg 09:00"]
    assert far == "04/01/27 09:00"


def test_it_leaves_mine_for_a_list_of_its_own(taken: Conversation, alice: User) -> None:
    snooze_conversation(taken.pk, by=alice, until=None)
    lists = {tab: [row.pk for row in Listing(tab=tab).page(alice).rows] for tab in Tab}
    assert (lists[Tab.MINE], lists[Tab.SNOOZED], lists[Tab.ALL]) == ([], [taken.pk], [taken.pk])
    assert (counts(alice)["mine"], counts(alice)["snoozed"]) == (0, 1)
    assert [row.pk for row in Listing.parse({"tab": "all", "snoozed": "1"}).page(alice).rows] == [taken.pk]


def test_what_comes_back_first_stands_first_and_pages_hold_everything_once(
    alice: User, support: Team, channel: Channel
) -> None:
    now = timezone.now()
    made = [
        ConversationFactory(
            customer=CustomerFactory(), channel=channel, team=support, assigned_to=alice, status=Status.IN_PROGRESS,
            snoozed_at=now, snoozed_until=None if n % 5 == 0 else now + timedelta(hours=(n * 7) % 90 // 2),
        )
        for n in range(PAGE * 2 + 3)
    ]  # fmt: skip
    listing, seen, after = Listing(tab=Tab.SNOOZED), [], ""
    while True:
        found = listing.page(alice, after)
        seen += found.rows
        if not (after := found.following):
            break
    far = now + timedelta(days=9999)
    assert [row.pk for row in seen] == [
        row.pk for row in sorted(made, key=lambda row: (row.snoozed_until or far, row.pk))
    ]
    assert [listing.key(row) for row in seen] == sorted(listing.key(row) for row in seen)
    changed = listing.among(alice, [seen[0].pk, seen[-1].pk])
    assert {listing.key(row) for row in changed} == {listing.key(seen[0]), listing.key(seen[-1])}


def test_its_card_says_when_it_comes_back(taken: Conversation, alice: User, page: Page) -> None:
    with time_machine.travel(at(26, 10), tick=False):
        snooze_conversation(taken.pk, by=alice, until=at(27, 9))
        there = page(alice).get("/inbox/rows?tab=snoozed").content.decode()
        assert "is-return" in there
        assert there.count("amanhã 09:00") == 1
        assert "is-return" not in page(alice).get("/inbox/rows?tab=all").content.decode()
        assert "is-return" in page(alice).get(f"/inbox/cards/{taken.pk}?tab=snoozed").content.decode()
        assert page(alice).get("/inbox/rows?tab=snoozed&sort=priority").content.decode().count("amanhã 09:00") == 1


def test_the_timeline_tells_the_day_only_where_it_is_another(taken: Conversation, alice: User, page: Page) -> None:
    with time_machine.travel(at(26, 10), tick=False):
        snooze_conversation(taken.pk, by=alice, until=at(26, 15))
        snooze_conversation(taken.pk, by=alice, until=at(27, 9))
        told = page(alice).get(f"/inbox/{taken.pk}/sync").json()["items"]
    assert "Alice adiou até 15:00&nbsp;" in told
    assert "/2026 09:00&nbsp;" in told


def test_from_the_form_and_back(taken: Conversation, alice: User, page: Page) -> None:
    path = f"/inbox/{taken.pk}"
    assert 'value="reply"' in page(alice).get(f"{path}/snooze/choices").content.decode()
    until = timezone.localtime(timezone.now() + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    assert "Adiada até" in page(alice).post(f"{path}/snooze", {"until": until}).json()["text"]
    assert "alarm-snooze" in page(alice).get(f"/inbox/cards/{taken.pk}").content.decode()
    head = page(alice).get(f"{path}/sync").json()
    assert 'data-command="wake"' in head["header"]
    assert "Alice adiou até" in head["items"]
    assert page(alice).post(f"{path}/wake").status_code == 200
    assert not Conversation.objects.get().is_snoozed


def test_what_was_not_seen_and_what_is_no_time_is_refused(taken: Conversation, alice: User, page: Page) -> None:
    path = f"/inbox/{taken.pk}/snooze"
    seen = taken.last_message_id
    make_incoming(taken)
    assert page(alice).post(path, {"until": "reply", "seen": seen}).json()["code"] == "customer_wrote"
    assert page(alice).post(path, {"until": ""}).json()["attr"] == "until"
