"""Around every adapter: what a system returns of somebody else is dropped, and any surprise is an IspError."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from conversations.phones import lookup_keys, match_key
from isp.adapter import Adapter
from isp.documents import digits
from isp.exceptions import BadAnswer, IspError, OutcomeUnknown
from isp.types import ConnectionState, DueDay, Hours, Invoice, Outage, ServiceOrder, Subscriber, Unlock

P = ParamSpec("P")
T = TypeVar("T")


def _guarded(error: type[IspError]) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Whatever an adapter raises beside IspError becomes this."""

    def around(call: Callable[P, T]) -> Callable[P, T]:
        @wraps(call)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> T:
            try:
                return call(*args, **kwargs)
            except IspError:
                raise
            except Exception as surprise:  # noqa: BLE001  the boundary
                raise error(type(surprise).__name__) from surprise

        return guarded

    return around


reads, changes = _guarded(BadAnswer), _guarded(OutcomeUnknown)


class Checked:
    """An adapter that is believed only as far as its answers fit what was asked."""

    def __init__(self, inner: Adapter) -> None:
        self._inner, self.name = inner, inner.name

    @reads
    def find_by_phone(self, phone: str) -> tuple[Subscriber, ...]:
        keys = set(lookup_keys(phone))
        return tuple(
            found
            for found in self._inner.find_by_phone(phone)
            if found.id and any(match_key(_international(number)) in keys for number in found.phones)
        )

    @reads
    def find_by_document(self, document: str) -> tuple[Subscriber, ...]:
        return tuple(
            found
            for found in self._inner.find_by_document(document)
            if found.id and digits(found.document) == digits(document)
        )

    @reads
    def invoices(self, subscriber_id: str) -> tuple[Invoice, ...]:
        found = self._inner.invoices(subscriber_id)
        return tuple(invoice for invoice in found if invoice.subscriber_id in ("", subscriber_id))

    @reads
    def connection(self, subscriber_id: str) -> ConnectionState:
        found = self._inner.connection(subscriber_id)
        if found.subscriber_id not in ("", subscriber_id):
            raise BadAnswer("somebody else's connection")
        return found

    @reads
    def outages(self, city: str, district: str) -> tuple[Outage, ...]:
        return self._inner.outages(city, district)

    @reads
    def due_days(self, subscriber_id: str) -> tuple[int, ...]:
        return self._inner.due_days(subscriber_id)

    @reads
    def hours(self) -> tuple[Hours, ...]:
        return self._inner.hours()

    @changes
    def trust_unlock(self, subscriber_id: str, *, key: str) -> Unlock:
        return self._inner.trust_unlock(subscriber_id, key=key)

    @changes
    def change_due_day(self, subscriber_id: str, day: int, *, key: str) -> DueDay:
        return self._inner.change_due_day(subscriber_id, day, key=key)

    @changes
    def open_service_order(self, subscriber_id: str, description: str, *, key: str) -> ServiceOrder:
        return self._inner.open_service_order(subscriber_id, description, key=key)


def _international(number: str) -> str:
    """Systems of one country write numbers without its code."""
    found = digits(number)
    return f"55{found}" if len(found) in (10, 11) and not number.strip().startswith("+") else found
