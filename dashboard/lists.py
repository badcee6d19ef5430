"""The inbox's lists: what stands in each, in which order, page by page, and how much there is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from django.db.models import Aggregate, Count, Exists, OuterRef, Q, Sum
from django.utils import timezone

from accounts.models import Role, User
from conversations.composed import ComposedNumbers
from conversations.models import ASSIGNED_STATUSES, Conversation, KeptDraft, SavedView, Status
from conversations.models.conversation import ConversationQuerySet
from conversations.search import Hit, hits, matching
from conversations.told import are_labelled, with_labels
from dashboard.filters import Filters
from dashboard.operators import Sought, parse
from dashboard.orders import ORDERS, QUEUE_ORDER, RETURNS_AT, SNOOZE_ORDER, Order, Sort

PAGE = 40


class Tab(StrEnum):
    MINE = "mine"
    QUEUE = "queue"
    ALL = "all"
    SNOOZED = "snoozed"
    BOT = "bot"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Listing:
    """What the reader is looking at. A search looks everywhere, whatever the tab; the filters narrow both."""

    tab: Tab
    search: str = ""
    filters: Filters = field(default_factory=Filters)
    sort: Sort = Sort.ACTIVITY

    @classmethod
    def parse(cls, data: Mapping[str, str], default: Tab = Tab.MINE) -> "Listing":
        tab, sort = data.get("tab", ""), data.get("sort", "")
        known = Tab(tab) if tab in set(Tab) else default
        # What is over waits for nothing, and is in no hurry.
        is_sorted = sort in set(Sort) and known != Tab.CLOSED
        search = data.get("q", "").replace("\x00", "").strip()[:100]
        return cls(known, search, Filters.parse(data), Sort(sort) if is_sorted else Sort.ACTIVITY)

    @classmethod
    def of_view(cls, view: SavedView) -> "Listing":
        return cls.parse(dict(parse_qsl(view.query)))

    @property
    def sought(self) -> Sought:
        return parse(self.search)

    @property
    def query(self) -> str:
        """Its address; a search is not kept in it."""
        sort = {"sort": self.sort} if self.sort != Sort.ACTIVITY else {}
        return urlencode({"tab": self.tab, **self.filters.chosen, **sort})

    @property
    def narrowing(self) -> str:
        """What of its address is beside tab and search."""
        return self.query.partition("&")[2]

    @property
    def is_by_return(self) -> bool:
        return self.order is SNOOZE_ORDER

    @property
    def order(self) -> Order:
        if self.search:
            return ORDERS[Sort.ACTIVITY]
        usual = {Tab.QUEUE: QUEUE_ORDER, Tab.SNOOZED: SNOOZE_ORDER}
        return usual.get(self.tab, ORDERS[self.sort]) if self.sort == Sort.ACTIVITY else ORDERS[self.sort]

    def condition(self, user: User) -> Q:
        """Sorted by what not everybody has, it holds those who have it."""
        condition = _condition(self.tab, user) & self.filters.condition(user)
        if self.sort == Sort.WAITING:
            return condition & Q(customer_waiting_since__isnull=False)
        if self.sort == Sort.SLA:
            return condition & Q(sla_due_at__isnull=False) & ~Q(status=Status.CLOSED)
        return condition & Q(window_expires_at__gt=timezone.now()) if self.sort == Sort.WINDOW else condition

    def rows(self, user: User) -> ConversationQuerySet:
        visible = Conversation.objects.visible_to(user)
        if self.search:
            rows = visible.filter(self.filters.condition(user) & self.sought.condition(user))
            return matching(rows, self.sought.text) if self.sought.text else rows
        rows = visible.filter(self.condition(user))
        return rows.annotate(returns_at=RETURNS_AT) if self.is_by_return else rows

    def ordered(self, user: User) -> ConversationQuerySet:
        return self.rows(user).order_by(*self.order.fields)

    def key(self, conversation: Conversation) -> str:
        return self.order.key(conversation)

    def page(self, user: User, after: str = "") -> "Page":
        rows = self.ordered(user)
        following = self.order.following(after) if after else None
        if following is not None:
            rows = rows.filter(following)
        found = with_labels(list(_with_card(rows, user)[: PAGE + 1]))
        return Page(found[:PAGE], self.key(found[PAGE - 1]) if len(found) > PAGE else "")

    def among(self, user: User, ids: list[UUID]) -> list[Conversation]:
        """Those of the given that belong into this list. What a search found stays: it is not searched again for
        every message that comes."""
        rows = Conversation.objects.visible_to(user) if self.search else self.rows(user)
        return with_labels(list(_with_card(rows.filter(pk__in=ids), user)))

    def hits(self, rows: Iterable[Conversation]) -> dict[UUID, Hit]:
        """Where the text that is looked for stands in each."""
        return hits([row.pk for row in rows], self.sought.text) if self.search else {}


@dataclass(frozen=True, slots=True)
class Page:
    rows: list[Conversation]
    following: str


def _with_card(rows: ConversationQuerySet, user: User) -> ConversationQuerySet:
    """Its rows still want `with_labels`."""
    drafts = KeptDraft.objects.filter(conversation=OuterRef("pk"), user=user)
    rows = rows.annotate(has_draft=Exists(drafts), is_labelled=are_labelled())
    return rows.select_related("customer", "assigned_to", "team", "last_message", "last_message__author")


def _condition(tab: Tab, user: User) -> Q:
    match tab:
        case Tab.MINE:
            return _mine(user)
        case Tab.SNOOZED:
            return Q(assigned_to=user, status__in=ASSIGNED_STATUSES, snoozed_at__isnull=False)
        case Tab.QUEUE:
            return Q(status=Status.QUEUE)
        case Tab.BOT:
            return Q(status=Status.BOT)
        case Tab.CLOSED:
            return Q(status=Status.CLOSED)
        case _:
            return ~Q(status=Status.CLOSED)


def _mine(user: User) -> Q:
    """What is set aside has a list of its own."""
    return Q(assigned_to=user, status__in=ASSIGNED_STATUSES, snoozed_at=None)


def counts(user: User) -> dict[str, int]:
    """What the tabs show, in one statement over what is open."""
    numbers = (OF_ALL if user.is_steering else OF_NEAR)(user.pk)
    return {name: number or 0 for name, number in numbers.items()}


def _counted(role: Role, user_id: int) -> tuple[ConversationQuerySet, dict[str, Aggregate]]:
    user = User(pk=user_id, role=role)
    mine = _mine(user)
    return Conversation.objects.visible_to(user).open(), {
        "mine": Count("pk", filter=mine),
        "snoozed": Count("pk", filter=_condition(Tab.SNOOZED, user)),
        "queue": Count("pk", filter=Q(status=Status.QUEUE)),
        "bot": Count("pk", filter=Q(status=Status.BOT)),
        "all": Count("pk"),
        "unread": Sum("unread", filter=mine),
    }


# With every card that changed on a page.
OF_ALL = ComposedNumbers(partial(_counted, Role.SUPERVISOR), -1)
OF_NEAR = ComposedNumbers(partial(_counted, Role.AGENT), -1)


def view_counts(user: User, views: Iterable[SavedView]) -> dict[int, int]:
    """How much stands in each, in one statement over what is open; of closed ones nothing is said."""
    listings = {view.pk: Listing.of_view(view) for view in views}
    counted = {
        f"view_{pk}": Count("pk", filter=listing.condition(user))
        for pk, listing in listings.items()
        if listing.tab != Tab.CLOSED
    }
    if not counted:
        return {}
    numbers = Conversation.objects.visible_to(user).open().aggregate(**counted)
    return {int(name.removeprefix("view_")): number for name, number in numbers.items()}
