"""Orders of a list, each with the key under which it goes on: pages are fetched by key, whatever is behind them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import partial
from typing import Any
from uuid import UUID

from django.db.models import Q, Value
from django.db.models.functions import Coalesce

from conversations.models import Conversation

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
FAR = 10**17  # microseconds; later than any date, so that the newest has the smallest key
NEVER = datetime(2200, 1, 1, tzinfo=UTC)  # later than anything can be set aside
HIGHEST, LAST_ID = 9, 2**128 - 1


class Sort(StrEnum):
    ACTIVITY = "activity"
    WAITING = "waiting"
    WINDOW = "window"
    PRIORITY = "priority"
    SLA = "sla"


@dataclass(frozen=True, slots=True)
class Column:
    """Written so that texts sort as the values do, in this direction."""

    name: str
    write: Callable[[Any], str]
    read: Callable[[str], Any]
    is_falling: bool = False
    # For what is no column of the table.
    value: Callable[[Conversation], Any] | None = None

    def of(self, row: Conversation) -> Any:
        """What a list is ordered by may have gone since its rows were chosen."""
        value = self.value(row) if self.value else getattr(row, self.name)
        return row.created_at if value is None else value


def _micros(moment: datetime) -> int:
    return (moment - EPOCH) // MICROSECOND


def _moment(micros: int) -> datetime:
    return EPOCH + micros * MICROSECOND


rising = partial(Column, write=lambda at: f"{_micros(at):017d}", read=lambda text: _moment(int(text)))
falling = partial(
    Column,
    write=lambda at: f"{FAR - _micros(at):017d}",
    read=lambda text: _moment(FAR - int(text)),
    is_falling=True,
)
URGENCY = Column("priority", lambda value: str(HIGHEST - value), lambda text: HIGHEST - int(text), is_falling=True)
ID = Column("id", str, UUID)
ID_FALLING = Column(
    "id", lambda pk: f"{LAST_ID - pk.int:032x}", lambda text: UUID(int=LAST_ID - int(text, 16)), is_falling=True
)


@dataclass(frozen=True, slots=True)
class Order:
    columns: tuple[Column, ...]

    @property
    def fields(self) -> tuple[str, ...]:
        return tuple(f"-{column.name}" if column.is_falling else column.name for column in self.columns)

    def key(self, row: Conversation) -> str:
        """Sorts as text in the list's order; at the same time the cursor of the page that follows."""
        return ".".join(column.write(column.of(row)) for column in self.columns)

    def following(self, key: str) -> Q | None:
        """What stands behind the key; nothing for a key that is none."""
        parts = key.split(".")
        if len(parts) != len(self.columns):
            return None
        try:
            values = [column.read(part) for column, part in zip(self.columns, parts, strict=True)]
        except (ValueError, OverflowError):
            return None
        return self._behind(values)

    def _behind(self, values: list[Any]) -> Q:
        """The condition on the first column alone is what an index can start from."""
        behind = Q()
        for column, value in reversed(list(zip(self.columns, values, strict=True))):
            beyond = Q(**{f"{column.name}__{'lt' if column.is_falling else 'gt'}": value})
            behind = beyond | (Q(**{column.name: value}) & behind) if behind else beyond
        first = self.columns[0]
        return Q(**{f"{first.name}__{'lte' if first.is_falling else 'gte'}": values[0]}) & behind


QUEUE_ORDER = Order((URGENCY, rising("queued_at"), ID))
# What comes back first stands first; what has no time, until its customer writes, comes last.
RETURNS_AT = Coalesce("snoozed_until", Value(NEVER))
SNOOZE_ORDER = Order((rising("returns_at", value=lambda row: row.snoozed_until or NEVER), ID))
ORDERS = {
    Sort.ACTIVITY: Order((falling("last_activity_at"), ID_FALLING)),
    Sort.WAITING: Order((rising("customer_waiting_since"), ID)),
    Sort.WINDOW: Order((rising("window_expires_at"), ID)),
    Sort.SLA: Order((rising("sla_due_at"), ID)),
    Sort.PRIORITY: Order((URGENCY, falling("last_activity_at"), ID_FALLING)),
}
