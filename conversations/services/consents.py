"""What customers decided about marketing. Decisions are kept, not overwritten: they come in any order, and twice."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Case, Q, QuerySet, When
from django.utils import timezone

from accounts.sealing import keyed_digests
from conversations.composed import Composed
from conversations.events import ConversationChanged, publish
from conversations.models import (
    Consent,
    Conversation,
    Customer,
    CustomerIdentity,
    KeptRefusal,
    Message,
    Status,
    TimelineEntry,
    TimelineKind,
)
from conversations.phones import lookup_keys
from conversations.services.identities import Sender, locked_customers
from conversations.services.statuses import StatusUpdate

SHOWN = 5
OPTED_OUT = "opted_out"  # the customer's attribute: no campaign of any kind


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
        _store(
            [
                Consent(
                    customer=customers[d.sender],
                    is_given=d.is_given,
                    at=d.at,
                    source=Consent.Source.CUSTOMER,
                    detail=d.detail[:200],
                )
                for d in decisions
            ]
        )


def record_refusals(updates: Sequence[StatusUpdate]) -> None:
    """These messages were refused because their customers have opted out. Locks customers, so it comes before whatever
    locks conversations or messages."""
    if not updates:
        return
    by_external, by_id = {u.external_id: u.at for u in updates}, {u.message_id: u.at for u in updates if u.message_id}
    found = Message.objects.filter(Q(external_id__in=by_external) | Q(pk__in=by_id))
    rows = found.values_list("pk", "external_id", "conversation__customer_id")
    with transaction.atomic():
        _store_refusals([(who, by_external.get(external or "") or by_id[pk]) for pk, external, who in rows])


def record_refusal(customer_id: UUID, *, at: datetime) -> None:
    """A message to this customer was refused at once, because they have opted out."""
    with transaction.atomic():
        _store_refusals([(customer_id, at)])


def _store_refusals(refused: Sequence[tuple[UUID, datetime]]) -> None:
    ids = {customer_id for customer_id, _ in refused}
    locked = Customer.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk")
    there = set(locked.values_list("pk", flat=True))
    _store(
        [
            Consent(customer_id=customer_id, is_given=False, at=at, source=Consent.Source.REFUSAL)
            for customer_id, at in refused
            if customer_id in there
        ]
    )


def _store(rows: Sequence[Consent]) -> None:
    """Each once; what changes a customer's mind is told in their conversation. Their rows are locked."""
    standing = _newest({row.customer_id for row in rows})
    Consent.objects.bulk_create(rows, ignore_conflicts=True)
    turns: dict[UUID, Consent] = {}
    for row in sorted(rows, key=_order):
        before = standing.get(row.customer_id)
        if before is None or _order(before) < _order(row):
            if before is None or before.is_given != row.is_given:
                turns[row.customer_id] = row
            standing[row.customer_id] = row
    _tell(turns)


def _order(row: Consent) -> tuple[datetime, bool]:
    """Of two at one moment the refusal counts."""
    return row.at, not row.is_given


def _newest(customer_ids: set[UUID]) -> dict[UUID, Consent]:
    rows = Consent.objects.filter(customer__in=customer_ids).order_by("customer_id", "-at", "is_given")
    return {row.customer_id: row for row in rows.distinct("customer_id")}


def _tell(turns: Mapping[UUID, Consent]) -> None:
    """In the open conversation, else the last one; nowhere where there is none."""
    found = Conversation.objects.filter(customer__in=turns).distinct("customer_id").only("pk", "customer_id")
    rows = found.order_by("customer_id", Case(When(status=Status.CLOSED, then=1), default=0), "-created_at")
    entries = [
        TimelineEntry(
            conversation_id=row.pk,
            kind=TimelineKind.CONSENT,
            data={"is_given": turns[row.customer_id].is_given, "source": turns[row.customer_id].source},
            created_at=turns[row.customer_id].at,
        )
        for row in rows
    ]
    TimelineEntry.objects.bulk_create(entries)
    publish(*[ConversationChanged(conversation_id=entry.conversation_id) for entry in entries])


def history(customer: Customer) -> list[Consent]:
    """What they decided last, the newest first."""
    return HISTORY(customer.pk)


def decisions(customer_id: UUID) -> QuerySet[Consent]:
    """All of them. Of two at one moment the refusal counts."""
    return Consent.objects.filter(customer=customer_id).order_by("-at", "is_given")


def _history(customer_id: UUID) -> QuerySet[Consent]:
    return decisions(customer_id)[:SHOWN]


HISTORY = Composed(_history, UUID(int=1))


def has_refused_marketing(customer: Customer | None, phone: str = "") -> bool:
    """By their newest decision, or by one that is kept of before their data were erased. `phone` where a number is
    written to: somebody may be erased at this moment, and then the number alone tells."""
    newest = decisions(customer.pk).first() if customer else None
    if newest and not newest.is_given:
        return True
    # Asked for afterwards: whoever erases puts the one into the other's place.
    kept = _kept_of(customer, phone)
    return (kept.filter(at__gte=newest.at) if newest else kept).exists()


def has_refused_campaigns(customer: Customer | None, phone: str) -> bool:
    """Of every kind. What stands in the customer's data now, counts before what is kept."""
    if customer and OPTED_OUT in customer.attributes:
        return bool(customer.attributes[OPTED_OUT])
    return _kept_of(customer, phone).filter(is_for_all=True).exists()


def keep_refusal(customer: Customer) -> None:
    """So that no campaign writes to somebody again who has refused it. For whoever erases them and has locked their
    row; once they have agreed again, nothing is kept."""
    newest, is_for_all = decisions(customer.pk).first(), bool(customer.attributes.get(OPTED_OUT))
    kept = _kept_of(customer, customer.phone or "")
    if newest and newest.is_given and not is_for_all:
        kept.filter(at__lt=newest.at).delete()
    elif newest or is_for_all:
        is_for_all = is_for_all or kept.filter(is_for_all=True).exists()
        at = newest.at if newest and not newest.is_given else timezone.now()
        keys = _keys_of(customer, customer.phone or "")
        KeptRefusal.objects.bulk_create(
            [KeptRefusal(digest=keyed_digests(key)[0], at=at, is_for_all=is_for_all) for key in keys],
            update_conflicts=True,
            unique_fields=["digest"],
            update_fields=["at", "is_for_all"],
        )


def _kept_of(customer: Customer | None, phone: str) -> QuerySet[KeptRefusal]:
    digests = [digest for key in _keys_of(customer, phone) for digest in keyed_digests(key)]
    return KeptRefusal.objects.filter(digest__in=digests)


def _keys_of(customer: Customer | None, phone: str) -> Collection[str]:
    known = CustomerIdentity.objects.filter(customer=customer).values_list("match_key", flat=True) if customer else ()
    return {*known, *(lookup_keys(phone) if phone else ())}
