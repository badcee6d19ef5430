"""Erasing a customer: nothing that says who they were or what was said stays; what was counted does.

Their row is deleted, and their conversations go to a row without anything, so that whoever writes at this moment finds
no customer, and becomes a new one. Everything in the database goes in one transaction, in every app. The bytes of
files are condemned in it and deleted after it by the sweeper of loose files, as often as it takes; raw payloads are
cleaned after it by `whatsapp`, which finds them by the traces that the row of the erasure keeps until then.
"""

from typing import Any, NoReturn
from uuid import UUID

import structlog
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from conversations.events import ConversationChanged, CustomerErased, publish
from conversations.exceptions import Conflict, CustomerIsErased, Forbidden, Invalid, NotFound
from conversations.models import (
    Conversation,
    Customer,
    Erasure,
    KeptDraft,
    Message,
    MessageChange,
    MessageStatus,
    ScheduledMessage,
    ScheduledState,
    WebhookDelivery,
)
from conversations.phones import digits, spellings
from conversations.services.consents import keep_refusal
from conversations.services.erased_files import drop_files
from conversations.services.erased_traces import drop_views, locked_forwarded, strip_forwarded

log = structlog.get_logger(__name__)
ERASING_LOCK = 7_340_031
UNSENT = (MessageStatus.QUEUED, MessageStatus.SENDING, MessageStatus.UNCONFIRMED)
# Of an error the code is counted; its words are the provider's, and may name a number.
STRIP_MESSAGES = """
UPDATE conversations_message SET content = '', payload = '{}', media = NULL, versions = NULL, reactions = NULL,
    external_id = NULL, reply_to_external_id = NULL,
    error = CASE WHEN jsonb_typeof(error) = 'object'
        THEN jsonb_build_object('code', error -> 'code', 'detail', '') END
WHERE conversation_id = ANY(%(conversations)s)
"""
# What happened is kept as far as it names only us; what anybody wrote about it is not.
KEPT_DATA = [
    *(
        "resolution",
        "intent",
        "cause",
        "is_unanswered",
        "priority",
        "added",
        "removed",
        "agent",
        "agent_id",
        "team",
        "left",
        "left_id",
    ),
    *("is_given", "source", "protocol", "target", "due_at", "message_id", "macro", "macro_id", "user_id"),
]
STRIP_TIMELINE = """
UPDATE conversations_timelineentry SET text = '', data = (
    SELECT coalesce(jsonb_object_agg(key, value), '{}') FROM jsonb_each(data)
    WHERE key = ANY(%(kept)s) OR key = 'name' AND kind IN ('followed', 'unfollowed')
)
WHERE conversation_id = ANY(%(conversations)s)
"""


def erase_customer(customer_id: UUID, *, by: User, confirm: str) -> Erasure:
    """`confirm` is the customer's name, or the phone of one without a name, as `shown_name` tells it. Raises
    Forbidden, NotFound, Invalid for another name, and Conflict while a conversation is open or anything is to be
    sent."""
    if not by.is_steering:
        raise Forbidden
    with transaction.atomic():
        _wait_for_others()
        customer = _locked(customer_id)
        _check(customer, confirm)
        conversations = list(Conversation.objects.select_for_update().filter(customer=customer).order_by("pk"))
        _check_still(conversations)
        erasure = _erase(customer, conversations, by)
        log.info("customer erased", erasure=erasure.pk, by=by.pk)
        return erasure


def shown_name(customer: Customer) -> str:
    """What is to be typed."""
    return customer.name or customer.phone or customer.username


def _wait_for_others() -> None:
    """One at a time: what was forwarded from one of them to the other would be locked from both sides."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ERASING_LOCK])


def _locked(customer_id: UUID) -> Customer:
    """Not `no_key`: whoever is about to open a conversation for them has to wait, and then finds them gone."""
    customer = Customer.objects.select_for_update().filter(pk=customer_id).first()
    if customer is None:
        raise NotFound
    return customer


def _check(customer: Customer, confirm: str) -> None:
    if customer.erased_at:
        raise CustomerIsErased
    if customer.is_group:
        raise Conflict(_("A group cannot be erased: it belongs to several people."), code="is_group")
    wanted = shown_name(customer)
    if " ".join(confirm.split()).casefold() != " ".join(wanted.split()).casefold():
        raise Invalid(_("Type “%(name)s” to confirm.") % {"name": wanted}, code="not_confirmed", attr="confirm")


def _check_still(conversations: list[Conversation]) -> None:
    """Nothing goes on any more: neither a talk nor a message on its way."""
    for row in conversations:
        if row.is_open:
            told = {"protocol": row.protocol}
            raise Conflict(
                _("The conversation %(protocol)s is open. Close it first.") % told, code="conversation_open"
            )
    if Message.objects.filter(conversation__in=conversations, direction="outgoing", status__in=UNSENT).exists():
        _refuse_while_sending()
    if ScheduledMessage.objects.filter(conversation__in=conversations, state=ScheduledState.PENDING).exists():
        raise Conflict(_("A message to them is scheduled. Cancel it first."), code="message_scheduled")


def _refuse_while_sending() -> NoReturn:
    raise Conflict(_("A message to them is still on its way. Try again in a moment."), code="message_in_outbox")


def _erase(customer: Customer, conversations: list[Conversation], by: User) -> Erasure:
    now, ids = timezone.now(), [row.pk for row in conversations]
    messages = Message.objects.filter(conversation__in=ids)
    # Locked before their files, as by everybody: what a worker keeps of one just now is there before it is dropped.
    external_ids = [one for one in _locked_messages(ids) if one]
    forwarded = locked_forwarded(ids)
    if any(message.status in UNSENT for message in forwarded):
        _refuse_while_sending()
    traces = _traces(customer)
    shell = Customer.objects.create(erased_at=now, created_at=customer.created_at)
    _drop_deliveries(ids, [message.pk for message in forwarded])
    files = drop_files(ids)
    erasure = Erasure.objects.create(
        customer=shell, by=by, at=now, traces=traces, conversations=len(ids), messages=messages.count(), files=files
    )
    # While the rows still say what the other apps have to look for.
    publish(CustomerErased(tuple(ids), customer.phone or "", tuple(traces), tuple(external_ids)))
    _strip(ids)
    strip_forwarded(forwarded)
    keep_refusal(customer)
    drop_views(customer, traces)
    _drop_waiting(external_ids, traces)
    Conversation.objects.filter(pk__in=ids).update(customer=shell, notes="", referral=None, unread=0, updated_at=now)
    _forget_in_log(customer)
    customer.delete()
    publish(*[ConversationChanged(conversation_id=pk) for pk in ids])
    return erasure


def _locked_messages(ids: list[UUID]) -> list[str | None]:
    rows = Message.objects.select_for_update(no_key=True).filter(conversation__in=ids).order_by("pk")
    return [external_id for _pk, external_id in rows.values_list("pk", "external_id")]


def _traces(customer: Customer) -> list[str]:
    """Every id under which the provider spoke of them, or somebody wrote their number."""
    values = [*customer.identities.values_list("value", flat=True), digits(customer.phone or "")]
    return sorted({trace for value in values if value for trace in spellings(value)})


def _drop_waiting(external_ids: list[str], traces: list[str]) -> None:
    """Changes that came before their message, or whose message never came."""
    theirs = Q(target_external_id__in=external_ids) | Q(author_key__in=traces)
    MessageChange.objects.filter(theirs, message=None).delete()


def _strip(ids: list[UUID]) -> None:
    MessageChange.objects.filter(message__conversation__in=ids).delete()
    KeptDraft.objects.filter(conversation__in=ids).delete()
    ScheduledMessage.objects.filter(conversation__in=ids).update(content="", said="", media=None, error=None)
    values: dict[str, Any] = {"conversations": ids, "kept": KEPT_DATA}
    with connection.cursor() as cursor:
        cursor.execute(STRIP_MESSAGES, values)
        cursor.execute(STRIP_TIMELINE, values)


def _drop_deliveries(ids: list[UUID], forwarded: list[int]) -> None:
    """What other systems were told, or would be."""
    messages = Message.objects.filter(conversation__in=ids).values_list("pk", flat=True)
    subjects = [*map(str, ids), *map(str, messages), *map(str, forwarded)]
    WebhookDelivery.objects.filter(subject__in=subjects).delete()


def _forget_in_log(customer: Customer) -> None:
    """The administration's log of changes writes names down."""
    kind = ContentType.objects.get_for_model(Customer)
    entries = LogEntry.objects.filter(content_type=kind, object_id=str(customer.pk))
    entries.update(object_repr="", change_message="")
