"""The inbox's lists: what stands in each, in which order, page by page, and how much there is."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.db.models import Count, Q, Sum

from accounts.models import User
from conversations.models import ASSIGNED_STATUSES, Conversation, Status
from conversations.models.conversation import ConversationQuerySet
from conversations.search import matching

PAGE = 40
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
FAR = 10**17  # microseconds; later than any date, so that the newest has the smallest key


class Tab(StrEnum):
    MINE = "mine"
    QUEUE = "queue"
    ALL = "all"
    BOT = "bot"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Listing:
    """What the reader is looking at. A search looks everywhere, whatever the tab."""

    tab: Tab
    search: str = ""

    @classmethod
    def parse(cls, tab: str, search: str, default: Tab = Tab.MINE) -> "Listing":
        known = Tab(tab) if tab in set(Tab) else default
        return cls(tab=known, search=search.replace("\x00", "").strip()[:100])

    @property
    def is_queue(self) -> bool:
        return self.tab == Tab.QUEUE and not self.search

    def rows(self, user: User) -> ConversationQuerySet:
        visible = Conversation.objects.visible_to(user)
        if self.search:
            return matching(visible, self.search)
        return visible.filter(_condition(self.tab, user))

    def ordered(self, user: User) -> ConversationQuerySet:
        order = ("-priority", "queued_at", "id") if self.is_queue else ("-last_activity_at", "-id")
        return self.rows(user).order_by(*order)

    def key(self, conversation: Conversation) -> str:
        """Sorts as text in the list's order; at the same time the cursor of the page that follows."""
        if self.is_queue:
            queued_at = conversation.queued_at or conversation.created_at
            return f"{9 - conversation.priority}.{_micros(queued_at):017d}.{conversation.pk}"
        return f"{FAR - _micros(conversation.last_activity_at):017d}.{conversation.pk}"

    def page(self, user: User, after: str = "") -> "Page":
        rows = self.ordered(user)
        following = self._following(after) if after else None
        if following is not None:
            rows = rows.filter(following)
        found = list(_with_card(rows)[: PAGE + 1])
        return Page(found[:PAGE], self.key(found[PAGE - 1]) if len(found) > PAGE else "")

    def among(self, user: User, ids: list[UUID]) -> list[Conversation]:
        """Those of the given that belong into this list. What a search found stays: it is not searched again for
        every message that comes."""
        rows = Conversation.objects.visible_to(user) if self.search else self.rows(user)
        return list(_with_card(rows.filter(pk__in=ids)))

    def _following(self, key: str) -> Q | None:
        try:
            return _after_in_queue(key) if self.is_queue else _after_in_time(key)
        except (ValueError, OverflowError):
            return None


@dataclass(frozen=True, slots=True)
class Page:
    rows: list[Conversation]
    following: str


def _with_card(rows: ConversationQuerySet) -> ConversationQuerySet:
    related = ("customer", "assigned_to", "team", "last_message", "last_message__author")
    return rows.select_related(*related).prefetch_related("labels")


def _condition(tab: Tab, user: User) -> Q:
    match tab:
        case Tab.MINE:
            return Q(assigned_to=user, status__in=ASSIGNED_STATUSES)
        case Tab.QUEUE:
            return Q(status=Status.QUEUE)
        case Tab.BOT:
            return Q(status=Status.BOT)
        case Tab.CLOSED:
            return Q(status=Status.CLOSED)
        case _:
            return ~Q(status=Status.CLOSED)


def _micros(moment: datetime) -> int:
    return (moment - EPOCH) // MICROSECOND


def _moment(micros: int) -> datetime:
    return EPOCH + micros * MICROSECOND


def _after_in_time(key: str) -> Q:
    micros, pk = key.split(".", 1)
    at = _moment(FAR - int(micros))
    # The first condition alone is what the index can start from.
    return Q(last_activity_at__lte=at) & (Q(last_activity_at__lt=at) | Q(pk__lt=UUID(pk)))


def _after_in_queue(key: str) -> Q:
    urgency, micros, pk = key.split(".", 2)
    priority, at = 9 - int(urgency), _moment(int(micros))
    later = Q(queued_at__gt=at) | Q(queued_at=at, pk__gt=UUID(pk))
    return Q(priority__lt=priority) | (Q(priority=priority) & later)


def counts(user: User) -> dict[str, int]:
    """What the tabs show, in one statement over what is open."""
    mine = Q(assigned_to=user, status__in=ASSIGNED_STATUSES)
    numbers = (
        Conversation.objects.visible_to(user)
        .open()
        .aggregate(
            mine=Count("pk", filter=mine),
            queue=Count("pk", filter=Q(status=Status.QUEUE)),
            bot=Count("pk", filter=Q(status=Status.BOT)),
            all=Count("pk"),
            unread=Sum("unread", filter=mine),
        )
    )
    return {name: number or 0 for name, number in numbers.items()}
