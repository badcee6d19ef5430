"""What supervisors prepare for all: labels, canned responses, attributes of customers, webhooks."""

from typing import Any, TypeVar

from accounts.models import User
from conversations.exceptions import Forbidden
from conversations.models import CannedResponse, CustomerAttribute, Label, Webhook

Row = TypeVar("Row", Label, CannedResponse, CustomerAttribute, Webhook)


def save_row(row: Row, *, by: User, **fields: Any) -> Row:
    _check(by)
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()
    return row


def delete_row(row: Label | CannedResponse | CustomerAttribute | Webhook, *, by: User) -> None:
    _check(by)
    row.delete()


def _check(by: User) -> None:
    if not by.is_steering:
        raise Forbidden
