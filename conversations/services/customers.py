"""Finding and making customers, one or hundreds at a time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from conversations.exceptions import Conflict, Forbidden, Invalid
from conversations.models import Customer, CustomerIdentity, IdentityKind
from conversations.phones import digits, match_key, parse_phone, phone_of_wa_id

Key = tuple[str, str]  # kind and value


@dataclass(frozen=True, slots=True)
class Sender:
    """Who wrote, in the provider's words. At least one of `phone` (digits) and `user_id` is set."""

    phone: str = ""
    user_id: str = ""
    name: str = ""

    @property
    def keys(self) -> tuple[Key, ...]:
        """Phone first: it is what people know each other by."""
        phone = ((IdentityKind.PHONE.value, digits(self.phone)),) if digits(self.phone) else ()
        user_id = ((IdentityKind.USER_ID.value, self.user_id),) if self.user_id else ()
        return phone + user_id

    @property
    def match_keys(self) -> tuple[str, ...]:
        return tuple(key_of(kind, value) for kind, value in self.keys)


def key_of(kind: str, value: str) -> str:
    return match_key(value) if kind == IdentityKind.PHONE else value


def find_or_create_customers(senders: Sequence[Sender], *, at: datetime | None = None) -> dict[Sender, Customer]:
    """A customer for each sender, in a handful of statements. Must run in a transaction."""
    known = _known(senders)
    missing = [sender for sender in senders if not _is_complete(sender, known)]
    if missing:
        _lock_keys({key for sender in missing for key in sender.match_keys})
        known = _known(senders)  # whoever held the lock before us may have made them
        _create(missing, known, at or timezone.now())
    return {sender: found for sender in senders if (found := _find(sender, known))}


def require_phone(phone: str) -> str:
    """E.164. Raises Invalid when it is no phone number."""
    number = parse_phone(phone)
    if number is None:
        raise Invalid(_("Give a phone number with country code, such as +5511987654321."), code="invalid", attr="to")
    return number


def find_or_create_customer(phone: str) -> Customer:
    """By a number as a person typed it. Raises Invalid when it is no phone number."""
    sender = Sender(phone=require_phone(phone))
    with transaction.atomic():
        return find_or_create_customers([sender])[sender]


def find_customer(phone: str) -> Customer | None:
    number = parse_phone(phone)
    if number is None:
        return None
    identity = (
        CustomerIdentity.objects.select_related("customer")
        .filter(kind=IdentityKind.PHONE, match_key=match_key(number))
        .order_by("-last_seen_at")
        .first()
    )
    return identity.customer if identity else None


def create_customer(*, by: User, phone: str | None = None, **fields: Any) -> Customer:
    """Somebody who has not written yet. `phone` is E.164. Raises Conflict when somebody has the number."""
    with transaction.atomic():
        customer = Customer(phone=phone, **fields)
        if phone:
            _claim_phone(customer, phone)
        customer.save(force_insert=True)
        _save_identity(customer)
        return customer


def update_customer(customer: Customer, *, by: User, **fields: Any) -> Customer:
    """A new number becomes a further identity; by the old one the customer is still found."""
    with transaction.atomic():
        if (phone := fields.get("phone")) and phone != customer.phone:
            _claim_phone(customer, phone)
        for name, value in fields.items():
            setattr(customer, name, value)
        customer.save(update_fields=[*fields, "updated_at"])
        _save_identity(customer)
        return customer


def delete_customer(customer: Customer, *, by: User) -> None:
    """Only who never had a conversation; raises ProtectedError otherwise."""
    if not by.is_steering:
        raise Forbidden
    customer.delete()


def _claim_phone(customer: Customer, phone: str) -> None:
    _lock_keys({match_key(phone)})
    holder = find_customer(phone)
    if holder is not None and holder.pk != customer.pk:
        raise Conflict(_("Another customer has this number."), code="phone_taken", attr="phone")


def _save_identity(customer: Customer) -> None:
    if not customer.phone:
        return
    value = digits(customer.phone)
    known = CustomerIdentity.objects.filter(customer=customer, match_key=match_key(value))
    if not known.exists():
        _identity(customer, IdentityKind.PHONE.value, value, timezone.now()).save(force_insert=True)


Known = dict[Key, Customer]


def _known(senders: Iterable[Sender]) -> Known:
    """By the exact id, and by the match key for phones under their other spelling."""
    match_keys = {key for sender in senders for key in sender.match_keys}
    rows = (
        CustomerIdentity.objects.select_related("customer").filter(match_key__in=match_keys).order_by("last_seen_at")
    )
    known: Known = {}
    for row in rows:
        known[("match", row.match_key)] = row.customer
    for row in rows:
        known[(row.kind, row.value)] = row.customer
    return known


def _is_complete(sender: Sender, known: Known) -> bool:
    return all(key in known for key in sender.keys)


def _find(sender: Sender, known: Known) -> Customer | None:
    for key in sender.keys:
        if key in known:
            return known[key]
    for match in sender.match_keys:
        if ("match", match) in known:
            return known[("match", match)]
    return None


def _lock_keys(keys: set[str]) -> None:
    """Two workers that meet the same new person: one makes them, the other waits and finds them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended('customer:' || key, 0))"
            " FROM (SELECT unnest(%s::text[]) AS key ORDER BY key) AS keys",
            [sorted(keys)],
        )


def _create(missing: Sequence[Sender], known: Known, at: datetime) -> None:
    customers: list[Customer] = []
    identities: list[CustomerIdentity] = []
    for sender in missing:
        customer = _find(sender, known)
        if customer is None:
            customer = Customer(name=sender.name[:200], phone=phone_of_wa_id(sender.phone), created_at=at)
            customers.append(customer)
        for kind, value in sender.keys:
            if (kind, value) not in known:
                identities.append(_identity(customer, kind, value, at))
                known[(kind, value)] = known[("match", key_of(kind, value))] = customer
    Customer.objects.bulk_create(customers)
    CustomerIdentity.objects.bulk_create(identities)


def _identity(customer: Customer, kind: str, value: str, at: datetime) -> CustomerIdentity:
    return CustomerIdentity(customer=customer, kind=kind, value=value, match_key=key_of(kind, value), last_seen_at=at)


def name_customers(found: dict[Sender, Customer]) -> None:
    """Give those without a name the one that their profile shows."""
    named = {}
    for sender, customer in found.items():
        if sender.name and not customer.name:
            customer.name = sender.name[:200]
            named[customer.pk] = customer
    if named:
        Customer.objects.bulk_update(named.values(), ["name"])
