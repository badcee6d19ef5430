"""What customers decided about marketing. Decisions are kept, not overwritten: they come in any order, and twice."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery

from conversations.models import Consent, Customer, Message
from conversations.services.identities import Sender, locked_customers


@dataclass(frozen=True, slots=True)
class Decision:
    sender: Sender
    is_given: bool
    at: datetime
    detail: str = ""


def record_decisions(decisions: Sequence[Decision]) -> None:
    """Customers' own, by their ids at the provider. Whoever is not known becomes so: a later campaign must know."""
    if not decisions:
        return
    with transaction.atomic():
        customers = locked_customers([decision.sender for decision in decisions])
        rows = [
            Consent(
                customer=customers[d.sender],
                is_given=d.is_given,
                at=d.at,
                source=Consent.Source.CUSTOMER,
                detail=d.detail[:200],
            )
            for d in decisions
        ]
        Consent.objects.bulk_create(rows, ignore_conflicts=True)


def record_refusals(refused: Mapping[str, datetime]) -> None:
    """By the provider's id of the message: it was refused because its customer has opted out."""
    if not refused:
        return
    messages = Message.objects.select_related("conversation").filter(external_id__in=refused)
    rows = [
        Consent(
            customer_id=message.conversation.customer_id,
            is_given=False,
            at=refused[str(message.external_id)],
            source=Consent.Source.REFUSAL,
        )
        for message in messages
    ]
    Consent.objects.bulk_create(rows, ignore_conflicts=True)


def record_refusal(customer_id: UUID, *, at: datetime) -> None:
    """A message to this customer was refused at once, because they have opted out."""
    row = Consent(customer_id=customer_id, is_given=False, at=at, source=Consent.Source.REFUSAL)
    Consent.objects.bulk_create([row], ignore_conflicts=True)


def has_refused_marketing(customer: Customer) -> bool:
    return refused_marketing().filter(pk=customer.pk).exists()


def refused_marketing() -> QuerySet[Customer]:
    """Those whose newest decision is no. Of two at one moment the refusal counts."""
    newest = Consent.objects.filter(customer=OuterRef("pk")).order_by("-at", "is_given").values("is_given")[:1]
    return Customer.objects.annotate(wants_marketing=Subquery(newest)).filter(wants_marketing=False)
