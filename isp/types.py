"""The provider's words, whatever system they come from."""

from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum


class SubscriberStatus(StrEnum):
    ACTIVE = "active"
    BLOCKED = "blocked"  # cut off for an unpaid invoice
    CANCELLED = "cancelled"


class InvoiceStatus(StrEnum):
    OPEN = "open"
    OVERDUE = "overdue"
    PAID = "paid"
    CANCELLED = "cancelled"


class LinkStatus(StrEnum):
    ONLINE = "online"
    OFFLINE = "offline"
    UNKNOWN = "unknown"


UNPAID = (InvoiceStatus.OPEN, InvoiceStatus.OVERDUE)


@dataclass(frozen=True, slots=True)
class Subscriber:
    """A contract and whose it is. One person may have several."""

    id: str
    name: str
    # Digits alone: CPF or CNPJ.
    document: str
    contract: str = ""
    status: SubscriberStatus = SubscriberStatus.ACTIVE
    phones: tuple[str, ...] = ()
    born_on: date | None = None
    plan: str = ""
    city: str = ""
    district: str = ""
    due_day: int = 0


@dataclass(frozen=True, slots=True)
class Invoice:
    id: str
    due_on: date
    amount: Decimal
    status: InvoiceStatus
    paid_on: date | None = None
    # The line to be typed at the bank, and PIX's "copy and paste"; digits and text alone, as they are pasted.
    boleto_line: str = ""
    pix_code: str = ""
    pdf_url: str = ""
    # Whose it is, where the system says so: what is somebody else's is dropped.
    subscriber_id: str = ""

    @property
    def is_unpaid(self) -> bool:
        return self.status in UNPAID


@dataclass(frozen=True, slots=True)
class ConnectionState:
    status: LinkStatus
    since: datetime | None = None
    # Light at the customer's device, in dBm; null where the system does not measure it.
    signal_dbm: float | None = None
    subscriber_id: str = ""


@dataclass(frozen=True, slots=True)
class Outage:
    id: str
    city: str
    district: str
    began_at: datetime | None = None
    expected_end_at: datetime | None = None
    description: str = ""


@dataclass(frozen=True, slots=True)
class Unlock:
    """The connection works again until then, on the customer's word that they pay."""

    until: date | None = None


@dataclass(frozen=True, slots=True)
class DueDay:
    day: int
    # Of the first invoice to which it applies.
    first_due_on: date | None = None


@dataclass(frozen=True, slots=True)
class ServiceOrder:
    number: str
    scheduled_on: date | None = None
    period: str = ""


@dataclass(frozen=True, slots=True)
class Hours:
    """Of one day of the week: 0 is Monday. A day that is not named is closed."""

    weekday: int
    opens: time
    closes: time
