"""What a team promises is measured: it starts when the customer waits, stops with the answer, and is told once."""

import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, connections, transaction
from django.utils import timezone

from accounts.models import Team, User
from accounts.services.teams import delete_team
from conversations.events import SlaBreached, SlaWarned
from conversations.models import (
    Channel,
    Conversation,
    Priority,
    SlaClock,
    SlaKind,
    SlaPolicy,
    Status,
    TimelineKind,
)
from conversations.services import bulk, details, lifecycle, sending, sla_sweep
from conversations.services.assignment import assign_conversation, transfer_conversation
from conversations.services.clocks import keep_clocks
from conversations.services.identities import Sender
from conversations.services.incoming import IncomingMessage, record_incoming
from conversations.services.sending import Draft, send_message
from conversations.services.sla_policies import delete_policy, save_policy
from conversations.services.sla_sweep import drop_strays, mark_due
from conversations.tasks import mark_sla
from tests.factories import ConversationFactory, CustomerFactory

pytestmark = pytest.mark.django_db
State, Kind = SlaClock.State, SlaKind
FOR_ALL = {"priority": None, "first_response": 10, "next_response": 30, "resolution": 240}
NOON = datetime.fromisoformat("2026-11-26T12:00:00-03:00")


@pytest.fixture
def clock() -> Iterator[Any]:
    """A clock that stands still, to be moved on."""
    with time_machine.travel(NOON, tick=False) as moved:
        yield moved


@pytest.fixture
def promised(support: Team, charlie: User) -> SlaPolicy:
    urgent = {"priority": Priority.URGENT, "first_response": 5}
    return save_policy(support, by=charlie, counting=SlaPolicy.Counting.CLOCK, targets=[FOR_ALL, urgent])


@pytest.fixture
def waiting(clock: Any, promised: SlaPolicy, channel: Channel, support: Team, robo: User) -> Conversation:
    """Handed over by the bot, just now."""
    row = ConversationFactory(
        channel=channel, customer=CustomerFactory(name="Ana"), assigned_to=robo, window_expires_at=NOON + hours(23)
    )
    lifecycle.escalate_conversation(row.pk, by=robo, team=support)
    return Conversation.objects.get(pk=row.pk)


def hours(count: float) -> timedelta:
    return timedelta(hours=count)


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


def shown(conversation: Conversation) -> dict[str, timedelta | None]:
    """What is due on the conversation, counted from noon."""
    row = Conversation.objects.get(pk=conversation.pk)
    columns = ("first_response_due_at", "next_response_due_at", "resolution_due_at", "sla_due_at")
    found = {name.removesuffix("_due_at"): getattr(row, name) for name in columns}
    return {name: at and at - NOON for name, at in found.items()}


def states(conversation: Conversation) -> list[tuple[str, str]]:
    return list(conversation.clocks.order_by("id").values_list("kind", "state"))


def writes(conversation: Conversation) -> None:
    sender = Sender(phone=str(conversation.customer.phone).lstrip("+"))
    item = IncomingMessage(external_id=f"wamid.{timezone.now()}", sender=sender, written_at=timezone.now())
    record_incoming(conversation.channel, [item])


def answer(conversation: Conversation, by: User) -> None:
    send_message(conversation.pk, draft=Draft(content="Bom dia!"), by=by)


def test_it_counts_from_the_queue_and_stands_on_the_conversation(waiting: Conversation) -> None:
    assert shown(waiting) == {
        "first_response": minutes(10), "next_response": None, "resolution": hours(4), "sla": minutes(10)
    }  # fmt: skip
    assert Conversation.objects.get(pk=waiting.pk).sla_warn_at == NOON + minutes(8)


def test_the_answer_stops_it_and_the_next_question_starts_another(
    waiting: Conversation, alice: User, clock: Any
) -> None:
    clock.shift(minutes(9))
    answer(waiting, alice)
    assert shown(waiting) == {"first_response": None, "next_response": None, "resolution": hours(4), "sla": hours(4)}
    clock.shift(minutes(1))
    writes(waiting)
    clock.shift(minutes(1))
    writes(waiting)  # goes on waiting, from the first of them
    assert shown(waiting)["next_response"] == minutes(40)
    answer(waiting, alice)
    assert states(waiting) == [
        (Kind.FIRST_RESPONSE, State.MET), (Kind.RESOLUTION, State.RUNNING), (Kind.NEXT_RESPONSE, State.MET),
    ] or sorted(states(waiting)) == sorted(  # the first two start together
        [(Kind.FIRST_RESPONSE, State.MET), (Kind.RESOLUTION, State.RUNNING), (Kind.NEXT_RESPONSE, State.MET)]
    )  # fmt: skip


def test_taking_it_is_no_answer(waiting: Conversation, alice: User) -> None:
    assign_conversation(waiting.pk, agent=alice, by=alice)
    assert shown(waiting)["first_response"] == minutes(10)


def test_what_a_bot_agent_writes_after_handing_over_is_no_answer(waiting: Conversation, robo: User) -> None:
    send_message(waiting.pk, draft=Draft(content="Já vem alguém."), by=robo)
    assert shown(waiting)["first_response"] == minutes(10)


def test_warning_and_breach_are_marked_and_told_once(
    waiting: Conversation, clock: Any, published: list[object], django_capture_on_commit_callbacks: Any
) -> None:
    def sweep() -> list[type]:
        published.clear()
        with django_capture_on_commit_callbacks(execute=True):
            mark_due()
        return [type(event) for event in published if isinstance(event, SlaWarned | SlaBreached)]

    assert sweep() == []
    clock.shift(minutes(8))
    assert [sweep(), sweep()] == [[SlaWarned], []]
    clock.shift(minutes(3))
    assert [sweep(), sweep()] == [[SlaBreached], []]
    kinds = list(waiting.timeline.filter(kind__startswith="sla").order_by("id").values_list("kind", flat=True))
    assert kinds == [TimelineKind.SLA_WARNING, TimelineKind.SLA_BREACHED]
    missed = waiting.clocks.get(kind=Kind.FIRST_RESPONSE)
    assert (missed.breached_at, missed.decided_at, missed.state) == (NOON + minutes(10), NOON + minutes(10), "running")


def test_who_sweeps_too_late_warns_of_nothing_and_tells_the_breach(waiting: Conversation, clock: Any) -> None:
    clock.shift(minutes(20))
    mark_due()
    assert [entry.kind for entry in waiting.timeline.filter(kind__startswith="sla")] == [TimelineKind.SLA_BREACHED]


@pytest.mark.django_db(transaction=True)
def test_of_many_sweepers_one_tells(waiting: Conversation, clock: Any) -> None:
    clock.shift(minutes(20))

    def sweep() -> None:
        mark_due()
        connections.close_all()

    threads = [threading.Thread(target=sweep) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    mark_due()
    assert waiting.timeline.filter(kind=TimelineKind.SLA_BREACHED).count() == 1


def test_an_answer_that_comes_too_late_before_any_sweep_is_a_breach(
    waiting: Conversation, alice: User, clock: Any
) -> None:
    clock.shift(minutes(11))
    answer(waiting, alice)
    missed = waiting.clocks.get(kind=Kind.FIRST_RESPONSE)
    assert (missed.state, missed.breached_at, missed.stopped_at) == (
        State.MISSED, NOON + minutes(10), NOON + minutes(11),
    )  # fmt: skip
    mark_due()
    assert waiting.timeline.filter(kind=TimelineKind.SLA_BREACHED).count() == 1


def test_closing_keeps_the_solution_and_drops_what_nobody_answered(
    waiting: Conversation, alice: User, clock: Any
) -> None:
    assign_conversation(waiting.pk, agent=alice, by=alice)
    clock.shift(hours(0.1))
    lifecycle.close_conversation(waiting.pk, by=alice)
    assert sorted(states(waiting)) == [(Kind.FIRST_RESPONSE, State.DROPPED), (Kind.RESOLUTION, State.MET)]
    assert set(shown(waiting).values()) == {None}


def test_a_reopening_bends_nothing_and_is_measured_by_itself(waiting: Conversation, alice: User, clock: Any) -> None:
    answer(waiting, alice)
    clock.shift(hours(5))
    lifecycle.close_conversation(waiting.pk, by=alice)
    assert (Kind.RESOLUTION, State.MISSED) in states(waiting)
    lifecycle.reopen_conversation(waiting.pk, by=alice)
    assert shown(waiting)["resolution"] == hours(9)
    lifecycle.close_conversation(waiting.pk, by=alice)
    assert [state for kind, state in states(waiting) if kind == Kind.RESOLUTION] == [State.MISSED, State.MET]


def test_many_are_closed_at_once(waiting: Conversation, charlie: User) -> None:
    bulk.change_many([waiting.pk], bulk.Close("resolved"), by=charlie)  # type: ignore[arg-type]
    assert not waiting.clocks.filter(stopped_at=None).exists()


def test_waiting_for_the_customer_pauses_the_solution_only(waiting: Conversation, alice: User, clock: Any) -> None:
    answer(waiting, alice)
    clock.shift(hours(1))
    lifecycle.wait_for_customer(waiting.pk, by=alice)
    assert shown(waiting)["resolution"] is None
    assert Conversation.objects.get(pk=waiting.pk).sla_paused_at == NOON + hours(1)
    clock.shift(hours(30))
    assert mark_due() == 0
    writes(waiting)
    assert shown(waiting)["resolution"] == hours(34)  # three hours are left
    assert Conversation.objects.get(pk=waiting.pk).sla_paused_at is None


def test_a_team_may_let_it_go_on(waiting: Conversation, promised: SlaPolicy, alice: User) -> None:
    SlaPolicy.objects.update(pauses_while_waiting=False)
    answer(waiting, alice)
    lifecycle.wait_for_customer(waiting.pk, by=alice)
    assert shown(waiting)["resolution"] == hours(4)


def test_another_priority_counts_from_the_same_beginning(waiting: Conversation, charlie: User, clock: Any) -> None:
    clock.shift(minutes(2))
    details.set_priority(waiting.pk, by=charlie, priority=Priority.URGENT)
    assert shown(waiting)["first_response"] == minutes(5)
    assert shown(waiting)["resolution"] == hours(4)  # left empty for urgent ones: as for all
    details.set_priority(waiting.pk, by=charlie, priority=Priority.NORMAL)
    assert shown(waiting)["first_response"] == minutes(10)


def test_a_new_time_has_a_warning_of_its_own(waiting: Conversation, charlie: User, clock: Any) -> None:
    details.set_priority(waiting.pk, by=charlie, priority=Priority.URGENT)
    clock.shift(minutes(4))
    mark_due()
    details.set_priority(waiting.pk, by=charlie, priority=Priority.NORMAL)
    clock.shift(minutes(4))
    mark_due()
    assert waiting.timeline.filter(kind=TimelineKind.SLA_WARNING).count() == 2


def test_another_team_has_its_own_promise_and_what_is_missed_stays_with_the_first(
    waiting: Conversation, sales: Team, support: Team, charlie: User, clock: Any
) -> None:
    targets = [{"priority": None, "first_response": 60, "resolution": 600}]
    save_policy(sales, by=charlie, counting=SlaPolicy.Counting.CLOCK, targets=targets)
    clock.shift(minutes(15))
    mark_due()
    transfer_conversation(waiting.pk, by=charlie, to_team=sales)
    first, solution = waiting.clocks.get(kind=Kind.FIRST_RESPONSE), waiting.clocks.get(kind=Kind.RESOLUTION)
    assert (first.team, first.breached_at) == (support, NOON + minutes(10))
    assert (solution.team, solution.due_at) == (sales, NOON + hours(10))


def test_a_team_that_promises_nothing_drops_it(waiting: Conversation, sales: Team, charlie: User) -> None:
    transfer_conversation(waiting.pk, by=charlie, to_team=sales)
    assert {state for _kind, state in states(waiting)} == {State.DROPPED}
    assert set(shown(waiting).values()) == {None}


def test_the_bot_promises_nothing(waiting: Conversation, alice: User) -> None:
    assign_conversation(waiting.pk, agent=alice, by=alice)
    lifecycle.return_to_bot(waiting.pk, by=alice)
    assert {state for _kind, state in states(waiting)} == {State.DROPPED}


def test_what_is_gone_is_dropped(waiting: Conversation, support: Team, promised: SlaPolicy, charlie: User) -> None:
    delete_policy(promised, by=charlie)
    assert {state for _kind, state in states(waiting)} == {State.DROPPED}
    assert set(shown(waiting).values()) == {None}


def test_a_team_that_was_deleted_leaves_nothing_running(waiting: Conversation, support: Team, charlie: User) -> None:
    delete_team(support, by=charlie)
    assert [drop_strays(), drop_strays()] == [2, 0]
    assert set(shown(waiting).values()) == {None}


def test_what_somebody_was_changing_when_the_promise_ceased_is_dropped_a_moment_later(
    waiting: Conversation, promised: SlaPolicy, charlie: User
) -> None:
    """A colleague holds the row: nothing waits for them, and nothing is missed that nobody promises."""
    promised.delete()
    assert (Kind.RESOLUTION, State.RUNNING) in states(waiting)
    assert [drop_strays(), drop_strays()] == [2, 0]
    assert {state for _kind, state in states(waiting)} == {State.DROPPED}
    assert set(shown(waiting).values()) == {None}


def test_what_was_set_counts_for_what_begins_from_then_on(waiting: Conversation, support: Team, charlie: User) -> None:
    save_policy(support, by=charlie, targets=[{"priority": None, "first_response": 1}])
    keep_clocks([waiting.pk])
    assert shown(waiting)["first_response"] == minutes(10)


def test_warning_so_many_minutes_before(
    support: Team, charlie: User, make_waiting: Callable[[], Conversation]
) -> None:
    save_policy(support, by=charlie, counting="clock", warn_minutes=3, targets=[FOR_ALL])
    assert make_waiting().sla_warn_at == NOON + minutes(7)


@pytest.fixture
def make_waiting(clock: Any, support: Team, channel: Channel, robo: User) -> Callable[[], Conversation]:
    def make() -> Conversation:
        row = ConversationFactory(channel=channel, assigned_to=robo)
        lifecycle.escalate_conversation(row.pk, by=robo, team=support)
        return Conversation.objects.get(pk=row.pk)

    return make


def test_the_database_allows_one_of_a_kind_to_run(waiting: Conversation) -> None:
    twin = waiting.clocks.get(kind=Kind.RESOLUTION)
    twin.pk = None
    with pytest.raises(IntegrityError, match="sla_clock_one_of_a_kind_runs"), transaction.atomic():
        twin.save()
    with pytest.raises(IntegrityError, match="sla_clock_missed_stays_missed"), transaction.atomic():
        waiting.clocks.update(breached_at=timezone.now(), state=State.MET, stopped_at=timezone.now())


def test_many_cost_no_more_statements_than_one(
    promised: SlaPolicy, make_waiting: Callable[[], Conversation], django_assert_max_num_queries: Any, clock: Any
) -> None:
    rows = [make_waiting() for _ in range(6)]
    Conversation.objects.update(status=Status.CLOSED, closed_at=NOON)
    with django_assert_max_num_queries(6), transaction.atomic():
        keep_clocks([row.pk for row in rows])
    assert not SlaClock.objects.filter(stopped_at=None).exists()


def test_a_sweep_costs_as_much_for_many(
    promised: SlaPolicy, make_waiting: Callable[[], Conversation], django_assert_max_num_queries: Any, clock: Any,
    published: list[object],
) -> None:  # fmt: skip
    for _ in range(6):
        make_waiting()
    clock.shift(minutes(11))
    with django_assert_max_num_queries(20):
        mark_due()
    assert SlaClock.objects.filter(breached_at__isnull=False).count() == 6


def test_a_sweep_that_is_full_goes_on_at_once(
    promised: SlaPolicy, make_waiting: Callable[[], Conversation], clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two clocks of one conversation are two of those looked at together."""
    monkeypatch.setattr(sla_sweep, "TOGETHER", 2)
    for _ in range(3):
        make_waiting()
    clock.shift(hours(5))
    mark_sla()
    assert SlaClock.objects.filter(breached_at__isnull=False).count() == 6


def test_where_nothing_is_promised_a_change_costs_one_query(
    taken: Conversation, django_assert_num_queries: Any
) -> None:
    with transaction.atomic(), django_assert_num_queries(1):
        keep_clocks([taken.pk])


def test_a_crash_after_the_answer_leaves_neither(
    waiting: Conversation, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "MessageQueued", None)
    with pytest.raises(TypeError), transaction.atomic():
        answer(waiting, alice)
    assert (Kind.FIRST_RESPONSE, State.RUNNING) in states(waiting)
    assert Conversation.objects.get(pk=waiting.pk).answered_at is None
