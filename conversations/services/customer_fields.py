"""One field of a customer at a time, as it is edited in the panel."""

from typing import Any
from uuid import UUID

from django.db import transaction

from accounts.models import User
from conversations.customer_fields import OWN, Field, attribute_field, field_named, write
from conversations.events import ConversationChanged, publish
from conversations.exceptions import ChangedMeanwhile, CustomerIsErased, Forbidden, Invalid, NotFound
from conversations.models import Conversation, Customer, CustomerAttribute


def set_field(customer_id: UUID, *, by: User, name: str, text: str, known: str | None = None) -> Customer:
    """`known` is what the writer saw before: what a colleague saved meanwhile raises ChangedMeanwhile. To save the
    same value twice is no conflict."""
    with transaction.atomic():
        customer = locked_customer(customer_id, by)
        field = field_named(name, CustomerAttribute.objects.all())
        if field is None:
            raise Invalid(attr=name)
        _set(customer, field, field.read(text), known)
        return customer


def locked_customer(customer_id: UUID, by: User) -> Customer:
    """One of whom the caller may see a conversation, locked until the end of the transaction."""
    customer = Customer.objects.select_for_update(no_key=True).filter(pk=customer_id).first()
    visible = Conversation.objects.visible_to(by).filter(customer=customer_id)
    if customer is None or not (by.is_steering or visible.exists()):
        raise NotFound
    if by.is_bot:
        raise Forbidden
    if customer.erased_at:
        raise CustomerIsErased
    return customer


def check_known(customer: Customer, known: dict[str, Any]) -> None:
    """Nothing of this was changed by somebody else. Raises ChangedMeanwhile."""
    for name, value in known.items():
        field = field_named(name, CustomerAttribute.objects.all())
        if field is None:
            raise Invalid(attr=f"known.{name}")
        if (current := field.written(customer)) != write(value):
            raise ChangedMeanwhile(current, attr=name)


def cleaned(fields: dict[str, Any]) -> dict[str, Any]:
    """What programs write, by the same rules; what nobody defined is kept as it is."""
    rules = {field.name: field for field in OWN if field.kind == "document"}
    checked = {name: rules[name].read(value) if name in rules else value for name, value in fields.items()}
    if attributes := fields.get("attributes"):
        defined = {row.key: attribute_field(row) for row in CustomerAttribute.objects.filter(key__in=attributes)}
        checked["attributes"] = {
            key: defined[key].read(write(value)) if key in defined else value for key, value in attributes.items()
        }
    return checked


def tell_changed(customer: Customer) -> None:
    """Whoever has one of their conversations before them sees it."""
    rows = Conversation.objects.open().filter(customer=customer).values_list("pk", flat=True)
    publish(*[ConversationChanged(conversation_id=pk) for pk in rows])


def _set(customer: Customer, field: Field, value: Any, known: str | None) -> None:
    current = field.written(customer)
    if current == write(value):
        return
    if known is not None and current != known:
        raise ChangedMeanwhile(current, attr=field.name)
    if field.key:
        customer.attributes = {**customer.attributes, field.key: value}
    else:
        setattr(customer, field.name, value)
    customer.save(update_fields=["attributes" if field.key else field.name, "updated_at"])
    tell_changed(customer)
