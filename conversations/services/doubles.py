"""Two customers who may be one person: noted, shown, dismissed. Merging them is `merging`."""

from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import User
from conversations.composed import Composed
from conversations.models import Customer, MergeCandidate

Pair = tuple[UUID, UUID]


def note_doubles(pairs: dict[Pair, str]) -> None:
    """Each pair once, also after it was dismissed."""
    if pairs:
        MergeCandidate.objects.bulk_create(
            [MergeCandidate(first_id=one, second_id=two, reason=reason) for (one, two), reason in pairs.items()],
            ignore_conflicts=True,
        )


def open_doubles(customer: Customer) -> list[MergeCandidate]:
    """Who may be the same person, as far as nobody has said no."""
    return OPEN(customer.pk)


def _open(customer_id: UUID) -> QuerySet[MergeCandidate]:
    theirs = Q(first=customer_id) | Q(second=customer_id)
    rows = MergeCandidate.objects.select_related("first", "second").filter(theirs, dismissed_at=None)
    return rows.order_by("created_at", "pk")


OPEN = Composed(_open, UUID(int=1))


def dismiss_double(customer: Customer, other: Customer, *, by: User) -> None:
    """They are two persons: the pair is not offered again."""
    one, two = ordered(customer.pk, other.pk)
    MergeCandidate.objects.filter(first=one, second=two, dismissed_at=None).update(
        dismissed_at=timezone.now(), dismissed_by=by
    )


def clear_doubles(customer: Customer) -> None:
    """The customer is about to go: there is nothing left to decide."""
    MergeCandidate.objects.filter(Q(first=customer) | Q(second=customer)).delete()


def ordered(one: UUID, two: UUID) -> Pair:
    return (one, two) if one < two else (two, one)
