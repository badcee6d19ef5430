"""A message is sent on in another conversation, with its file, by whoever may read the one and answer the other."""

from typing import Any
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile

from conversations.exceptions import AssignedToOther, Conflict, NotFound, WindowClosed
from conversations.models import Attachment, Conversation, Message, Status
from conversations.services.attachments import visible_attachment
from conversations.services.forwarding import CannotForward, forward_message
from tests.builders import make_incoming, make_outgoing
from tests.factories import ConversationFactory, UserFactory
from whatsapp.outgoing import body_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def other(alice, support) -> Conversation:
    """Alice's, too."""
    return ConversationFactory(status=Status.IN_PROGRESS, assigned_to=alice, team=support)


def with_file(conversation: Conversation, **fields: Any) -> Message:
    kind = {"mime_type": "image/jpeg", "filename": "foto.jpg", "size": 5, **fields}
    row = Attachment(conversation=conversation, **kind)
    row.file.save("foto.jpg", ContentFile(b"bytes"), save=False)
    media = {"id": "meta-1", "attachment_id": str(row.pk), "state": "ready", "width": 4, "has_thumbnail": True, **kind}
    row.message = make_incoming(conversation, "legenda", type="image", media=media)
    row.save()
    return row.message


def test_words_go_as_a_new_message_of_ours(taken, other, alice):
    message = forward_message(taken.last_message_id, to=other.pk, by=alice)
    assert (message.conversation, message.author, message.status) == (other, alice, "queued")
    assert (message.content, message.type) == ("Oi, estou sem internet", "text")
    assert message.payload == {"context": {"forwarded": True}}
    assert body_for(message, address={"to": "1"})["text"]["body"] == "Oi, estou sem internet"


def test_a_file_is_sent_again_from_our_own_store(taken, other, alice):
    source = with_file(taken)
    message = forward_message(source.pk, to=other.pk, by=alice)
    first, copy = source.attachments.get(), message.attachments.get()
    assert (copy.conversation, copy.file.name, copy.copy_of) == (other, first.file.name, first)
    assert message.content == "legenda"
    assert message.media == {
        "attachment_id": str(copy.pk),
        "state": "ready",
        "mime_type": "image/jpeg",
        "filename": "foto.jpg",
        "size": 5,
        "width": 4,
        "has_thumbnail": True,
    }
    again = forward_message(message.pk, to=taken.pk, by=alice)
    assert again.attachments.get().copy_of == first


def test_who_reads_the_other_conversation_sees_the_file_of_that_only(taken, alice, bob, charlie, sales):
    source = with_file(taken)
    of_sales = ConversationFactory(status=Status.IN_PROGRESS, assigned_to=bob, team=sales)
    message = forward_message(source.pk, to=of_sales.pk, by=charlie)
    assert visible_attachment(message.attachments.get().pk, by=bob)
    with pytest.raises(NotFound):
        visible_attachment(source.attachments.get().pk, by=bob)


def test_nothing_crosses_the_sectors(taken, other, alice, bob, sales):
    theirs = ConversationFactory(status=Status.IN_PROGRESS, assigned_to=bob, team=sales)
    secret = make_incoming(theirs, "segredo")
    for message, to, by in (
        (taken.last_message, theirs, alice),  # cannot answer there
        (secret, other, alice),  # cannot read that
        (taken.last_message, theirs, bob),
    ):
        with pytest.raises(NotFound):
            forward_message(message.pk, to=to.pk, by=by)
    with pytest.raises(NotFound):
        forward_message(taken.last_message_id, to=uuid4(), by=alice)
    assert not Message.objects.filter(direction="outgoing").exists()


def test_not_into_a_colleagues_hands(taken, alice, support):
    dora = UserFactory(name="Dora", teams=[support])
    hers = ConversationFactory(status=Status.IN_PROGRESS, assigned_to=dora, team=support)
    with pytest.raises(AssignedToOther):
        forward_message(taken.last_message_id, to=hers.pk, by=alice)


def test_the_other_window_counts(taken, other, alice):
    Conversation.objects.filter(pk=other.pk).update(window_expires_at=None)
    with pytest.raises(WindowClosed):
        forward_message(with_file(taken).pk, to=other.pk, by=alice)
    assert Attachment.objects.count() == 1


def test_not_into_what_is_closed(taken, alice, support):
    over = ConversationFactory(status=Status.CLOSED, assigned_to=alice, team=support)
    with pytest.raises(Conflict):
        forward_message(taken.last_message_id, to=over.pk, by=alice)


def test_the_same_client_id_is_one_message(taken, other, alice):
    for source in (taken.last_message, with_file(taken)):
        ids = {forward_message(source.pk, to=other.pk, by=alice, client_id=f"a{source.pk}").pk for _ in range(2)}
        assert len(ids) == 1
    assert Attachment.objects.filter(conversation=other).count() == 1


def test_places_and_cards_go_as_whatsapp_takes_them(taken, other, alice):
    place = {"latitude": -23.5, "longitude": -46.6, "name": "Loja"}
    cards = [{"name": {"formatted_name": "Ana"}, "phones": [{"phone": "+5511"}]}]
    sent = forward_message(
        make_incoming(taken, "Loja", type="location", payload={"location": place}).pk, to=other.pk, by=alice
    )
    assert body_for(sent, address={})["location"] == place
    sent = forward_message(
        make_incoming(taken, "Ana", type="contacts", payload={"contacts": cards}).pk, to=other.pk, by=alice
    )
    assert body_for(sent, address={})["contacts"][0]["name"] == {"formatted_name": "Ana", "first_name": "Ana"}


def test_a_template_goes_on_as_its_words(taken, other, alice):
    source = make_outgoing(taken, "Seu boleto venceu", type="template", payload={"template": {"name": "x"}})
    sent = forward_message(source.pk, to=other.pk, by=alice)
    assert (sent.type, sent.content) == ("text", "Seu boleto venceu")


@pytest.mark.parametrize(
    "fields",
    [
        {"type": "reaction", "content": "👍"},
        {"type": "unsupported", "content": ""},
        {"type": "interactive", "content": " "},
        {"type": "text", "content": "x", "deleted_at": "2026-01-01T00:00:00Z"},
        {"type": "image", "content": "", "media": {"id": "meta-1", "state": "pending"}},
        {"type": "location", "content": "", "payload": {"location": {"latitude": 1}}},
    ],
)
def test_what_cannot_be_sent_on(taken, other, alice, fields):
    with pytest.raises(CannotForward if fields["type"] != "location" else Exception):
        forward_message(make_incoming(taken, **fields).pk, to=other.pk, by=alice)
    assert not other.messages.exists()


def test_a_kind_of_file_that_whatsapp_does_not_take(taken, other, alice):
    with pytest.raises(CannotForward):
        forward_message(with_file(taken, mime_type="image/webp").pk, to=other.pk, by=alice)


def test_the_api(api, taken, other, alice, bob):
    where = f"/api/v1/conversations/{taken.pk}/messages/{taken.last_message_id}/forward"
    body = {"to": str(other.pk), "client_id": "a"}
    answers = [api(alice).post(where, body, format="json") for _ in range(2)]
    assert [one.status_code for one in answers] == [201, 201]
    assert answers[0].json()["id"] == answers[1].json()["id"]
    assert (answers[0].json()["forwarded"], answers[0].json()["conversation_id"]) == (True, str(other.pk))
    assert api(bob).post(where, body, format="json").status_code == 404
    wrong = api(alice).post(where.replace(str(taken.pk), str(other.pk)), body, format="json")
    assert wrong.status_code == 404
