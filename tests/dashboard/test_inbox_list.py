from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Team, User
from conversations.models import Channel, Conversation, Status
from dashboard.lists import PAGE, Listing, Tab
from tests.factories import ConversationFactory, CustomerFactory, LabelFactory, MessageFactory

pytestmark = pytest.mark.django_db
Page = Callable[[User], Client]


def test_strangers_are_sent_to_the_login(client: Client) -> None:
    answer = client.get("/?tab=all")
    assert answer.status_code == 302
    assert answer["Location"] == "/login?next=/%3Ftab%3Dall"


def test_strangers_scripts_are_told(client: Client) -> None:
    assert client.get("/inbox/rows", headers={"x-requested-with": "fetch"}).status_code == 401


def test_it_shows_only_what_the_agent_may_see(page: Page, bob: User, queued: Conversation) -> None:
    assert str(queued.pk) not in page(bob).get("/inbox/rows?tab=all").content.decode()
    assert page(bob).get(f"/inbox/{queued.pk}/pane").status_code == 404
    assert page(bob).get(f"/inbox/{queued.pk}").status_code == 404


def test_each_tab_has_its_own(page: Page, alice: User, taken: Conversation) -> None:
    browser = page(alice)
    assert str(taken.pk) in browser.get("/inbox/rows?tab=mine").content.decode()
    assert str(taken.pk) not in browser.get("/inbox/rows?tab=queue").content.decode()


def test_a_changed_card_that_left_the_list_is_left_out(page: Page, alice: User, taken: Conversation) -> None:
    answer = page(alice).get(f"/inbox/cards?tab=queue&id={taken.pk}&id=nonsense").json()
    assert answer["cards"] == {}
    assert answer["counts"] == {
        "mine": 1,
        "snoozed": 0,
        "queue": 0,
        "bot": 0,
        "all": 1,
        "unread": taken.unread,
    }


@pytest.mark.parametrize("search", ["joao", "João Sil", "99999999", "+55 11 99999"])
def test_search_finds_by_name_without_accents_and_by_phone(
    page: Page, alice: User, taken: Conversation, search: str
) -> None:
    assert str(taken.pk) in page(alice).get("/inbox/rows", {"q": search}).content.decode()


def test_search_finds_the_protocol(page: Page, alice: User, closed: Conversation) -> None:
    assert str(closed.pk) in page(alice).get("/inbox/rows", {"q": closed.protocol}).content.decode()


@pytest.mark.parametrize("after", ["x", "1.2", "999999999999999999999999.x", "9.1.x", "\x00"])
def test_a_nonsensical_place_begins_anew(page: Page, alice: User, taken: Conversation, after: str) -> None:
    assert page(alice).get("/inbox/rows", {"tab": "mine", "after": after}).status_code == 200


@pytest.mark.parametrize("tab", [Tab.ALL, Tab.QUEUE])
def test_the_pages_hold_everything_once_and_in_order(tab: Tab, charlie: User, support: Team, channel: Channel) -> None:
    _many(PAGE * 2 + 3, support, channel)
    listing, seen, after = Listing(tab=tab), [], ""
    while True:
        found = listing.page(charlie, after)
        seen += found.rows
        if not (after := found.following):
            break
    assert [row.pk for row in seen] == [row.pk for row in listing.ordered(charlie)]
    assert [listing.key(row) for row in seen] == sorted(listing.key(row) for row in seen)


def test_the_number_of_queries_does_not_grow(
    page: Page, charlie: User, support: Team, channel: Channel, django_assert_max_num_queries: Any
) -> None:
    browser = page(charlie)
    _many(30, support, channel)
    with django_assert_max_num_queries(4):
        browser.get("/inbox/rows?tab=queue")


def _many(count: int, team: Team, channel: Channel) -> None:
    label = LabelFactory()
    for n in range(count):
        at = timezone.now() - timedelta(minutes=n // 3)  # several at the same moment
        row = ConversationFactory(
            customer=CustomerFactory(),
            channel=channel,
            team=team,
            status=Status.QUEUE,
            priority=n % 3,
            queued_at=at,
            last_activity_at=at,
        )
        row.labels.add(label)
        row.last_message = MessageFactory(conversation=row)
        row.save(update_fields=["last_message"])


def test_many_labels_are_three_and_how_many_more(page: Page, charlie: User, taken: Conversation) -> None:
    taken.labels.add(*[LabelFactory(name=f"Etiqueta {n}") for n in range(5)])
    shown = page(charlie).get("/inbox/rows?tab=all").content.decode()
    assert shown.count('class="tagged"') == 3
    assert 'title="Etiqueta 3, Etiqueta 4">+2</span>' in shown


def test_the_command_bar_names_what_was_open_before_in_that_order(
    page: Page, alice: User, bob: User, taken: Conversation, closed: Conversation
) -> None:
    ids = [closed.pk, taken.pk, "nonsense"]
    answer = page(alice).get("/inbox/goto", {"id": ids}).json()["conversations"]
    assert [row["id"] for row in answer] == [str(closed.pk), str(taken.pk)]
    assert page(bob).get("/inbox/goto", {"id": ids}).json()["conversations"] == []
