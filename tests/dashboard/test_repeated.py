"""What got no answer is asked for again under the same id, and is one."""

import pytest

from conversations.models import ScheduledMessage, TimelineEntry
from conversations.services.details import add_note

pytestmark = pytest.mark.django_db


def test_a_note_is_one_under_one_id(alice, charlie, taken):
    first = add_note(taken.pk, by=alice, text="Ligar @Ninguém", client_id="n-1")
    assert add_note(taken.pk, by=alice, text="Ligar @Ninguém", client_id="n-1") == first
    assert add_note(taken.pk, by=alice, text="Ligar @Ninguém", client_id="n-2") != first
    assert add_note(taken.pk, by=charlie, text="Ligar @Ninguém", client_id="n-1") != first
    assert add_note(taken.pk, by=alice, text="Ligar @Ninguém") != add_note(taken.pk, by=alice, text="Ligar @Ninguém")


def test_over_the_api_and_from_the_page_too(api, page, alice, taken):
    url = f"/api/v1/conversations/{taken.pk}/messages"
    body = {"content": "uma vez", "note": True, "client_id": "n-3"}
    ids = {api(alice).post(url, body, format="json").json()["id"] for _try in range(2)}
    assert len(ids) == 1
    for _try in range(2):
        page(alice).post(f"/inbox/{taken.pk}/notes", {"content": "da página", "client_id": "n-4"})
    assert TimelineEntry.objects.filter(text="da página").count() == 1


@pytest.mark.parametrize("path", ["messages", "notes"])
def test_an_id_that_no_database_takes_is_cut_to_what_it_does(page, alice, taken, path):
    body = {"content": "com zero", "client_id": "\x00n-5", "batch": "b\x00"}
    assert page(alice).post(f"/inbox/{taken.pk}/{path}", body).status_code == 200
    assert page(alice).post(f"/inbox/{taken.pk}/undo", {"client": ["\x00", "u\x00"]}).status_code == 200


def test_what_is_no_longer_scheduled_says_what_became_of_it(page, alice, taken):
    """So that a page knows that its first try did it."""
    row = ScheduledMessage.objects.create(
        conversation=taken, author=alice, content="Depois", due_at="2030-01-01T00:00:00Z"
    )
    url = f"/inbox/{taken.pk}/scheduled/{row.pk}/cancel"
    assert page(alice).post(url).json()["content"] == "Depois"
    again = page(alice).post(url)
    assert (again.status_code, again.json()["code"]) == (409, "cancelled")
