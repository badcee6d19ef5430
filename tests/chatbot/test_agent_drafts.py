"""What became of the assistant's drafts: told by whoever they were offered to, each once, and never back."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from chatbot.models import AgentDraft
from chatbot.services.agent_drafts import discard_draft, offer_draft, tell_sent, use_draft
from conversations.exceptions import NotFound
from conversations.models import Conversation
from conversations.services.erasing import erase_customer
from conversations.services.lifecycle import close_conversation
from tests.builders import make_incoming, make_outgoing

pytestmark = pytest.mark.django_db
TEXT = "Reinicie o aparelho e espere dois minutos."


@pytest.fixture
def draft(taken: Conversation, alice: User) -> AgentDraft:
    made = offer_draft(taken, kind="suggest", text=TEXT, origin="knowledge", to=alice)
    assert made is not None
    return made


def send(draft: AgentDraft, said: str, by: User) -> AgentDraft:
    message = make_outgoing(draft.conversation, said, author=by)
    tell_sent([draft.pk], message=message, said=said, by=by)
    draft.refresh_from_db()
    return draft


def call(api: Any, user: User, draft: AgentDraft, **body: Any) -> Any:
    return api(user).post(f"/api/v1/conversations/{draft.conversation_id}/assist/{draft.pk}", body)


def test_what_is_offered_is_kept_for_whom_it_was_made(
    api: Any, alice: User, taken: Conversation, knowledge: None
) -> None:
    make_incoming(taken, "como pego a 2a via do boleto?")
    data = api(alice).post(f"/api/v1/conversations/{taken.pk}/assist", {"kind": "suggest"}).json()
    kept = AgentDraft.objects.get(pk=data["id"])
    assert (kept.agent, kept.kind, kept.state, kept.text) == (alice, "suggest", "offered", data["text"])


def test_where_nothing_fits_nothing_was_offered(api: Any, alice: User, taken: Conversation) -> None:
    data = api(alice).post(f"/api/v1/conversations/{taken.pk}/assist", {"kind": "suggest"}).json()
    assert (data["id"], AgentDraft.objects.count()) == (None, 0)


def test_of_an_erased_customer_nothing_is_kept_again(taken: Conversation, alice: User, charlie: User) -> None:
    close_conversation(taken.pk, by=alice)
    erase_customer(taken.customer_id, by=charlie, confirm=taken.customer.name)
    assert offer_draft(taken, kind="suggest", text=TEXT, origin="model", to=alice) is None


@pytest.mark.parametrize("said", [TEXT, f" {TEXT}\n"])
def test_sent_as_it_was(draft: AgentDraft, alice: User, said: str) -> None:
    assert (send(draft, said, alice).state, draft.changed, draft.is_edited) == ("sent", 0, False)
    assert draft.used_at is not None


def test_sent_after_edits_says_how_much_was_changed(draft: AgentDraft, alice: User) -> None:
    little = send(draft, f"{TEXT} Obrigada!", alice).changed
    other = offer_draft(draft.conversation, kind="suggest", text=TEXT, origin="model", to=alice)
    much = send(other, "Um técnico chega amanhã cedo.", alice).changed
    assert 0 < little < 0.5 < much <= 1


def test_a_letter_more_is_an_edit_too(draft: AgentDraft, alice: User) -> None:
    assert send(draft, TEXT.upper(), alice).is_edited


def test_a_draft_is_sent_once(draft: AgentDraft, alice: User) -> None:
    first = send(draft, TEXT, alice).message
    assert (send(draft, "outra coisa", alice).message, draft.changed) == (first, 0)


def test_told_late_or_twice_changes_nothing(draft: AgentDraft, alice: User) -> None:
    send(draft, TEXT, alice)
    for tell in (use_draft, discard_draft, use_draft):
        assert tell(draft.pk, conversation_id=draft.conversation_id, by=alice).state == "sent"


def test_what_was_discarded_is_neither_used_nor_sent(draft: AgentDraft, alice: User) -> None:
    discard_draft(draft.pk, conversation_id=draft.conversation_id, by=alice)
    assert use_draft(draft.pk, conversation_id=draft.conversation_id, by=alice).state == "discarded"
    assert send(draft, TEXT, alice).state == "discarded"


def test_nobody_else_tells_of_it(draft: AgentDraft, alice: User, charlie: User) -> None:
    with pytest.raises(NotFound):
        use_draft(draft.pk, conversation_id=draft.conversation_id, by=charlie)
    assert send(draft, TEXT, charlie).state == "offered"


def test_a_closed_conversation_takes_nothing_back(draft: AgentDraft, alice: User) -> None:
    use_draft(draft.pk, conversation_id=draft.conversation_id, by=alice)
    Conversation.objects.filter(pk=draft.conversation_id).update(status="closed", closed_at=timezone.now())
    assert use_draft(draft.pk, conversation_id=draft.conversation_id, by=alice).state == "used"


def test_over_the_api_it_is_told_step_by_step(api: Any, alice: User, draft: AgentDraft) -> None:
    assert call(api, alice, draft, outcome="used").json()["state"] == "used"
    message = make_outgoing(draft.conversation, TEXT, author=alice)
    told = call(api, alice, draft, outcome="sent", message_id=message.pk).json()
    assert told == {"id": draft.pk, "kind": "suggest", "state": "sent", "message_id": message.pk, "changed": 0.0}


def test_over_the_api_only_ones_own_message_counts(api: Any, alice: User, bob: User, draft: AgentDraft) -> None:
    other = make_outgoing(draft.conversation, TEXT, author=bob)
    for message_id in (other.pk, None):
        response = call(api, alice, draft, outcome="sent", message_id=message_id)
        assert (response.status_code, response.json()["errors"][0]["attr"]) == (400, "message_id")
    assert call(api, bob, draft, outcome="used").status_code == 404


def test_the_database_forbids_a_sent_draft_without_its_change(draft: AgentDraft) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        AgentDraft.objects.filter(pk=draft.pk).update(state="sent", used_at=timezone.now(), sent_at=timezone.now())
