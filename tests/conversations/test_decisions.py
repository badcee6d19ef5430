"""A message that failed or that nobody confirmed: people see it and decide."""

from collections.abc import Callable

import pytest
from django.utils import timezone, translation
from rest_framework.test import APIClient

from accounts.models import User
from conversations.models import Conversation, Message, MessageStatus, TimelineEntry
from conversations.reasons import REASONS, reason_for
from conversations.services.statuses import StatusUpdate, apply_statuses
from tests.builders import make_outgoing
from whatsapp.errors import POLICIES

pytestmark = pytest.mark.django_db
Api = Callable[[User], APIClient]


@pytest.fixture
def unconfirmed(taken: Conversation) -> Message:
    error = {"code": "unconfirmed", "detail": ""}
    return make_outgoing(taken, status=MessageStatus.FAILED, error=error, attempts=1, claimed_at=timezone.now())


def url(message: Message, what: str) -> str:
    return f"/api/v1/conversations/{message.conversation_id}/messages/{message.pk}/{what}"


def test_it_is_sent_again_only_by_decision(api: Api, alice: User, unconfirmed: Message) -> None:
    answer = api(alice).post(url(unconfirmed, "retry"))
    assert (answer.status_code, answer.json()["status"]) == (200, "queued")


def test_a_late_sign_of_the_first_attempt_settles_what_waits_to_be_sent_again(
    api: Api, alice: User, unconfirmed: Message
) -> None:
    api(alice).post(url(unconfirmed, "retry"))
    apply_statuses([StatusUpdate("wamid.first", MessageStatus.SENT, timezone.now(), unconfirmed.pk)])
    unconfirmed.refresh_from_db()
    assert (unconfirmed.status, unconfirmed.external_id) == ("sent", "wamid.first")


def test_it_is_left_and_a_late_sign_still_counts(api: Api, alice: User, unconfirmed: Message) -> None:
    for _ in range(2):
        answer = api(alice).post(url(unconfirmed, "leave"))
        assert (answer.status_code, answer.json()["error"]["code"]) == (200, "left")
    assert TimelineEntry.objects.get(kind="left").actor == alice
    apply_statuses([StatusUpdate("wamid.1", MessageStatus.SENT, timezone.now(), unconfirmed.pk)])
    unconfirmed.refresh_from_db()
    assert (unconfirmed.status, unconfirmed.error) == ("sent", None)


def test_only_what_was_not_confirmed_can_be_left(api: Api, alice: User, taken: Conversation) -> None:
    refused = make_outgoing(taken, status=MessageStatus.FAILED, error={"code": "131026", "detail": ""})
    answer = api(alice).post(url(refused, "leave"))
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "not_unconfirmed")


def test_nobody_decides_about_what_they_do_not_see(api: Api, bob: User, unconfirmed: Message) -> None:
    assert api(bob).post(url(unconfirmed, "leave")).status_code == 404


def test_the_api_gives_the_code_metas_words_and_a_reason_for_people(
    api: Api, alice: User, taken: Conversation
) -> None:
    make_outgoing(taken, status=MessageStatus.FAILED, error={"code": "131047", "detail": "Re-engagement"})
    call = api(alice)
    in_english = call.get(f"/api/v1/conversations/{taken.pk}", headers={"Accept-Language": "en"}).json()
    error = in_english["messages"][-1]["error"]
    assert (error["code"], error["detail"]) == ("131047", "Re-engagement")
    assert "24-hour window" in error["reason"]


def test_a_reason_without_words_of_ours_is_metas() -> None:
    assert reason_for({"code": "999", "detail": "Their words"}) == "Their words"
    assert reason_for({"code": "999"}) != ""


def test_every_code_of_the_table_has_words_of_ours_in_both_languages() -> None:
    codes = {str(code) for code in POLICIES if not 200 <= code < 300}
    assert codes <= set(REASONS)
    with translation.override("pt-br"):
        portuguese = {code: str(text) for code, text in REASONS.items()}
    with translation.override("en"):
        assert [code for code, text in REASONS.items() if str(text) == portuguese[code]] == []
