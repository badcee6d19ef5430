"""Who is there. A socket is a row that its web process renews; without a fresh row an agent is offline."""

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from accounts.events import BotSocketClosed, PresenceChanged, publish
from accounts.models import Connection, Presence, Role, User


def open_connection(user: User, *, connection_id: UUID) -> None:
    """Record the socket; an agent who was offline comes online."""
    with transaction.atomic():
        locked = User.objects.select_for_update().get(pk=user.pk)
        Connection.objects.create(id=connection_id, user=locked)
        if locked.presence == Presence.OFFLINE:
            chosen = locked.chosen_presence if locked.chosen_presence != Presence.OFFLINE else Presence.ONLINE
            _set(locked, presence=chosen, chosen=chosen)


def close_connection(user: User, *, connection_id: UUID) -> None:
    """The agent stays as they are for the grace period: a reload is not an absence. A bot's is short, because
    customers wait for it, and new ones are nothing for it from this moment on."""
    with transaction.atomic():
        now = timezone.now()
        Connection.objects.filter(pk=connection_id).update(seen_at=now, closed_at=now)
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


def choose_presence(user: User, *, presence: str) -> User:
    """What the agent wants to be seen as."""
    with transaction.atomic():
        locked = User.objects.select_for_update().get(pk=user.pk)
        _set(locked, presence=presence, chosen=presence)
        return locked


def sweep_presence() -> int:
    """Set offline whoever has had no socket for the grace period. Returns how many."""
    now = timezone.now()
    faded = Q(seen_at__lt=now - timedelta(seconds=settings.PRESENCE_GRACE_SECONDS))
    left = Q(closed_at__lte=now - timedelta(seconds=settings.BOT_GRACE_SECONDS)) | Q(
        seen_at__lt=now - Connection.FRESH
    )
    Connection.objects.filter(faded | (Q(user__role=Role.BOT) & left)).delete()
    gone = User.objects.exclude(presence=Presence.OFFLINE).filter(
        ~Exists(Connection.objects.filter(user=OuterRef("pk")))
    )
    with transaction.atomic():
        locked = list(gone.select_for_update(skip_locked=True, of=("self",)).values_list("pk", flat=True))
        # Looked at again now that nobody can come in: a socket may have opened while we waited for the rows.
        users = list(gone.filter(pk__in=locked))
        User.objects.filter(pk__in=[user.pk for user in users]).update(
            presence=Presence.OFFLINE, presence_changed_at=now
        )
        publish(*[PresenceChanged(user_id=user.pk, presence=Presence.OFFLINE) for user in users])
    return len(users)


def _set(user: User, *, presence: str, chosen: str) -> None:
    changed = user.presence != presence
    user.presence, user.chosen_presence = presence, chosen
    if changed:
        user.presence_changed_at = timezone.now()
    user.save(update_fields=["presence", "chosen_presence", "presence_changed_at"])
    if changed:
        publish(PresenceChanged(user_id=user.pk, presence=presence))
