from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Team, User
from conversations.exceptions import Conflict, Forbidden, NotFound
from conversations.models import Channel, Conversation, SavedView, Status
from conversations.services import saved_views
from dashboard.lists import PAGE, Listing, Tab, view_counts
from dashboard.orders import Sort
from tests.factories import ConversationFactory, CustomerFactory, LabelFactory

pytestmark = pytest.mark.django_db
Page = Callable[[User], Client]
OK, CONFLICT = 200, 409


def shown(query: str, user: User) -> set[str]:
    pairs = dict(pair.split("=") for pair in query.split("&"))
    return {str(row.pk) for row in Listing.parse(pairs).page(user).rows}


@pytest.mark.parametrize(
    ("query", "is_in"),
    [
        ("status=in_progress", True), ("status=bot", False), ("agent=me", True), ("agent=none", False),
        ("priority=1", True), ("priority=3", False), ("unread=1", False), ("soon=1", False), ("team=none", False),
        ("sort=waiting", False), ("sort=window", True), ("priority=x&team=x&label=-1&soon=2", True),
    ],
)  # fmt: skip
def test_each_filter_narrows_the_list(query: str, is_in: bool, alice: User, taken: Conversation) -> None:
    assert (str(taken.pk) in shown(f"tab=all&{query}", alice)) == is_in


def test_a_window_that_closes_soon_is_found(alice: User, taken: Conversation) -> None:
    Conversation.objects.update(window_expires_at=timezone.now() + timedelta(minutes=50))
    assert shown("tab=all&soon=1", alice) == {str(taken.pk)}
    Conversation.objects.update(window_expires_at=timezone.now() - timedelta(minutes=1))
    assert shown("tab=all&soon=1", alice) == shown("tab=all&sort=window", alice) == set()


def test_a_label_counts_once(alice: User, taken: Conversation) -> None:
    label = LabelFactory()
    taken.labels.add(label, LabelFactory())
    view = saved_views.save_view(by=alice, name="Com etiqueta", query=f"tab=all&label={label.pk}")
    assert shown(f"tab=all&label={label.pk}", alice) == {str(taken.pk)}
    assert view_counts(alice, [view]) == {view.pk: 1}


@pytest.mark.parametrize("sort", list(Sort))
def test_pages_of_every_order_hold_everything_once(sort: Sort, charlie: User, support: Team, channel: Channel) -> None:
    began = timezone.now()
    for n in range(PAGE + 5):
        at = began - timedelta(minutes=n // 3)  # several at the same moment
        ConversationFactory(
            customer=CustomerFactory(), channel=channel, team=support, status=Status.BOT, priority=n % 3,
            last_activity_at=at, customer_waiting_since=at, window_expires_at=at + timedelta(hours=20), sla_due_at=at,
        )  # fmt: skip
    listing = Listing(tab=Tab.ALL, sort=sort)
    first = listing.page(charlie)
    rows = first.rows + listing.page(charlie, first.following).rows
    assert [row.pk for row in rows] == [row.pk for row in listing.ordered(charlie)]
    assert [listing.key(row) for row in rows] == sorted(listing.key(row) for row in rows)


def test_the_same_name_is_the_same_view(alice: User) -> None:
    first = saved_views.save_view(by=alice, name="Urgentes", query="tab=all")
    again = saved_views.save_view(by=alice, name=" urgentes ", query="tab=mine")
    assert (again.pk, again.query) == (first.pk, "tab=mine")


def test_only_supervisors_share_and_all_see_it(alice: User, bob: User, charlie: User) -> None:
    with pytest.raises(Forbidden):
        saved_views.save_view(by=alice, name="Todos", query="tab=all", is_shared=True)
    shared = saved_views.save_view(by=charlie, name="Todos", query="tab=all", is_shared=True)
    saved_views.save_view(by=alice, name="Meu", query="tab=all")
    assert list(saved_views.views_of(bob)) == [shared]
    with pytest.raises(Forbidden):
        saved_views.delete_view(shared.pk, by=bob)


def test_a_view_gets_another_name_and_keeps_its_list(page: Page, alice: User) -> None:
    view = saved_views.save_view(by=alice, name="Urgente", query="tab=all&priority=3")
    answer = page(alice).post(f"/inbox/views/{view.pk}/change", {"name": " Sem  demora "})
    assert "Sem demora" in answer.content.decode()
    assert list(SavedView.objects.values_list("name", "query")) == [("Sem demora", "tab=all&priority=3")]


def test_a_name_that_is_taken_is_told_at_its_field(page: Page, alice: User, bob: User) -> None:
    view = saved_views.save_view(by=alice, name="Urgente", query="tab=all")
    saved_views.save_view(by=alice, name="Fila", query="tab=queue")
    saved_views.save_view(by=bob, name="Manhã", query="tab=queue")
    answer = page(alice).post(f"/inbox/views/{view.pk}/change", {"name": "FILA"})
    assert (answer.status_code, answer.json()["attr"]) == (CONFLICT, "name")
    assert page(alice).post(f"/inbox/views/{view.pk}/change", {"name": "URGENTE"}).status_code == OK
    assert page(alice).post(f"/inbox/views/{view.pk}/change", {"name": "Manhã"}).status_code == OK


def test_views_of_others_are_changed_by_supervisors_and_nobody_else(alice: User, bob: User, charlie: User) -> None:
    shared = saved_views.save_view(by=charlie, name="Todos", query="tab=all", is_shared=True)
    own = saved_views.save_view(by=alice, name="Minha", query="tab=all")
    with pytest.raises(Forbidden):
        saved_views.change_view(shared.pk, by=bob, name="Meus")
    with pytest.raises(NotFound):
        saved_views.change_view(own.pk, by=bob, name="Meus")
    with pytest.raises(Forbidden):
        saved_views.change_view(own.pk, by=alice, name="Minha", is_shared=True)
    saved_views.change_view(shared.pk, by=charlie, name="Todas", is_shared=False)
    assert not saved_views.views_of(bob).exists()


def test_who_shares_no_more_renames_without_taking_it_from_the_others(alice: User, bob: User) -> None:
    view = SavedView.objects.create(owner=alice, name="Todos", query="tab=all", is_shared=True)
    saved_views.change_view(view.pk, by=alice, name="Todas")
    assert list(saved_views.views_of(bob).values_list("name", flat=True)) == ["Todas"]


def test_views_end_somewhere(alice: User) -> None:
    SavedView.objects.bulk_create(SavedView(owner=alice, name=f"v{n}", query="tab=all") for n in range(30))
    with pytest.raises(Conflict):
        saved_views.save_view(by=alice, name="mais uma", query="tab=all")


def test_a_view_is_kept_as_the_list_understands_it(page: Page, alice: User) -> None:
    fields = {"name": "Fila", "query": "tab=queue&priority=2&evil=1&sort=nonsense"}
    assert "Fila" in page(alice).post("/inbox/views/save", fields).content.decode()
    assert SavedView.objects.get().query == "tab=queue&priority=2"
    assert "Fila" in page(alice).get("/inbox/views").content.decode()


def test_the_address_brings_the_filters_back(page: Page, alice: User, taken: Conversation) -> None:
    answer = page(alice).get("/?tab=all&priority=3&sort=waiting").content.decode()
    assert 'data-narrowing="priority=3&amp;sort=waiting"' in answer
    assert str(taken.pk) not in answer
