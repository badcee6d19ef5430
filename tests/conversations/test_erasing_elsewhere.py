"""What is left of an erased customer outside of their own conversations: nothing but that they want no marketing."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from accounts.sealing import keyed_digests
from conversations.exceptions import Conflict, DomainError, MarketingRefused
from conversations.models import Consent, Conversation, Customer, KeptRefusal, Message, SavedView, Status
from conversations.services.consents import Decision, has_refused_marketing, record_decisions
from conversations.services.erasing import erase_customer
from conversations.services.forwarding import forward_message
from conversations.services.identities import Sender
from conversations.services.saved_views import save_view
from tests.builders import make_conversation, make_incoming, make_outgoing
from tests.factories import CustomerFactory
from whatsapp.models import Campaign, CampaignRecipient, Template
from whatsapp.services import campaigns
from whatsapp.services.numbers import default_number
from whatsapp.services.sending import TemplateContent, send_template

pytestmark = pytest.mark.django_db
NAME, PHONE, WORD = "Zuleica Ximbinha", "5511984443333", "jabuticabeira"


@pytest.fixture
def person() -> Customer:
    record_decisions([Decision(sender=Sender(phone=PHONE), is_given=False, at=timezone.now())])
    Customer.objects.update(name=NAME)
    return Customer.objects.get()


@pytest.fixture
def over(person: Customer) -> Conversation:
    return make_conversation(Status.CLOSED, customer=person)


@pytest.fixture
def promo(charlie: Any) -> Campaign:
    template = Template.objects.create(
        business_account_id=default_number().business_account_id or "1",
        name="promo",
        language="pt_BR",
        category="MARKETING",
        status="APPROVED",
        components=[{"type": "BODY", "text": "Oi"}],
    )
    return Campaign.objects.create(name="c", template=template, created_by=charlie, status="running")


def to(campaign: Campaign, phone: str) -> CampaignRecipient:
    Campaign.objects.update(status="running")
    row = CampaignRecipient.objects.create(campaign=campaign, phone=phone)
    campaigns.queue_batch(campaign.pk)
    row.refresh_from_db()
    return row


def erase(customer: Customer, by: Any) -> None:
    erase_customer(customer.pk, by=by, confirm=customer.name or customer.phone or "")


@pytest.mark.parametrize("written", ["+5511984443333", "+551184443333"])
def test_a_later_campaign_does_not_write_to_who_refused_however_the_number_is_written(
    over: Conversation, promo: Campaign, charlie: Any, written: str
) -> None:
    erase(over.customer, charlie)
    assert not Customer.objects.exclude(name="").exists()
    row = to(promo, written)
    assert (row.status, row.reason) == ("skipped", "opted_out")
    assert to(promo, "+5511955556666").status == "queued"


def test_nothing_tells_whose_the_refusal_is(over: Conversation, charlie: Any) -> None:
    erase(over.customer, charlie)
    kept = KeptRefusal.objects.get()
    assert PHONE[-8:] not in kept.digest and kept.digest == keyed_digests("551184443333")[0]
    assert not Consent.objects.exists()


def test_nothing_is_kept_of_who_refused_nothing(over: Conversation, charlie: Any) -> None:
    Consent.objects.all().delete()
    erase(over.customer, charlie)
    assert not KeptRefusal.objects.exists()


def test_an_attribute_that_keeps_them_out_of_all_campaigns_survives(
    over: Conversation, promo: Campaign, charlie: Any
) -> None:
    Consent.objects.all().delete()
    over.customer.attributes = {"opted_out": True}
    over.customer.save()
    erase(over.customer, charlie)
    promo.template.category = "UTILITY"
    promo.template.save()
    assert to(promo, f"+{PHONE}").reason == "opted_out"


def test_a_template_to_the_number_is_refused_and_makes_no_customer(
    over: Conversation, promo: Campaign, charlie: Any
) -> None:
    erase(over.customer, charlie)
    before = Customer.objects.count()
    with pytest.raises(MarketingRefused):
        send_template(to=f"+{PHONE}", content=TemplateContent("promo", "pt_BR"), by=charlie)
    assert Customer.objects.count() == before


def test_who_comes_back_and_agrees_is_written_to_again_and_may_be_erased_again(
    over: Conversation, promo: Campaign, charlie: Any
) -> None:
    erase(over.customer, charlie)
    again = CustomerFactory(name=NAME, phone=f"+{PHONE}")
    assert has_refused_marketing(again)
    record_decisions([Decision(sender=Sender(phone=PHONE), is_given=True, at=timezone.now())])
    assert not has_refused_marketing(again)
    assert to(promo, f"+{PHONE}").status == "queued"
    Message.objects.update(status="sent")
    Conversation.objects.update(status=Status.CLOSED, closed_at=timezone.now())
    erase(again, charlie)
    assert not KeptRefusal.objects.exists()


def test_a_refusal_outlives_a_second_erasure_and_a_new_key(
    over: Conversation, promo: Campaign, charlie: Any, settings: Any
) -> None:
    erase(over.customer, charlie)
    erase(CustomerFactory(name=NAME, phone=f"+{PHONE}"), charlie)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another" * 9, [settings.SECRET_KEY]
    assert to(promo, f"+{PHONE}").reason == "opted_out"


def test_who_is_erased_while_a_campaign_looks_at_them_is_not_written_to(
    over: Conversation, promo: Campaign, charlie: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It has found the customer, and asks for their decision when they are gone."""
    refused = campaigns.has_refused_campaigns

    def meanwhile(customer: Any, phone: str) -> bool:
        erase(customer, charlie)
        return refused(customer, phone)

    monkeypatch.setattr(campaigns, "has_refused_campaigns", meanwhile)
    assert to(promo, f"+{PHONE}").status == "skipped"
    assert not Message.objects.exists()


def closing(work: Callable[..., Any], *args: Any, **fields: Any) -> Any:
    try:
        return work(*args, **fields)
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_who_refuses_at_the_same_moment_stays_refused(charlie: Any, promo: Campaign) -> None:
    over = make_conversation(Status.CLOSED, customer=CustomerFactory(name=NAME, phone=f"+{PHONE}"))
    decision = Decision(sender=Sender(phone=PHONE), is_given=False, at=timezone.now())
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            erase(over.customer, charlie)
            refusing = pool.submit(closing, record_decisions, [decision])
            time.sleep(0.5)
        refusing.result(timeout=20)
    assert to(promo, f"+{PHONE}").reason == "opted_out"


@pytest.mark.django_db(transaction=True)
def test_who_is_erased_while_they_refuse_stays_refused(charlie: Any, promo: Campaign) -> None:
    over = make_conversation(Status.CLOSED, customer=CustomerFactory(name=NAME, phone=f"+{PHONE}"))
    decision = Decision(sender=Sender(phone=PHONE), is_given=False, at=timezone.now())
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            record_decisions([decision])
            erasing = pool.submit(closing, erase, over.customer, charlie)
            time.sleep(0.5)
            assert not erasing.done()
        erasing.result(timeout=20)
    assert KeptRefusal.objects.count() == 1 and to(promo, f"+{PHONE}").reason == "opted_out"


# --- Views ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "query", "stays"),
    [
        ("zuleica  XIMBINHA", "tab=mine", False),
        ("Urgentes de Zuleica Ximbinha!", "tab=mine", True),
        ("da Zuleica Ximbinha sempre", "tab=mine", False),
        ("11 98444-3333", "tab=all", False),
        ("ela", "tab=all&q=Zul%C3%A9ica+Ximbinha", False),
        ("ela", "tab=all&q=%2B55+11+8444-3333", False),
        ("Zuleica", "tab=mine", True),
        ("2026-11", "tab=all&team=12345678&label=3", True),
    ],
)
def test_views_that_bear_their_name_or_number_go(
    over: Conversation, charlie: Any, name: str, query: str, stays: bool
) -> None:
    if name.endswith("!"):
        name, stays = name[:-1], False
    SavedView.objects.create(owner=charlie, name=name, query=query, is_shared=True)
    erase(over.customer, charlie)
    assert SavedView.objects.exists() == stays


@pytest.mark.django_db(transaction=True)
def test_a_view_that_is_saved_at_the_same_moment_goes_too(charlie: Any) -> None:
    over = make_conversation(Status.CLOSED, customer=CustomerFactory(name=NAME, phone=f"+{PHONE}"))
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            save_view(by=charlie, name=NAME, query="tab=mine")
            erasing = pool.submit(closing, erase, over.customer, charlie)
            time.sleep(0.5)
            assert not erasing.done()
        erasing.result(timeout=20)
    assert not SavedView.objects.exists()


# --- Forwarded words -----------------------------------------------------------------------------------------------


@pytest.fixture
def other(alice: Any, support: Any) -> Conversation:
    return make_conversation(Status.IN_PROGRESS, assigned_to=alice, team=support)


def forwarded(over: Conversation, other: Conversation, by: Any, **fields: Any) -> Message:
    source = make_incoming(over, WORD, **fields)
    message = forward_message(source.pk, to=other.pk, by=by)
    Message.objects.filter(pk=message.pk).update(status="sent")
    return message


def test_words_that_were_forwarded_go_and_what_else_was_said_there_stays(
    over: Conversation, other: Conversation, charlie: Any, client: Any
) -> None:
    message = forwarded(over, other, charlie)
    further = forward_message(message.pk, to=make_conversation(Status.IN_PROGRESS, assigned_to=charlie).pk, by=charlie)
    Message.objects.filter(pk=further.pk).update(status="delivered")
    stays = make_outgoing(other, "fica", status="sent")
    erase(over.customer, charlie)
    for row in (message, further):
        row.refresh_from_db()
        assert (row.content, row.payload["context"]) == ("", {"forwarded": True})
    stays.refresh_from_db()
    assert stays.content == "fica"
    client.force_login(charlie)
    html = client.get(f"/inbox/{other.pk}").content.decode()
    assert WORD not in html and "Apagada com os dados do cliente" in html


def test_a_card_and_a_place_that_were_forwarded_go(over: Conversation, other: Conversation, charlie: Any) -> None:
    place = {"location": {"latitude": 1.5, "longitude": 2.5, "name": WORD}}
    message = forwarded(over, other, charlie, type="location", payload=place)
    erase(over.customer, charlie)
    message.refresh_from_db()
    assert WORD not in str(message.payload)


def test_while_one_of_them_is_on_its_way_nothing_is_erased(
    over: Conversation, other: Conversation, charlie: Any
) -> None:
    message = forwarded(over, other, charlie)
    Message.objects.filter(pk=message.pk).update(status="queued")
    with pytest.raises(Conflict) as refused:
        erase(over.customer, charlie)
    assert refused.value.code == "message_in_outbox"
    message.refresh_from_db()
    assert message.content == WORD and Customer.objects.filter(name=NAME).exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("first", ["erasing", "forwarding"])
def test_who_forwards_at_the_same_moment_comes_before_or_sends_nothing(charlie: Any, first: str) -> None:
    over = make_conversation(Status.CLOSED, customer=CustomerFactory(name=NAME, phone=f"+{PHONE}"))
    other = make_conversation(Status.IN_PROGRESS, assigned_to=charlie)
    source = make_incoming(over, WORD)
    erasing = partial(erase, over.customer, charlie)
    forwarding = partial(forward_message, source.pk, to=other.pk, by=charlie)
    now, later = (erasing, forwarding) if first == "erasing" else (forwarding, erasing)
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            now()
            waiting = pool.submit(closing, later)
            time.sleep(0.5)
            assert not waiting.done()
        with pytest.raises(DomainError) as refused:
            waiting.result(timeout=20)
    assert refused.value.code == ("cannot_forward" if first == "erasing" else "message_in_outbox")
    assert Message.objects.filter(content=WORD).count() == (0 if first == "erasing" else 2)
