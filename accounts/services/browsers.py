"""Where a person is signed in with a browser, and ending one of these sessions."""

import hashlib
from ipaddress import ip_address

from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.events import SessionEnded, publish
from accounts.models import BrowserSession, User
from accounts.models.browser import MAX_AGENT

MOST_SHOWN = 50


def session_key(key: str) -> str:
    """A session's name in groups, rows and logs; the cookie cannot be got back from it."""
    return "s" + hashlib.sha256(key.encode()).hexdigest()[:20]


def note_browser(user: User, *, session_id: str, agent: str, address: str) -> None:
    """It has signed in, or opened a page. Of a session that is over meanwhile nothing is kept."""
    row = BrowserSession(
        session_id=session_id,
        user=user,
        key=session_key(session_id),
        user_agent=agent.replace("\x00", "")[:MAX_AGENT],
        address=_address(address),
    )
    try:
        with transaction.atomic():
            BrowserSession.objects.bulk_create(
                [row],
                update_conflicts=True,
                unique_fields=["session"],
                update_fields=["user", "user_agent", "address", "seen_at"],
            )
    except IntegrityError:
        return


def browsers_of(user: User) -> list[BrowserSession]:
    """Whose session still counts, the one that was seen last first."""
    rows = BrowserSession.objects.filter(user=user, session__expire_date__gt=timezone.now())
    return list(rows.order_by("-seen_at", "-pk")[:MOST_SHOWN])


def end_browser(user: User, *, browser_id: int) -> None:
    """Signs it out, and closes the sockets of its pages. One that is over already stays so."""
    with transaction.atomic():
        row = BrowserSession.objects.select_for_update().filter(user=user, pk=browser_id).first()
        if row is None:
            return
        Session.objects.filter(pk=row.session_id).delete()
        publish(SessionEnded(user_id=user.pk, key=row.key))


def forget_expired() -> int:
    """Sessions that have run out, with what is known of their browsers. Returns how many rows."""
    return Session.objects.filter(expire_date__lte=timezone.now()).delete()[0]


def _address(text: str) -> str | None:
    try:
        return str(ip_address(text))
    except ValueError:
        return None
