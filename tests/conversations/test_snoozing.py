"""What is set aside comes back to the same agent, once: at its time, or when the customer writes."""

import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Team, User
from accounts.services.accounts import close_account
from conversations.events import RoomAppeared, SnoozeEnded
from conversations.exceptions import AssignedToOther, Conflict, ConversationIsClosed, Invalid
from conversations.models import Channel, Conversation, Message, Status, TimelineKind
from conversations.services import bulk, lifecycle, routing
from conversations.services.assignment import assign_conversation, transfer_conversation
from conversations.services.identities import Sender
from conversations.services.incoming import IncomingMessage, record_incoming
from conversations.services.sending import Draft, send_message
from conversations.services.snoozing import snooze_conversation, wake_conversation, wake_due
from dashboard.wording import story_of
from tests.builders import go_online, make_conversation, make_incoming
from tests.factories import ConversationFactory, UserFactory

pytestmark = pytest.mark.django_db
SOON = timedelta(hours=1)


def snoozed(conversation: Conversation, by: User, until: datetime | None = None, **fields: Any) -> Conversation:
    return snooze_conversation(conversation.pk, by=by, until=until or timezone.now() + SOON, **fields)


def writes(conversation: Conversation) -> None:
    sender = Sender(phone=str(conversation.customer.phone).lstrip("+"))
    item = IncomingMessage(external_id=f"wamid.{timezone.now()}", sender=sender, written_at=timezone.now())
    assert record_incoming(conversation.channel, [item]) == 1


def kinds(conversation: Conversation) -> list[str]:
    return list(conversation.timeline.order_by("id").values_list("kind", flat=True))


@pytest.fixture
def later() -> Iterator[Any]:
    """A clock that stands still, to be moved on."""
    with time_machine.travel(timezone.now(), tick=False) as clock:
        yield clock


def test_it_comes_back_at_its_time_once_and_on_top(
    taken: Conversation, alice: User, later: Any, published: list[object], django_capture_on_commit_callbacks: Any
) -> None:
    snoozed(taken, alice)
    assert wake_due() == 0
    later.shift(SOON)
    with django_capture_on_commit_callbacks(execute=True):
        assert [wake_due(), wake_due()] == [1, 0]
    taken.refresh_from_db()
    assert (taken.snoozed_at, taken.snoozed_until, taken.assigned_to) == (None, None, alice)
    assert taken.last_activity_at == timezone.now()
    assert kinds(taken) == [TimelineKind.SNOOZED, TimelineKind.WOKEN]
    assert [e for e in published if isinstance(e, SnoozeEnded)] == [SnoozeEnded(taken.pk, alice.pk, "time")]


@pytest.mark.django_db(transaction=True)
def test_of_many_sweepers_one_wakes_it(taken: Conversation, alice: User) -> None:
    snoozed(taken, alice)
    Conversation.objects.update(snoozed_until=timezone.now())
    found: list[int] = []

    def sweep() -> None:
        found.append(wake_due())
        connections.close_all()

    threads = [threading.Thread(target=sweep) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(found) == 1
    assert kinds(taken).count(TimelineKind.WOKEN) == 1


@pytest.mark.parametrize("has_time", [True, False])
def test_the_customers_writing_ends_it_with_the_message(
    has_time: bool,
    taken: Conversation,
    alice: User,
    published: list[object],
    django_capture_on_commit_callbacks: Any,
) -> None:
    snooze_conversation(taken.pk, by=alice, until=timezone.now() + SOON if has_time else None)
    with django_capture_on_commit_callbacks(execute=True):
        writes(taken)
    taken.refresh_from_db()
    assert (taken.snoozed_at, taken.assigned_to, taken.status) == (None, alice, Status.IN_PROGRESS)
    assert taken.timeline.get(kind=TimelineKind.WOKEN).data == {"cause": "customer"}
    assert SnoozeEnded(taken.pk, alice.pk, "customer") in published
    Conversation.objects.update(last_activity_at=timezone.now())
    assert wake_due() == 0


def test_one_that_waits_for_the_customer_goes_on_when_they_write(taken: Conversation, alice: User) -> None:
    lifecycle.wait_for_customer(taken.pk, by=alice)
    snoozed(taken, alice)
    writes(taken)
    taken.refresh_from_db()
    assert (taken.snoozed_at, taken.status) == (None, Status.IN_PROGRESS)


def test_a_message_that_was_not_seen_is_not_set_aside(taken: Conversation, alice: User) -> None:
    seen = Message.objects.get().pk
    make_incoming(taken, "Espera!")
    with pytest.raises(Conflict) as refused:
        snoozed(taken, alice, seen_id=seen)
    assert refused.value.code == "customer_wrote"
    assert not kinds(taken)


@pytest.mark.parametrize("way", ["close", "close many", "transfer", "team", "bot", "take", "resume"])
def test_whatever_takes_it_away_ends_it(
    way: str, taken: Conversation, alice: User, charlie: User, sales: Team
) -> None:
    snoozed(taken, alice)
    {
        "close": lambda: lifecycle.close_conversation(taken.pk, by=alice),
        "close many": lambda: bulk.change_many([taken.pk], bulk.Close("resolved"), by=alice),  # type: ignore[arg-type]
        "transfer": lambda: transfer_conversation(taken.pk, by=alice, to_agent=charlie),
        "team": lambda: transfer_conversation(taken.pk, by=alice, to_team=sales),
        "bot": lambda: lifecycle.return_to_bot(taken.pk, by=alice),
        "take": lambda: assign_conversation(taken.pk, agent=charlie, by=charlie),
        "resume": lambda: lifecycle.resume_conversation(taken.pk, by=alice),
    }[way]()
    taken.refresh_from_db()
    assert (taken.snoozed_at, taken.snoozed_until) == (None, None)


def test_only_what_somebody_has_is_set_aside(
    with_bot: Conversation, alice: User, charlie: User, support: Team
) -> None:
    others = make_conversation(Status.IN_PROGRESS, assigned_to=charlie, team=support)
    closed = make_conversation(Status.CLOSED, team=support)
    with pytest.raises(Conflict) as refused:
        snoozed(with_bot, alice)
    assert refused.value.code == "not_assigned"
    with pytest.raises(AssignedToOther):
        snoozed(others, alice)
    with pytest.raises(ConversationIsClosed):
        snoozed(closed, alice)


def test_the_database_forbids_the_rest(queued: Conversation) -> None:
    with pytest.raises(IntegrityError, match="conversation_snoozed_is_assigned"):
        Conversation.objects.filter(pk=queued.pk).update(snoozed_at=timezone.now())


def test_a_time_without_a_snooze_is_forbidden(taken: Conversation) -> None:
    with pytest.raises(IntegrityError, match="conversation_snoozed_until_is_snoozed"):
        Conversation.objects.filter(pk=taken.pk).update(snoozed_until=timezone.now())


@pytest.mark.parametrize(("days", "code"), [(-1, "past"), (366, "too_far")])
def test_the_time_is_checked(days: int, code: str, taken: Conversation, alice: User) -> None:
    with pytest.raises(Invalid) as refused:
        snoozed(taken, alice, timezone.now() + timedelta(days=days))
    assert (refused.value.code, refused.value.attr) == (code, "until")


def test_it_makes_room_and_comes_back_over_the_limit(
    taken: Conversation, queued_too: Conversation, alice: User, later: Any, published: list[object],
    django_capture_on_commit_callbacks: Any,
) -> None:  # fmt: skip
    User.objects.filter(pk=alice.pk).update(max_conversations=1)
    go_online(alice)
    assert routing.route_queue() == 0
    with django_capture_on_commit_callbacks(execute=True):
        snoozed(taken, alice)
    assert RoomAppeared(alice.pk) in published
    assert routing.route_queue() == 1
    later.shift(SOON)
    assert wake_due() == 1
    assert Conversation.objects.in_hand().filter(assigned_to=alice).count() == 2


@pytest.fixture
def queued_too(support: Team, channel: Channel) -> Conversation:
    return ConversationFactory(channel=channel, status=Status.QUEUE, team=support)


def test_bringing_back_by_hand_is_no_error_twice(taken: Conversation, alice: User, bob: User, support: Team) -> None:
    snoozed(taken, alice)
    bob.teams.add(support)
    with pytest.raises(AssignedToOther):
        wake_conversation(taken.pk, by=bob)
    assert not wake_conversation(taken.pk, by=alice).is_snoozed
    wake_conversation(taken.pk, by=alice)
    assert kinds(taken) == [TimelineKind.SNOOZED, TimelineKind.WOKEN]


def test_many_wake_at_the_cost_of_one(
    alice: User, support: Team, channel: Channel, later: Any, django_assert_max_num_queries: Any
) -> None:
    for _ in range(5):
        row = ConversationFactory(channel=channel, team=support, status=Status.IN_PROGRESS, assigned_to=alice)
        snoozed(row, alice)
    later.shift(SOON)
    with django_assert_max_num_queries(7):
        assert wake_due() == 5


def test_a_message_to_what_is_not_set_aside_costs_no_statement_more(taken: Conversation) -> None:
    with CaptureQueriesContext(connections["default"]) as seen:
        writes(taken)
    assert not [query for query in seen.captured_queries if 'SET "snoozed_at"' in query["sql"]]


def test_the_api_names_the_field_at_fault(taken: Conversation, alice: User, bob: User, api: Any) -> None:
    path = f"/api/v1/conversations/{taken.pk}/snooze"
    until = (timezone.now() + SOON).isoformat()

    def refused(body: dict[str, Any]) -> tuple[int, str]:
        answer = api(alice).post(path, body, format="json")
        return answer.status_code, answer.json()["errors"][0]["attr"]

    assert refused({}) == (400, "until")
    assert refused({"until": "amanhã"}) == (400, "until")
    assert refused({"until": "2020-01-01T00:00:00Z"}) == (400, "until")
    assert refused({"until": until, "until_reply": True}) == (400, "until_reply")
    assert api(bob).post(path, {"until": until}, format="json").status_code == 404


def test_the_api_sets_aside_finds_and_brings_back(taken: Conversation, alice: User, api: Any) -> None:
    path, caller = f"/api/v1/conversations/{taken.pk}/snooze", api(alice)
    made = caller.post(path, {"until_reply": True}, format="json")
    assert (made.status_code, made.json()["snooze"]["until_reply"]) == (200, True)
    found = caller.get("/api/v1/conversations?snoozed=true").json()["conversations"]
    assert [row["id"] for row in found] == [str(taken.pk)]
    assert caller.get("/api/v1/conversations?snoozed=false").json()["conversations"] == []
    load = caller.get("/api/v1/dashboard/agents").json()["agents"][0]
    assert (load["current_conversations"], load["snoozed_conversations"]) == (0, 1)
    assert caller.delete(path).json()["snooze"] is None
    assert caller.delete(path).status_code == 200


def test_a_closed_account_leaves_nothing_set_aside(taken: Conversation, rosa: User) -> None:
    agent = UserFactory()
    Conversation.objects.update(assigned_to=agent)
    snoozed(taken, rosa)
    close_account(agent, by=rosa)
    taken.refresh_from_db()
    assert (taken.status, taken.snoozed_at) == (Status.QUEUE, None)


def test_what_nobody_answered_says_so_when_it_comes_back(
    taken: Conversation, alice: User, later: Any, published: list[object], django_capture_on_commit_callbacks: Any
) -> None:
    send_message(taken.pk, draft=Draft(content="Conseguiu reiniciar o modem?"), by=alice)
    snoozed(taken, alice)
    later.shift(SOON)
    with django_capture_on_commit_callbacks(execute=True):
        wake_due()
    assert SnoozeEnded(taken.pk, alice.pk, "time", is_unanswered=True) in published
    entry = taken.timeline.get(kind=TimelineKind.WOKEN)
    assert story_of(entry) == "De volta: o cliente não respondeu"


def test_what_we_owe_an_answer_to_is_not_called_unanswered(taken: Conversation, alice: User, later: Any) -> None:
    send_message(taken.pk, draft=Draft(content="Um momento"), by=alice)
    writes(taken)
    snoozed(taken, alice)
    later.shift(SOON)
    wake_due()
    assert taken.timeline.get(kind=TimelineKind.WOKEN).data == {"cause": "time"}
