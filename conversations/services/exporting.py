"""A customer's data for themselves, or for whom they go to (LGPD, article 18): what they gave us and what was said,
as JSON and files in a ZIP.

What people here noted for each other is not in it: private notes, closing notes and the notes about the customer are
the company's own words, and speak of third persons, too. Nor is who of us wrote: that it was an agent or the bot is.

It is read page by page while it is sent, each page by a statement of its own, so that neither a transaction nor a
connection is held for who reads slowly. Who is erased meanwhile is in it as far as it had come.
"""

import json
from collections.abc import Iterator
from typing import Any, TypeVar, cast
from uuid import UUID

import structlog
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from conversations.exceptions import Conflict, CustomerIsErased, Forbidden, NotFound
from conversations.models import Attachment, AttachmentState, Conversation, Customer, CustomerExport, Message
from conversations.services.attachments import clean_name
from conversations.services.consents import decisions
from conversations.storage import FileStore, Pieces
from conversations.zipping import Entry, zipped

log = structlog.get_logger(__name__)
PAGE = 500
LEFT_OUT = (
    "Private notes, closing notes, the notes about the customer, and the names of those who wrote for the company."
)
OF_CUSTOMER = ("id", "name", "phone", "username", "email", "document", "plan", "since", "birth", "attributes")
OF_CONVERSATION = ("id", "protocol", "status", "resolution", "referral", "created_at", "closed_at")
OF_MESSAGE = (
    *("id", "created_at", "direction", "type", "content", "payload", "status", "reply_to_id", "sent_at"),
    *("delivered_at", "read_at", "edited_at", "deleted_at", "versions", "reactions"),
)
Data = dict[str, Any]
T = TypeVar("T")


def export_customer(customer_id: UUID, *, by: User) -> CustomerExport:
    """Records that it is done, by whom. `pieces_of` gives it. Raises Forbidden, NotFound, CustomerIsErased, and
    Conflict for a group, which is several people's."""
    if not by.is_steering:
        raise Forbidden
    with transaction.atomic():
        # Held, so that it cannot be erased before this is on record.
        customer = Customer.objects.select_for_update(no_key=True).filter(pk=customer_id).first()
        if customer is None:
            raise NotFound
        if customer.erased_at:
            raise CustomerIsErased
        if customer.is_group:
            raise Conflict(_("A group cannot be exported: it belongs to several people."), code="is_group")
        export = CustomerExport.objects.create(
            customer=customer,
            by=by,
            conversations=Conversation.objects.filter(customer=customer).count(),
            messages=Message.objects.filter(conversation__customer=customer).count(),
            files=Attachment.objects.filter(conversation__customer=customer, message__isnull=False).count(),
        )
    log.info("customer exported", export=export.pk, by=by.pk)
    return export


def name_of(export: CustomerExport) -> str:
    return f"cliente-{str(export.customer_id)[:8]}-{timezone.localtime(export.at):%Y%m%d-%H%M}.zip"


def pieces_of(export: CustomerExport) -> Pieces:
    assert export.customer_id is not None
    return zipped(_entries(export.customer_id))


def _entries(customer_id: UUID) -> Iterator[Entry]:
    missing: list[str] = []
    yield Entry("customer.json", [_json(_customer(customer_id))])
    for row in _conversations(customer_id):
        yield Entry(f"conversations/{row['protocol']}.json", _conversation(row))
    yield from _files(customer_id, missing)
    made = {"made_at": timezone.now(), "left_out": LEFT_OUT, "missing_files": missing}
    yield Entry("about.json", [_json(made)])


def _customer(customer_id: UUID) -> Data:
    customer = Customer.objects.filter(pk=customer_id, erased_at=None).first()
    if customer is None:
        return _let_go({})
    known = customer.identities.order_by("pk").values("kind", "value", "last_seen_at")
    decided = decisions(customer.pk).values("is_given", "at", "source", "detail")
    data = {name: getattr(customer, name) for name in OF_CUSTOMER}
    return _let_go({**data, "created_at": customer.created_at, "numbers": list(known), "consents": list(decided)})


def _conversations(customer_id: UUID) -> list[Data]:
    """Of these nobody has so many that they would have to be paged."""
    rows = Conversation.objects.filter(customer=customer_id).order_by("created_at", "pk")
    found = list(rows.values(*OF_CONVERSATION, "channel__kind", "team__name"))
    return _let_go([{**row, "channel": row.pop("channel__kind"), "team": row.pop("team__name")} for row in found])


def _conversation(row: Data) -> Iterator[bytes]:
    head = _json(row)
    yield head.rstrip(b"}\n ") + b',\n "messages": ['
    separator = b"\n"
    for message in _messages(row["id"]):
        yield separator + _json(message)
        separator = b",\n"
    yield b"\n]}\n"


def _messages(conversation_id: UUID) -> Iterator[Data]:
    last = 0
    while True:
        rows = Message.objects.filter(conversation=conversation_id, pk__gt=last).order_by("pk")
        page = list(rows.values(*OF_MESSAGE, "author_kind")[:PAGE])
        names = _names([row["id"] for row in page])
        _let_go(None)
        for row in page:
            yield {**row, "by": row.pop("author_kind"), "files": names.get(row["id"], [])}
        if len(page) < PAGE:
            return
        last = page[-1]["id"]


def _names(message_ids: list[int]) -> dict[int, list[str]]:
    rows = Attachment.objects.filter(message__in=message_ids, state=AttachmentState.READY).order_by("pk")
    found: dict[int, list[str]] = {}
    for pk, message_id, filename in rows.values_list("pk", "message_id", "filename"):
        found.setdefault(message_id, []).append(_path(pk, filename))
    return found


def _files(customer_id: UUID, missing: list[str]) -> Iterator[Entry]:
    last: UUID | None = None
    while True:
        # What is still held, or never went out, is not theirs.
        rows = Attachment.objects.filter(conversation__customer=customer_id, message__isnull=False).order_by("pk")
        page = list((rows.filter(pk__gt=last) if last else rows)[:PAGE])
        _let_go(None)
        for attachment in page:
            path = _path(attachment.pk, attachment.filename)
            try:
                if attachment.state != AttachmentState.READY:
                    raise FileNotFoundError(path)
                store = cast(FileStore, attachment.file.storage)
                size = attachment.size or attachment.file.size
                yield Entry(path, store.pieces(str(attachment.file.name), 0, size), is_packed=True)
            except FileNotFoundError:
                missing.append(path)
        if len(page) < PAGE:
            return
        last = page[-1].pk


def _path(pk: UUID, filename: str) -> str:
    return f"files/{pk}-{clean_name(filename)}"


def _json(data: Data) -> bytes:
    return (json.dumps(data, ensure_ascii=False, indent=1, default=_text) + "\n").encode("utf-8", "replace")


def _text(value: Any) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _let_go(data: T) -> T:
    """Of the connection, as long as somebody reads: the next page may be asked for by another thread."""
    if not connection.in_atomic_block:
        connection.close()
    return data
