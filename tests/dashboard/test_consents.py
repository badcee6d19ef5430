"""What customers decide about marketing: told in the thread when it changes, shown to agents, kept by a merge."""

from datetime import timedelta

import pytest
from django.utils import timezone

from conversations.models import Consent, TimelineEntry
from conversations.services.consents import Decision, has_refused_marketing, record_decisions, record_refusal
from conversations.services.identities import Sender
from conversations.services.merging import merge_customers
from tests.factories import ConversationFactory, CustomerFactory

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def decide(customer, is_given, minutes=0):
    sender = Sender(phone=customer.phone.lstrip("+"))
    record_decisions([Decision(sender=sender, is_given=is_given, at=NOW + timedelta(minutes=minutes))])


def told():
    rows = TimelineEntry.objects.filter(kind="consent").order_by("pk")
    return [(row.data["is_given"], row.data["source"]) for row in rows]


def test_only_what_changes_a_mind_is_told(taken, customer):
    decide(customer, False)
    decide(customer, False)
    record_refusal(customer.pk, at=NOW + timedelta(minutes=1))
    decide(customer, True, minutes=2)
    decide(customer, False, minutes=1)  # comes late
    assert told() == [(False, "customer"), (True, "customer")]
    assert TimelineEntry.objects.filter(kind="consent").first().conversation == taken
    assert not has_refused_marketing(customer)


def test_a_refused_message_tells_it(taken, customer):
    record_refusal(customer.pk, at=NOW)
    assert told() == [(False, "refusal")]


def test_without_a_conversation_it_is_kept_all_the_same(customer):
    decide(customer, False)
    assert told() == []
    assert has_refused_marketing(customer)


def test_the_panel_shows_when_and_from_where(page, alice, taken, customer):
    assert "consents" not in page(alice).get(f"/inbox/{taken.pk}").content.decode()
    record_refusal(customer.pk, at=NOW)
    html = page(alice).get(f"/inbox/{taken.pk}").content.decode()
    assert str(Consent.Source.REFUSAL.label) in html
    assert f'datetime="{NOW.isoformat()[:10]}' in html


def test_a_merge_keeps_decisions_and_rest(taken, customer, charlie):
    other = CustomerFactory()
    ConversationFactory(customer=other)
    decide(other, False)
    other.no_marketing_until = NOW + timedelta(hours=5)
    other.save()
    merged = merge_customers(customer.pk, other.pk, by=charlie)
    merged.refresh_from_db()
    assert has_refused_marketing(merged)
    assert merged.no_marketing_until == NOW + timedelta(hours=5)
