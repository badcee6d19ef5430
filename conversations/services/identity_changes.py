"""Further ids of a customer, as the provider tells of them: another number, another user id."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.utils import timezone

from conversations.models import Customer, CustomerIdentity, IdentityKind, MergeCandidate
from conversations.phones import phone_of_wa_id
from conversations.services.doubles import Pair, note_doubles, ordered
from conversations.services.identities import Known, Sender, key_of, lock_keys, new_identity
from conversations.services.opening import lock_customers


@dataclass(frozen=True, slots=True)
class IdentityChange:
    """The person known as `old` is known as `new`, too, and from now on written to there."""

    old: Sender
    new: Sender
    at: datetime


def change_identities(changes: Sequence[IdentityChange]) -> None:
    """Give customers further ids. Whom nobody knows under the old one gets none: there is no history to keep."""
    if not changes:
        return
    senders = [sender for change in changes for sender in (change.old, change.new)]
    lock_keys({key for sender in senders for key in sender.match_keys})
    known, now = Known(senders), timezone.now()
    rows: list[CustomerIdentity] = []
    moved: dict[UUID, Customer] = {}
    doubles: dict[Pair, str] = {}
    for change in sorted(changes, key=lambda change: change.at):
        owners = known.of(change.old)
        if not owners:
            continue
        owner = owners[0]
        for kind, value in change.new.keys:
            if (kind, value) not in known.exact:
                rows.append(new_identity(owner, kind, value, now))  # they are written to there from now on
                known.add(kind, value, key_of(kind, value), owner)
        others = [holder.pk for holder in known.of(change.new) if holder.pk != owner.pk]
        doubles |= {ordered(owner.pk, other): MergeCandidate.Reason.IDENTITY.value for other in others}
        if _moves(owner, change):
            moved[owner.pk] = owner
    lock_customers(moved.values())
    CustomerIdentity.objects.bulk_create(rows, ignore_conflicts=True)
    Customer.objects.bulk_update(moved.values(), ["phone"])
    note_doubles(doubles)


def _moves(owner: Customer, change: IdentityChange) -> bool:
    """The number that is shown follows, unless it was another one anyway."""
    new, old = phone_of_wa_id(change.new.phone), phone_of_wa_id(change.old.phone)
    if new is None or owner.phone not in (None, old):
        return False
    owner.phone = new
    return True


def learn_user_ids(seen: Iterable[tuple[int, str]]) -> None:
    """Statuses tell the user id of whom a message of ours went to: (message id, user id)."""
    pairs = {user_id: message_id for message_id, user_id in seen}
    if not pairs:
        return
    with connection.cursor() as cursor:
        cursor.execute(NEWS, [list(pairs.values()), list(pairs)])
        news = cursor.fetchall()
    now = timezone.now()
    CustomerIdentity.objects.bulk_create(
        [
            CustomerIdentity(
                customer_id=customer_id,
                kind=IdentityKind.USER_ID,
                value=user_id,
                match_key=user_id,
                last_seen_at=now,
            )
            for user_id, customer_id, holder_id in news
            if holder_id is None
        ],
        ignore_conflicts=True,
    )
    note_doubles(
        {
            ordered(customer_id, holder_id): MergeCandidate.Reason.IDENTITY.value
            for _, customer_id, holder_id in news
            if holder_id is not None
        }
    )


# Only what is not known yet: nobody has the user id, or somebody else.
NEWS = """
SELECT seen.user_id, c.customer_id, i.customer_id
FROM unnest(%s::bigint[], %s::text[]) AS seen(message_id, user_id)
JOIN conversations_message AS m ON m.id = seen.message_id
JOIN conversations_conversation AS c ON c.id = m.conversation_id
JOIN conversations_customer AS p ON p.id = c.customer_id AND NOT p.is_group
LEFT JOIN conversations_customeridentity AS i ON i.kind = 'user_id' AND i.value = seen.user_id
WHERE i.customer_id IS DISTINCT FROM c.customer_id
"""
