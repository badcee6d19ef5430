"""Two customers who are one person become one: both histories stay, under the one who remains.

Where both have an open conversation on one number, the one that is further along (with a person before waiting in the
queue before the bot) goes on, and the other is closed as a duplicate with a line that names it.
"""

from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from conversations.events import ConversationChanged, publish
from conversations.exceptions import CustomerIsErased, Forbidden, Invalid, NotFound
from conversations.models import Conversation, Customer, Resolution, Status, TimelineEntry, TimelineKind
from conversations.services.doubles import clear_doubles
from conversations.services.lifecycle import close_locked
from conversations.services.lookup import known_to
from conversations.services.snoozing import wake_answered

FURTHER = {Status.IN_PROGRESS: 0, Status.WAITING: 1, Status.QUEUE: 2, Status.BOT: 3}
FILLED = ("name", "phone", "username", "email", "document", "plan")
JOINED = ("since", "birth", "notes", "attributes", "is_blocked", "no_marketing_until", "created_at")


def merge_customers(survivor_id: UUID, other_id: UUID, *, by: User) -> Customer:
    """Everything of `other` becomes the survivor's, whose own data wins. Raises Forbidden for an agent who may not see
    all their conversations.

    Both rows are locked against everything that refers to them, in the order of their ids: a message that arrives at
    the same moment waits, does not find its customer any more, and looks again.
    """
    with transaction.atomic():
        survivor, other = _locked(survivor_id, other_id)
        _check(survivor, other, by)
        rows = _locked_conversations(survivor, other)
        _close_doubles(rows, survivor, by)
        _take_over(survivor, other)
        clear_doubles(other)
        _repoint_all(survivor, other)
        name = other.name or other.phone or str(other)
        other.delete()
        _tell(survivor, name, by)
        return survivor


def may_merge(user: User, *customers: Customer) -> bool:
    """Supervisors; and agents who may see every conversation of both."""
    if user.is_steering:
        return True
    rows = Conversation.objects.filter(customer__in=customers)
    return not user.is_bot and not rows.exclude(pk__in=Conversation.objects.visible_to(user).values("pk")).exists()


def _locked(survivor_id: UUID, other_id: UUID) -> tuple[Customer, Customer]:
    if survivor_id == other_id:
        raise Invalid(_("A customer cannot be merged with themselves."), attr="other_id")
    # Not `no_key`: whoever is about to insert a row that refers to one of them has to wait.
    rows = Customer.objects.select_for_update().filter(pk__in=[survivor_id, other_id]).order_by("pk")
    found = {row.pk: row for row in rows}
    if survivor_id not in found:
        raise NotFound
    if other_id not in found:
        raise Invalid(_("No such customer."), code="does_not_exist", attr="other_id")
    return found[survivor_id], found[other_id]


def _check(survivor: Customer, other: Customer, by: User) -> None:
    if survivor.erased_at or other.erased_at:
        raise CustomerIsErased
    if survivor.is_group or other.is_group:
        raise Invalid(_("A group and a person cannot be merged."), attr="other_id")
    known = set(Customer.objects.filter(known_to(by), pk__in=[survivor.pk, other.pk]).values_list("pk", flat=True))
    if survivor.pk not in known:
        raise NotFound
    if other.pk not in known:
        raise Invalid(_("No such customer."), code="does_not_exist", attr="other_id")
    if not may_merge(by, survivor, other):
        raise Forbidden(_("You may not see all conversations of these customers."))


def _locked_conversations(*customers: Customer) -> list[Conversation]:
    rows = Conversation.objects.select_for_update(of=("self",)).filter(customer__in=customers)
    return list(rows.order_by("pk"))


def _close_doubles(rows: list[Conversation], survivor: Customer, by: User) -> None:
    by_channel: dict[int, list[Conversation]] = {}
    for row in rows:
        if row.is_open:
            by_channel.setdefault(row.channel_id, []).append(row)
    for candidates in by_channel.values():
        keep, *rest = sorted(
            candidates, key=lambda row: (FURTHER[Status(row.status)], row.customer_id != survivor.pk, row.created_at)
        )
        for row in rest:
            _hand_on(row, keep)
            note = _("Merged: goes on in %(protocol)s") % {"protocol": keep.protocol}
            close_locked(row, by=by, resolution=Resolution.DUPLICATE, notes=note)


def _hand_on(row: Conversation, keep: Conversation) -> None:
    """What the customer is still owed goes along."""
    since = [at for at in (row.customer_waiting_since, keep.customer_waiting_since) if at]
    windows = [at for at in (row.window_expires_at, keep.window_expires_at) if at]
    keep.unread += row.unread
    keep.customer_waiting_since, keep.window_expires_at = min(since, default=None), max(windows, default=None)
    keep.save(update_fields=["unread", "customer_waiting_since", "window_expires_at"])
    if row.customer_waiting_since:
        publish(*wake_answered([keep]))


def _take_over(survivor: Customer, other: Customer) -> None:
    for name in FILLED:
        setattr(survivor, name, getattr(survivor, name) or getattr(other, name))
    survivor.since = min((day for day in (survivor.since, other.since) if day), default=None)
    survivor.birth = survivor.birth or other.birth
    survivor.notes = "\n\n".join(text for text in (survivor.notes, other.notes) if text)
    survivor.attributes = {**other.attributes, **survivor.attributes}
    survivor.is_blocked = survivor.is_blocked or other.is_blocked
    rests = [at for at in (survivor.no_marketing_until, other.no_marketing_until) if at]
    survivor.no_marketing_until = max(rests, default=None)
    survivor.created_at = min(survivor.created_at, other.created_at)
    survivor.save(update_fields=[*FILLED, *JOINED, "updated_at"])


def _repoint_all(survivor: Customer, other: Customer) -> None:
    """Every row that names the other one, of whatever app: conversations, ids, consents."""
    for relation in Customer._meta.related_objects:
        model, field = relation.related_model, relation.field.name
        assert isinstance(model, type)
        rows = model._default_manager.filter(**{field: other})
        if not _repoint(rows, field, survivor):
            for row in rows:
                _repoint_one(row, field, survivor)


def _repoint(rows: "QuerySet[Model]", field: str, survivor: Customer) -> bool:
    try:
        with transaction.atomic():
            rows.update(**{field: survivor})
    except IntegrityError:
        return False
    return True


def _repoint_one(row: Model, field: str, survivor: Customer) -> None:
    """Where the survivor has the like already, the other one's goes."""
    if not _repoint(type(row)._default_manager.filter(pk=row.pk), field, survivor):
        row.delete()


def _tell(survivor: Customer, name: str, by: User) -> None:
    rows = list(survivor.conversations.all())
    latest = max(rows, key=lambda row: (row.is_open, row.created_at), default=None)
    if latest is not None:
        TimelineEntry.objects.create(conversation=latest, kind=TimelineKind.MERGED, actor=by, data={"name": name})
    publish(*[ConversationChanged(conversation_id=row.pk) for row in rows if row.is_open or row is latest])
