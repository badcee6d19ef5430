"""Under which ids the provider knows a customer: found, made and added, one or hundreds at a time.

Two customers whose ids come to match are offered for a merge, never merged by themselves.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import combinations
from uuid import UUID

from django.db import OperationalError, connection
from django.utils import timezone

from conversations.models import Customer, CustomerIdentity, IdentityKind, MergeCandidate
from conversations.phones import digits, lookup_keys, match_key, phone_of_wa_id
from conversations.services.doubles import Pair, note_doubles, ordered
from conversations.services.opening import lock_customers

Key = tuple[str, str]  # kind and value
TRIES = 3
# Of what is looked up for every message, the columns that are used, in the model's order.
USED = {"id", "name", "username", "phone", "is_group"}
NEEDED = [field.attname for field in Customer._meta.concrete_fields if field.name in USED]
OF_CUSTOMER = [f"customer__{name}" for name in NEEDED]


@dataclass(frozen=True, slots=True)
class Sender:
    """Who wrote, in the provider's words. At least one of `phone` (digits) and the ids is set."""

    phone: str = ""
    user_id: str = ""
    name: str = ""
    parent_user_id: str = ""
    username: str = ""
    group_id: str = ""
    # Follow from the others, once: a batch asks for them all the time.
    keys: tuple[Key, ...] = field(init=False, compare=False, repr=False)
    match_keys: tuple[str, ...] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        # Phone first: it is what people know each other by.
        pairs = (
            (IdentityKind.PHONE.value, digits(self.phone)),
            (IdentityKind.USER_ID.value, self.user_id),
            (IdentityKind.PARENT.value, self.parent_user_id),
            (IdentityKind.GROUP.value, self.group_id),
        )
        keys = tuple(pair for pair in pairs if pair[1])
        object.__setattr__(self, "keys", keys)
        found = tuple(key for kind, value in keys for key in lookup_keys_of(kind, value))
        object.__setattr__(self, "match_keys", found)


Found = dict[Sender, Customer]


def key_of(kind: str, value: str) -> str:
    if kind == IdentityKind.PHONE:
        return match_key(value)
    return f"group:{value}" if kind == IdentityKind.GROUP else value


def lookup_keys_of(kind: str, value: str) -> tuple[str, ...]:
    return lookup_keys(value) if kind == IdentityKind.PHONE else (key_of(kind, value),)


class Known:
    """Customers by the exact id, and by the match keys for phones under their other spelling."""

    def __init__(self, senders: Iterable[Sender]) -> None:
        keys = {key for sender in senders for key in sender.match_keys}
        rows = CustomerIdentity.objects.filter(match_key__any_of=keys).order_by("-last_seen_at")
        self.exact: dict[Key, Customer] = {}
        self.alike: dict[str, list[Customer]] = {}
        people: dict[UUID, Customer] = {}
        # One object for each customer, of whom there are often several identities; none for the identities.
        for kind, value, key, pk, *values in rows.values_list("kind", "value", "match_key", *OF_CUSTOMER):
            customer = people.get(pk) or people.setdefault(
                pk, Customer.from_db(connection.alias, NEEDED, [pk, *values])
            )
            self.add(kind, value, key, customer)

    def add(self, kind: str, value: str, key: str, customer: Customer) -> None:
        self.exact[(kind, value)] = customer
        self.alike.setdefault(key, []).append(customer)

    def has_all(self, sender: Sender) -> bool:
        return all(key in self.exact for key in sender.keys)

    def of(self, sender: Sender) -> list[Customer]:
        """Everybody who may be the sender, the likeliest first: by the exact ids, then by what matches."""
        by_id = [self.exact[key] for key in sender.keys if key in self.exact]
        by_match = [customer for key in sender.match_keys for customer in self.alike.get(key, ())]
        return list({customer.pk: customer for customer in (*by_id, *by_match)}.values())

    def doubles(self, senders: Iterable[Sender]) -> dict[Pair, str]:
        """Pairs of customers who seem to be one person, and why."""
        found: dict[Pair, str] = {}
        for sender in senders:
            people = self.of(sender)
            if len(people) > 1:
                by_id = {self.exact[key].pk for key in sender.keys if key in self.exact}
                reason = MergeCandidate.Reason.IDENTITY if len(by_id) > 1 else MergeCandidate.Reason.PHONE
                for one, two in combinations(people, 2):
                    found[ordered(one.pk, two.pk)] = reason.value
        return found


def find_or_create_customers(senders: Sequence[Sender], *, at: datetime | None = None) -> Found:
    """A customer for each sender, in a handful of statements. Must run in a transaction."""
    known = Known(senders)
    missing = [sender for sender in senders if not known.has_all(sender)]
    if missing:
        lock_keys({key for sender in missing for key in sender.match_keys})
        known = Known(senders)  # whoever held the lock before us may have made them
        _create(missing, known, at or timezone.now())
    note_doubles(known.doubles(senders))
    return {sender: known.of(sender)[0] for sender in senders}


def find_customers(senders: Sequence[Sender]) -> Found:
    """Of those who are known already."""
    known = Known(senders)
    return {sender: people[0] for sender in senders if (people := known.of(sender))}


def locked_customers(senders: Sequence[Sender]) -> Found:
    """A customer for each sender, their rows locked."""
    return _locked(find_or_create_customers, senders)


def locked_known_customers(senders: Sequence[Sender]) -> Found:
    """Of those who are known already, their rows locked."""
    return _locked(find_customers, senders)


def _locked(find: Callable[[Sequence[Sender]], Found], senders: Sequence[Sender]) -> Found:
    """A merge that was under way may have taken a row away: then its ids belong to the other customer, and are looked
    for again."""
    for _ in range(TRIES):
        found = find(senders)
        if lock_customers(found.values()):
            return found
    raise OperationalError("customers are being merged all the time")


def note_sightings(found: Found, at: datetime) -> None:
    """Where a customer wrote from last is where they are written to. Usually nothing changes. Customers are locked."""
    keys = sorted({key for sender in found for key in sender.keys})
    with connection.cursor() as cursor:
        cursor.execute(SEEN, [at, [kind for kind, _ in keys], [value for _, value in keys]])


SEEN = """
UPDATE conversations_customeridentity AS i SET last_seen_at = %s
FROM unnest(%s::text[], %s::text[]) AS seen(kind, value)
WHERE i.kind = seen.kind AND i.value = seen.value AND EXISTS (
    SELECT 1 FROM conversations_customeridentity AS other
    WHERE other.customer_id = i.customer_id AND other.kind = i.kind AND other.id <> i.id
      AND other.last_seen_at >= i.last_seen_at)
"""


def lock_keys(keys: set[str]) -> None:
    """Two workers that meet the same new person: one makes them, the other waits and finds them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended('customer:' || key, 0))"
            " FROM (SELECT unnest(%s::text[]) AS key ORDER BY key) AS keys",
            [sorted(keys)],
        )


def new_identity(customer: Customer, kind: str, value: str, at: datetime) -> CustomerIdentity:
    return CustomerIdentity(customer=customer, kind=kind, value=value, match_key=key_of(kind, value), last_seen_at=at)


def note_profiles(found: Found) -> None:
    """Give those without a name or a number the one that they write under; a username follows the profile."""
    changed = {}
    for sender, customer in found.items():
        before = (customer.name, customer.username, customer.phone)
        customer.name = customer.name or sender.name[:200]
        customer.username = sender.username or customer.username
        customer.phone = customer.phone or phone_of_wa_id(sender.phone)
        if before != (customer.name, customer.username, customer.phone):
            changed[customer.pk] = customer
    if changed:
        Customer.objects.bulk_update(changed.values(), ["name", "username", "phone"])


def _create(missing: Sequence[Sender], known: Known, at: datetime) -> None:
    customers: list[Customer] = []
    identities: list[CustomerIdentity] = []
    for sender in missing:
        people = known.of(sender)
        if people:
            customer = people[0]
        else:
            customer = Customer(
                name=sender.name[:200],
                phone=phone_of_wa_id(sender.phone),
                username=sender.username,
                is_group=bool(sender.group_id),
                created_at=at,
            )
            customers.append(customer)
        for kind, value in sender.keys:
            if (kind, value) not in known.exact:
                identities.append(new_identity(customer, kind, value, at))
                known.add(kind, value, key_of(kind, value), customer)
    Customer.objects.bulk_create(customers)
    CustomerIdentity.objects.bulk_create(identities)
