"""What every adapter offers. Those that change something take a key: the same one twice is done once."""

from typing import Protocol

from isp.types import ConnectionState, DueDay, Hours, Invoice, Outage, ServiceOrder, Subscriber, Unlock


class Adapter(Protocol):
    """Each call ends within `seconds` of the adapter, and raises IspError and nothing else.

    Finders return an empty tuple for nobody. The caller has made sure that the subscriber is who asks.
    """

    name: str

    def find_by_phone(self, phone: str) -> tuple[Subscriber, ...]:
        """By a number in E.164, such as +5511987654321."""
        ...

    def find_by_document(self, document: str) -> tuple[Subscriber, ...]:
        """By the digits of a CPF or CNPJ."""
        ...

    def invoices(self, subscriber_id: str) -> tuple[Invoice, ...]:
        """Those that are unpaid, and the latest that were paid."""
        ...

    def connection(self, subscriber_id: str) -> ConnectionState: ...

    def outages(self, city: str, district: str) -> tuple[Outage, ...]:
        """What is known to be down there now."""
        ...

    def due_days(self, subscriber_id: str) -> tuple[int, ...]:
        """The days of the month that the customer may choose from."""
        ...

    def hours(self) -> tuple[Hours, ...]: ...

    def trust_unlock(self, subscriber_id: str, *, key: str) -> Unlock: ...

    def change_due_day(self, subscriber_id: str, day: int, *, key: str) -> DueDay: ...

    def open_service_order(self, subscriber_id: str, description: str, *, key: str) -> ServiceOrder: ...
