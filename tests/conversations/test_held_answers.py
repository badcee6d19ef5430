"""What was held answers what had come when it was sent, and nothing that came since."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from accounts.models import Team, User
from conversations.events import MessagesRead
from conversations.models import Conversation, ScheduledMessage, SlaClock, SlaKind, SlaPolicy, Status
from conversations.services.assignment import transfer_conversation
from conversations.services.details import mark_read
from conversations.services.holding import Press, send_undoable
from conversations.services.identities import Sender
from conversations.services.incoming import IncomingMessage, record_incoming
from conversations.services.lifecycle import return_to_bot
from conversations.services.notices import Notice, record_notices
from conversations.services.scheduling import release_due
from conversations.services.sending import Draft, send_message
from conversations.services.sla_policies import save_policy

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


@pytest.fixture(autouse=True)
def patient(alice: User) -> None:
    alice.preferences = {"undo_send": "20"}
    alice.save(update_fields=["preferences"])


@pytest.fixture
def clock() -> Iterator[Any]:
    """A clock that stands still, to be moved on."""
    with time_machine.travel(timezone.now(), tick=False) as moved:
        yield moved


def press(conversation: Conversation, by: User, text: str = "Oi") -> None:
    draft = Draft(content=text, client_id=text)
    send_undoable(conversation.pk, draft=draft, by=by, press=Press(batch=text, said=text))


def sender_of(conversation: Conversation) -> Sender:
    return Sender(phone=str(conversation.customer.phone).lstrip("+"))


def asks(conversation: Conversation, *, earlier: timedelta = timedelta()) -> None:
    """What they wrote `earlier` comes here now."""
    now = timezone.now()
    sender = sender_of(conversation)
    item = IncomingMessage(external_id=f"wamid.{now}", sender=sender, written_at=now - earlier, content="E?")
    assert record_incoming(conversation.channel, [item]) == 1


def owed(conversation: Conversation) -> tuple[Any, int]:
    conversation.refresh_from_db()
    return conversation.customer_waiting_since, conversation.unread


def test_a_question_that_came_since_is_unread_and_waits(
    taken: Conversation, alice: User, clock: Any, published: list[object], django_capture_on_commit_callbacks: Any
) -> None:
    asks(taken)
    clock.shift(SECOND)
    press(taken, alice)
    pressed_at = timezone.now()
    clock.shift(10 * SECOND)
    asks(taken)
    asked_at = timezone.now()
    clock.shift(SECOND)
    asks(taken)
    clock.shift(10 * SECOND)
    with django_capture_on_commit_callbacks(execute=True):
        release_due()
    assert owed(taken) == (asked_at, 2)
    assert (taken.answered_at, taken.first_response_at) == (pressed_at, pressed_at)
    assert MessagesRead(conversation_id=taken.pk) not in published


def test_without_one_nobody_waits_and_it_is_read(
    taken: Conversation, alice: User, clock: Any, published: list[object], django_capture_on_commit_callbacks: Any
) -> None:
    asks(taken)
    clock.shift(SECOND)
    press(taken, alice)
    clock.shift(10 * SECOND)
    news = Notice("wamid.news", sender_of(taken), timezone.now(), content="Another phone")
    assert record_notices(taken.channel, [news]) == 1
    clock.shift(10 * SECOND)
    with django_capture_on_commit_callbacks(execute=True):
        release_due()
    assert owed(taken) == (None, 0)
    assert MessagesRead(conversation_id=taken.pk) in published


def test_of_two_the_second_answers_what_came_between(taken: Conversation, alice: User, clock: Any) -> None:
    press(taken, alice, "primeira")
    clock.shift(SECOND)
    asks(taken)
    clock.shift(SECOND)
    press(taken, alice, "segunda")
    pressed_at = timezone.now()
    clock.shift(20 * SECOND)
    release_due()
    assert owed(taken) == (None, 0)
    assert taken.answered_at == pressed_at


def test_what_is_sent_at_once_answers_all(taken: Conversation, alice: User, clock: Any) -> None:
    press(taken, alice)
    clock.shift(SECOND)
    asks(taken)
    clock.shift(SECOND)
    send_message(taken.pk, draft=Draft(content="Já vi"), by=alice)
    assert owed(taken) == (None, 0)
    assert taken.answered_at == timezone.now()


def test_what_a_colleague_answered_meanwhile_stays_answered(
    taken: Conversation, alice: User, charlie: User, clock: Any
) -> None:
    press(taken, alice)
    clock.shift(SECOND)
    asks(taken)
    clock.shift(SECOND)
    send_message(taken.pk, draft=Draft(content="Eu respondo"), by=charlie)
    answered_at = timezone.now()
    clock.shift(20 * SECOND)
    release_due()
    assert owed(taken) == (None, 0)
    assert taken.answered_at == answered_at


def test_what_was_asked_after_a_colleagues_answer_waits_since_then(
    taken: Conversation, alice: User, charlie: User, clock: Any
) -> None:
    press(taken, alice)
    clock.shift(SECOND)
    asks(taken)
    send_message(taken.pk, draft=Draft(content="Eu respondo"), by=charlie)
    clock.shift(SECOND)
    asks(taken)
    asked_at = timezone.now()
    clock.shift(20 * SECOND)
    release_due()
    assert owed(taken) == (asked_at, 1)


def test_what_was_read_meanwhile_stays_read_and_waits(taken: Conversation, alice: User, clock: Any) -> None:
    press(taken, alice)
    clock.shift(SECOND)
    asks(taken)
    asked_at = timezone.now()
    mark_read(taken.pk, by=alice)
    clock.shift(20 * SECOND)
    release_due()
    assert owed(taken) == (asked_at, 0)


def test_the_bot_owes_what_it_was_asked_after_it_was_given_back(taken: Conversation, alice: User, clock: Any) -> None:
    press(taken, alice)
    clock.shift(SECOND)
    return_to_bot(taken.pk, by=alice)
    clock.shift(SECOND)
    asks(taken)
    asked_at = timezone.now()
    clock.shift(20 * SECOND)
    release_due()
    assert owed(taken) == (asked_at, 1)
    assert taken.status == Status.BOT


def promise(team: Team, by: User) -> None:
    target = {"priority": None, "first_response": 10, "next_response": 30, "resolution": 240}
    save_policy(team, by=by, counting=SlaPolicy.Counting.CLOCK, targets=[target])


def responses(conversation: Conversation) -> list[tuple[str, str]]:
    rows = conversation.clocks.exclude(kind=SlaKind.RESOLUTION)
    return list(rows.order_by("started_at").values_list("kind", "state"))


@pytest.mark.parametrize("earlier", [timedelta(), 10.5 * SECOND], ids=["at once", "written before the press"])
def test_its_promise_is_kept_when_it_was_sent_and_the_question_since_has_its_own(
    queued: Conversation, support: Team, alice: User, charlie: User, clock: Any, earlier: timedelta
) -> None:
    promise(support, charlie)
    asks(queued)
    clock.shift(SECOND)
    press(queued, alice)
    pressed_at = timezone.now()
    clock.shift(10 * SECOND)
    asks(queued, earlier=earlier)
    asked_at = timezone.now()
    clock.shift(10 * SECOND)
    release_due()
    State = SlaClock.State
    assert responses(queued) == [(SlaKind.FIRST_RESPONSE, State.MET), (SlaKind.NEXT_RESPONSE, State.RUNNING)]
    first, after = queued.clocks.exclude(kind=SlaKind.RESOLUTION).order_by("started_at")
    assert (first.decided_at, after.started_at) == (pressed_at, asked_at)


def test_it_ends_the_clock_of_what_it_answers_and_the_next_of_its_kind_begins(
    taken: Conversation, support: Team, alice: User, charlie: User, clock: Any
) -> None:
    promise(support, charlie)
    for text in ("Oi", "Já vejo"):
        asks(taken)
        clock.shift(SECOND)
        press(taken, alice, text)
        clock.shift(10 * SECOND)
        asks(taken)
        clock.shift(10 * SECOND)
        release_due()
    assert not ScheduledMessage.objects.filter(message=None).exists()
    State = SlaClock.State
    assert [state for _kind, state in responses(taken)] == [State.MET, State.MET, State.RUNNING]


def test_whoever_was_passed_on_meanwhile_still_waits_for_the_next_team(
    taken: Conversation, alice: User, charlie: User, sales: Team, clock: Any
) -> None:
    promise(sales, charlie)
    press(taken, alice)
    clock.shift(5 * SECOND)
    transfer_conversation(taken.pk, by=alice, to_team=sales)
    clock.shift(15 * SECOND)
    release_due()
    ((_kind, state),) = responses(taken)
    assert state == SlaClock.State.RUNNING
