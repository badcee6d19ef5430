"""Customers as people enter them: by a number, with their data."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from conversations.exceptions import Conflict, CustomerIsErased, Forbidden, Invalid, NotFound
from conversations.models import Customer, CustomerIdentity, IdentityKind
from conversations.phones import digits, lookup_keys, match_key, parse_phone
from conversations.services.customer_fields import check_known, cleaned, tell_changed
from conversations.services.identities import Sender, find_or_create_customers, lock_keys, new_identity
from conversations.services.lookup import known_to


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
        .filter(kind=IdentityKind.PHONE, match_key__in=lookup_keys(number))
        .order_by("-last_seen_at")
        .first()
    )
    return identity.customer if identity else None


def create_customer(*, by: User, phone: str | None = None, **fields: Any) -> Customer:
    """Somebody who has not written yet. `phone` is E.164. Raises Conflict when somebody has the number."""
    with transaction.atomic():
        customer = Customer(phone=phone, **cleaned(fields))
        if phone:
            _claim_phone(customer, phone)
        customer.save(force_insert=True)
        _save_identity(customer)
        return customer


def update_customer(customer: Customer, *, by: User, known: dict[str, Any] | None = None, **fields: Any) -> Customer:
    """A new number becomes a further identity; by the old one the customer is still found. What is not as in `known`
    any more was changed meanwhile, and nothing is overwritten."""
    fields = cleaned(fields)
    with transaction.atomic():
        if (phone := fields.get("phone")) and phone != customer.phone:
            _claim_phone(customer, phone)
        row = Customer.objects.select_for_update(no_key=True).filter(pk=customer.pk).first()
        # Asked after the lock: their only conversation may have gone to another team just now.
        if row is None or not Customer.objects.filter(known_to(by), pk=row.pk).exists():
            raise NotFound
        if row.erased_at:
            raise CustomerIsErased
        if row.is_blocked and fields.get("is_blocked") is False and not by.is_steering:
            raise Forbidden
        check_known(row, known or {})
        for name, value in fields.items():
            setattr(row, name, value)
        row.save(update_fields=[*fields, "updated_at"])
        _save_identity(row)
        tell_changed(row)
        return row


def delete_customer(customer: Customer, *, by: User) -> None:
    """Only who never had a conversation; raises ProtectedError otherwise."""
    if not by.is_steering:
        raise Forbidden
    customer.delete()


def _claim_phone(customer: Customer, phone: str) -> None:
    lock_keys(set(lookup_keys(phone)))
    holder = find_customer(phone)
    if holder is not None and holder.pk != customer.pk:
        raise Conflict(_("Another customer has this number."), code="phone_taken", attr="phone")


def _save_identity(customer: Customer) -> None:
    if not customer.phone:
        return
    value = digits(customer.phone)
    known = CustomerIdentity.objects.filter(customer=customer, match_key=match_key(value))
    if not known.exists():
        new_identity(customer, IdentityKind.PHONE.value, value, timezone.now()).save(force_insert=True)
