"""Who is there. A socket is a row that its web process renews; without a fresh row an agent is offline.

What people were when is kept in periods: every change ends one and begins the next, in the same transaction.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Case, DateTimeField, Exists, F, Max, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Greatest
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.events import BotSocketClosed, PresenceChanged, publish
from accounts.exceptions import Forbidden, Invalid
from accounts.models import BrowserSession, Connection, PauseReason, Presence, PresencePeriod, Role, User


def open_connection(user: User, *, connection_id: UUID, login_key: str = "") -> None:
    """Record the socket; an agent who was offline comes online."""
    with transaction.atomic():
        locked = User.objects.select_for_update().get(pk=user.pk)
        _split_after_silence(locked)
        Connection.objects.create(id=connection_id, user=locked, login_key=login_key)
        if locked.presence == Presence.OFFLINE:
            chosen = locked.chosen_presence if locked.chosen_presence != Presence.OFFLINE else Presence.ONLINE
            _set(locked, presence=chosen, chosen=chosen, reason=locked.chosen_reason)


def close_connection(user: User, *, connection_id: UUID) -> None:
    """The agent stays as they are for the grace period: a reload is not an absence. A bot's is short, because
    customers wait for it, and new ones are nothing for it from this moment on."""
    with transaction.atomic():
        now = timezone.now()
        Connection.objects.filter(pk=connection_id).update(seen_at=now, closed_at=now)
        login = Connection.objects.filter(pk=connection_id).values("login_key")
        BrowserSession.objects.filter(key__in=login).update(seen_at=now)
        if user.is_bot:
            publish(BotSocketClosed(user_id=user.pk))


def renew_connections(sockets: Mapping[UUID, int]) -> None:
    """The heartbeat of all sockets of one web process, by the id of their user: one statement, however many there
    are. Those that were swept while the database or this process stood still are opened again."""
    if Connection.objects.filter(pk__in=sockets).update(seen_at=timezone.now()) == len(sockets):
        return
    swept = set(sockets) - set(Connection.objects.filter(pk__in=sockets).values_list("pk", flat=True))
    users = User.objects.filter(is_active=True).in_bulk({sockets[connection_id] for connection_id in swept})
    for connection_id in swept:
        if user := users.get(sockets[connection_id]):
            open_connection(user, connection_id=connection_id)


def choose_presence(user: User, *, presence: str, reason_id: int | None = None) -> User:
    """What the agent wants to be seen as, and why, if it is a pause.

    Raises `Invalid` where the reason is offered no more, or where there is no pause to give one for.
    """
    with transaction.atomic():
        locked = User.objects.select_for_update().get(pk=user.pk)
        _set(locked, presence=presence, chosen=presence, reason=_reason(presence, reason_id))
        return locked


def offered_reasons() -> QuerySet[PauseReason]:
    return PauseReason.objects.filter(is_active=True)


def save_reason(reason: PauseReason, *, by: User, **fields: object) -> PauseReason:
    if not by.is_steering:
        raise Forbidden
    for name, value in fields.items():
        setattr(reason, name, value)
    try:
        with transaction.atomic():
            reason.save()
    except IntegrityError as error:
        raise Invalid(_("There is a reason of this name."), code="unique", attr="name") from error
    return reason


def delete_reason(reason: PauseReason, *, by: User) -> None:
    """It is offered no more. The pauses that were made for it keep it."""
    save_reason(reason, by=by, is_active=False)


def sweep_presence() -> int:
    """Set offline whoever has had no socket for the grace period. Returns how many."""
    now = timezone.now()
    faded = Q(seen_at__lt=now - timedelta(seconds=settings.PRESENCE_GRACE_SECONDS))
    left = Q(closed_at__lte=now - timedelta(seconds=settings.BOT_GRACE_SECONDS)) | Q(
        seen_at__lt=now - Connection.FRESH
    )
    gone = User.objects.exclude(presence=Presence.OFFLINE).filter(
        ~Exists(Connection.objects.filter(user=OuterRef("pk")))
    )
    with transaction.atomic():
        over = Connection.objects.filter(faded | (Q(user__role=Role.BOT) & left))
        last_seen = dict(over.order_by().values_list("user").annotate(last=Max("seen_at")))
        over.delete()
        locked = list(gone.select_for_update(skip_locked=True, of=("self",)).values_list("pk", flat=True))
        # Looked at again now that nobody can come in: a socket may have opened while we waited for the rows.
        users = list(gone.filter(pk__in=locked))
        User.objects.filter(pk__in=[user.pk for user in users]).update(
            presence=Presence.OFFLINE, presence_changed_at=now
        )
        end_periods({user.pk: last_seen.get(user.pk, now) for user in users})
        publish(*[PresenceChanged(user_id=user.pk, presence=Presence.OFFLINE) for user in users])
    return len(users)


def end_periods(ends: Mapping[int, datetime]) -> None:
    """These people are there no more, each since a moment: the last sign of life, not when it was missed."""
    if not ends:
        return
    ended_at = Case(
        *[When(user_id=user_id, then=Value(at, DateTimeField())) for user_id, at in ends.items()],
        output_field=DateTimeField(),
    )
    _open_periods(ends).update(ended_at=Greatest(F("began_at"), ended_at))


def _end_period(user_id: int, at: datetime) -> None:
    _open_periods([user_id]).update(ended_at=Greatest(F("began_at"), at))


def _split_after_silence(user: User) -> None:
    """The whole system may have stood still with the person counted as there: the time between was no work."""
    if user.presence == Presence.OFFLINE or user.is_bot:
        return
    last: datetime | None = user.connections.aggregate(last=Max("seen_at"))["last"]
    now = timezone.now()
    if last is None or last >= now - timedelta(seconds=settings.PRESENCE_GRACE_SECONDS):
        return
    _end_period(user.pk, last)
    _begin(user, at=now)


def _reason(presence: str, reason_id: int | None) -> PauseReason | None:
    if reason_id is None:
        return None
    if presence != Presence.AWAY:
        raise Invalid(_("Only a pause has a reason."), code="no_pause", attr="reason")
    if (reason := offered_reasons().filter(pk=reason_id).first()) is None:
        raise Invalid(_("There is no such reason for a pause any more."), code="does_not_exist", attr="reason")
    return reason


def _set(user: User, *, presence: str, chosen: str, reason: PauseReason | None) -> None:
    changed = (user.presence, user.pause_reason) != (presence, reason)
    user.presence, user.chosen_presence, user.chosen_reason = presence, chosen, reason
    if changed:
        user.presence_changed_at = timezone.now()
    user.save(update_fields=["presence", "chosen_presence", "chosen_reason", "presence_changed_at"])
    if changed:
        _end_period(user.pk, user.presence_changed_at)
        _begin(user, at=user.presence_changed_at)
        publish(PresenceChanged(user_id=user.pk, presence=presence, reason=reason.name if reason else ""))


def _begin(user: User, *, at: datetime) -> None:
    """A bot's seat comes and goes with its process; it has no working hours."""
    if user.presence != Presence.OFFLINE and not user.is_bot:
        PresencePeriod.objects.create(user=user, presence=user.presence, reason=user.pause_reason, began_at=at)


def _open_periods(user_ids: Iterable[int]) -> QuerySet[PresencePeriod]:
    return PresencePeriod.objects.filter(user__in=list(user_ids), ended_at=None)
