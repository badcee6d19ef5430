"""Two customers who are one person: noticed, offered, merged, dismissed."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.models import Team, User
from conversations.models import (
    Conversation,
    Customer,
    CustomerIdentity,
    MergeCandidate,
    Message,
    Status,
)
from conversations.phones import lookup_keys, match_key
from conversations.services.merging import merge_customers
from tests import webhooks
from tests.builders import make_conversation, make_incoming
from tests.factories import ConversationFactory, CustomerFactory
from whatsapp.services.inbound import drain_lane

pytestmark = pytest.mark.django_db
LANE = settings.WHATSAPP_PHONE_NUMBER_ID
Api = Callable[[User | None], APIClient]


@pytest.mark.parametrize(
    ("one", "two", "is_same"),
    [
        ("5511987654321", "551187654321", True),
        ("5511941234567", "551141234567", False),  # the one without the nine is a landline
        ("5215512345678", "525512345678", True),
    ],
)
def test_which_numbers_are_one(one: str, two: str, is_same: bool) -> None:
    assert (match_key(one) == match_key(two)) is is_same


def test_an_argentine_landline_leads_to_no_mobile() -> None:
    assert match_key("541123456789") in lookup_keys("5491123456789")
    assert match_key("5491123456789") not in lookup_keys("541123456789")


def known_by_user_id(user_id: str) -> Customer:
    customer = CustomerFactory(phone=None, name="Ana W")
    CustomerIdentity.objects.create(customer=customer, kind="user_id", value=user_id, match_key=user_id)
    return customer


def test_a_message_under_the_ids_of_two_offers_them_once(taken: Conversation) -> None:
    other = known_by_user_id("BR.1")
    for n in range(2):
        raw = webhooks.message(f"wamid.{n}", "5511999999999", from_user_id="BR.1")
        webhooks.store(webhooks.body(raw))
        drain_lane(LANE)
    row = MergeCandidate.objects.get()
    assert {row.first, row.second} == {taken.customer, other}
    assert taken.messages.count() == 3


def test_a_merge_keeps_both_histories(taken: Conversation, charlie: User) -> None:
    other = known_by_user_id("BR.1")
    other.email, other.attributes = "ana@x.example", {"a": 1}
    other.save()
    old = make_conversation(Status.CLOSED, customer=other)
    merge_customers(taken.customer_id, other.pk, by=charlie)
    survivor = taken.customer
    survivor.refresh_from_db()
    assert set(survivor.conversations.all()) == {taken, old}
    assert set(survivor.identities.values_list("kind", flat=True)) == {"phone", "user_id"}
    assert (survivor.name, survivor.email, survivor.attributes) == ("João Silva", "ana@x.example", {"a": 1})
    assert not Customer.objects.filter(pk=other.pk).exists()
    assert taken.timeline.filter(kind="merged").exists()


def test_of_two_open_conversations_the_one_with_a_person_goes_on(taken: Conversation, charlie: User) -> None:
    other = known_by_user_id("BR.1")
    waiting = timezone.now() - timedelta(minutes=5)
    second = make_conversation(Status.BOT, customer=other, unread=2, customer_waiting_since=waiting)
    make_incoming(second, "alguém?")
    merge_customers(other.pk, taken.customer_id, by=charlie)
    taken.refresh_from_db()
    second.refresh_from_db()
    assert (taken.status, taken.customer_id, taken.unread) == (Status.IN_PROGRESS, other.pk, 2)
    assert taken.customer_waiting_since == waiting
    assert (second.status, second.resolution) == (Status.CLOSED, "duplicate")
    assert taken.protocol in second.notes


def test_the_next_message_under_either_id_comes_to_the_one(taken: Conversation, charlie: User) -> None:
    other = known_by_user_id("BR.1")
    merge_customers(taken.customer_id, other.pk, by=charlie)
    raw = webhooks.message("wamid.1", from_user_id="BR.1")
    del raw["from"]
    webhooks.store(webhooks.body(raw))
    drain_lane(LANE)
    assert Message.objects.get(external_id="wamid.1").conversation == taken


def test_who_may_merge(api: Api, alice: User, bob: User, sales: Team, taken: Conversation) -> None:
    other = known_by_user_id("BR.1")
    url = f"/api/v1/customers/{taken.customer_id}/merge"
    assert api(bob).post(url, {"other_id": str(other.pk)}).status_code == 404
    ConversationFactory(customer=taken.customer, channel=taken.channel, status="closed", team=sales)
    # One of them in sight is not all.
    assert api(bob).post(url, {"other_id": str(other.pk)}).status_code == 403
    Conversation.objects.filter(team=sales).update(team=taken.team)
    assert api(alice).post(url, {"other_id": str(taken.customer_id)}).status_code == 400
    assert api(alice).post(url, {"other_id": str(other.pk)}).json()["id"] == str(taken.customer_id)
    assert api(alice).post(url, {"other_id": str(other.pk)}).status_code == 400


def test_a_dismissed_pair_is_not_offered_again(api: Api, alice: User, taken: Conversation) -> None:
    other = known_by_user_id("BR.1")
    raw = webhooks.message("wamid.1", "5511999999999", from_user_id="BR.1")
    webhooks.store(webhooks.body(raw))
    drain_lane(LANE)
    url = f"/api/v1/customers/{taken.customer_id}"
    shown = api(alice).get(f"{url}/merge-candidates").json()["candidates"]
    assert [row["customer"]["id"] for row in shown] == [str(other.pk)]
    assert api(alice).post(f"{url}/dismiss-merge", {"other_id": str(other.pk)}).status_code == 204
    webhooks.store(webhooks.body({**raw, "id": "wamid.2"}))
    drain_lane(LANE)
    assert api(alice).get(f"{url}/merge-candidates").json() == {"candidates": []}
