"""Colleagues named with @ in a note: who may see the conversation is told, and it stays until it was seen."""

import pytest

from conversations.models import Mention
from conversations.services.details import add_note
from conversations.services.mentions import Named, candidates, find_named, may_see, mentions_of
from tests.factories import ConversationFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_who_is_named_has_a_row_and_is_told(taken, alice, charlie, published, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        entry = add_note(taken.pk, by=alice, text="@Charlie, veja. @alice também")
    assert [one["name"] for one in entry.data["mentions"]] == ["Charlie", "Alice"]
    assert list(Mention.objects.values_list("user", flat=True)) == [charlie.pk]  # nobody tells themselves
    assert any(getattr(event, "user_ids", None) == (charlie.pk,) for event in published)


def test_who_may_not_see_it_is_not_named(taken, alice, bob):
    entry = add_note(taken.pk, by=alice, text="@Bob ajuda?")
    assert ("mentions" in entry.data, Mention.objects.count()) == (False, 0)


def test_a_team_is_all_of_it_who_may_see(taken, alice, bob, support):
    dora = UserFactory(name="Dora", teams=[support])
    add_note(taken.pk, by=alice, text="@Suporte alguém?")
    assert list(Mention.objects.values_list("user", flat=True)) == [dora.pk]


def test_candidates_are_those_to_whom_it_is_visible(taken, alice, bob, charlie, support, robo):
    for row in (taken, ConversationFactory(), ConversationFactory(team=support)):
        seen = [person for person in (alice, bob, charlie) if type(row).objects.visible_to(person).filter(pk=row.pk)]
        assert set(may_see(row)) == set(seen)
    assert [one.name for one in candidates(taken)] == ["Alice", "Charlie", "Suporte"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("@Ana Paula e @ana", ["Ana Paula", "Ana"]),
        ("@Anabela", []),
        ("mail@ana.example", []),
        ("(@ANA)", ["Ana"]),
    ],
)
def test_the_longest_whole_name_counts(text, names):
    known = [Named("agent", 1, "Ana"), Named("agent", 2, "Ana Paula")]
    assert [one.name for one in find_named(text, known)] == names


def test_out_of_sight_nothing_is_told(taken, alice, support, sales):
    dora = UserFactory(name="Dora", teams=[support])
    add_note(taken.pk, by=alice, text="@Dora")
    assert mentions_of(dora).count() == 1
    taken.team = sales
    taken.save()
    assert mentions_of(dora).count() == 0


def test_the_page_lists_and_marks(page, taken, alice, charlie):
    add_note(taken.pk, by=alice, text="@Charlie <b>olhe</b>")
    desk = page(charlie)
    html = desk.get("/mentions").content.decode()
    assert "is-new" in html and "&lt;b&gt;olhe" in html
    assert 'id="mentions-unseen" data-count="1"' in desk.get("/").content.decode()
    answer = desk.post("/mentions/seen", {"id": Mention.objects.get().pk}).content.decode()
    assert 'data-count="0" hx-swap-oob="true" hidden' in answer
    assert "is-new" not in desk.get("/mentions").content.decode()


def test_the_thread_marks_the_name(page, taken, alice, charlie):
    add_note(taken.pk, by=alice, text="@Charlie <i>olhe</i>")
    html = page(alice).get(f"/inbox/{taken.pk}").content.decode()
    assert '<b class="named">@Charlie</b> &lt;i&gt;olhe' in html
    people = page(alice).get(f"/inbox/{taken.pk}/people").json()["people"]
    assert {one["name"] for one in people} == {"Alice", "Charlie", "Suporte"}
