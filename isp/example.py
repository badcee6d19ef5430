"""The built-in example's adapter: its own tables, and the rules of a small provider."""

from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from conversations.phones import lookup_keys
from isp.exceptions import Refused
from isp.models import ExampleHours, ExampleInvoice, ExampleOrder, ExampleOutage, ExampleSubscriber
from isp.types import (
    ConnectionState,
    DueDay,
    Hours,
    Invoice,
    InvoiceStatus,
    LinkStatus,
    Outage,
    ServiceOrder,
    Subscriber,
    SubscriberStatus,
    Unlock,
)

UNLOCK_DAYS, UNLOCK_AGAIN_DAYS = 3, 30
DUE_DAYS = (5, 10, 15, 20)
KEEP_PAID = 6
Kind, Status = ExampleOrder.Kind, ExampleSubscriber.Status


class ExampleAdapter:
    name = "example"

    def find_by_phone(self, phone: str) -> tuple[Subscriber, ...]:
        return self._found(Q(phones__match_key__in=lookup_keys(phone)))

    def find_by_document(self, document: str) -> tuple[Subscriber, ...]:
        return self._found(Q(document=document)) if document else ()

    def invoices(self, subscriber_id: str) -> tuple[Invoice, ...]:
        rows = ExampleInvoice.objects.filter(subscriber=self._row(subscriber_id)).order_by("-due_on")
        unpaid = list(rows.filter(paid_on=None)[:12])
        paid = list(rows.exclude(paid_on=None)[:KEEP_PAID])
        return tuple(_invoice(row) for row in reversed(unpaid)) + tuple(_invoice(row) for row in paid)

    def connection(self, subscriber_id: str) -> ConnectionState:
        row = self._row(subscriber_id)
        status = LinkStatus.ONLINE if row.is_online else LinkStatus.OFFLINE
        return ConnectionState(status, row.link_since, row.signal_dbm, subscriber_id=str(row.pk))

    def outages(self, city: str, district: str) -> tuple[Outage, ...]:
        """Of the district, or of the whole city where no district is named."""
        rows = ExampleOutage.objects.filter(
            Q(district__iexact=district) | Q(district=""), city__iexact=city, ended_at=None
        )
        return tuple(
            Outage(str(row.pk), row.city, row.district, row.began_at, row.expected_end_at, row.description)
            for row in rows.order_by("began_at")[:5]
        )

    def due_days(self, subscriber_id: str) -> tuple[int, ...]:
        current = self._row(subscriber_id).due_day
        return tuple(day for day in DUE_DAYS if day != current)

    def hours(self) -> tuple[Hours, ...]:
        return tuple(Hours(row.weekday, row.opens, row.closes) for row in ExampleHours.objects.all())

    def trust_unlock(self, subscriber_id: str, *, key: str) -> Unlock:
        with transaction.atomic():
            row = self._locked(subscriber_id)
            if earlier := _earlier(row, key):
                return Unlock(earlier.day)
            if row.status != Status.BLOCKED:
                raise Refused("not_blocked")
            since = timezone.now() - timedelta(days=UNLOCK_AGAIN_DAYS)
            if row.orders.filter(kind=Kind.UNLOCK, created_at__gt=since).exists():
                raise Refused("unlock_used")
            order = self._order(row, Kind.UNLOCK, key, timezone.localdate() + timedelta(days=UNLOCK_DAYS))
            row.status, row.is_online, row.link_since = Status.ACTIVE, True, timezone.now()
            row.save(update_fields=["status", "is_online", "link_since"])
            return Unlock(order.day)

    def change_due_day(self, subscriber_id: str, day: int, *, key: str) -> DueDay:
        with transaction.atomic():
            row = self._locked(subscriber_id)
            if earlier := _earlier(row, key):
                return DueDay(int(earlier.description), earlier.day)
            if day not in DUE_DAYS or day == row.due_day:
                raise Refused("day_not_offered")
            first = _next_month(timezone.localdate(), day)
            self._order(row, Kind.DUE_DAY, key, first, str(day))
            row.due_day = day
            row.save(update_fields=["due_day"])
            return DueDay(day, first)

    def open_service_order(self, subscriber_id: str, description: str, *, key: str) -> ServiceOrder:
        with transaction.atomic():
            row = self._locked(subscriber_id)
            order = _earlier(row, key)
            if order is None:
                if row.orders.filter(kind=Kind.VISIT, day__gte=timezone.localdate()).exists():
                    raise Refused("order_exists")
                order = self._order(row, Kind.VISIT, key, _next_workday(timezone.localdate()), description[:300])
            return ServiceOrder(f"OS-{order.pk:06d}", order.day, "8h–18h")

    def _found(self, condition: Q) -> tuple[Subscriber, ...]:
        rows = ExampleSubscriber.objects.filter(condition).prefetch_related("phones").distinct().order_by("pk")
        return tuple(_subscriber(row) for row in rows[:10])

    def _row(self, subscriber_id: str) -> ExampleSubscriber:
        row = ExampleSubscriber.objects.filter(pk=subscriber_id).first() if subscriber_id.isdigit() else None
        if row is None:
            raise Refused("not_found")
        return row

    def _locked(self, subscriber_id: str) -> ExampleSubscriber:
        return ExampleSubscriber.objects.select_for_update().get(pk=self._row(subscriber_id).pk)

    def _order(
        self, row: ExampleSubscriber, kind: ExampleOrder.Kind, key: str, day: date, text: str = ""
    ) -> ExampleOrder:
        try:
            with transaction.atomic():
                return row.orders.create(kind=kind, key=key, day=day, description=text)
        except IntegrityError as error:  # another subscriber's: no key is used for two
            raise Refused from error


def _earlier(row: ExampleSubscriber, key: str) -> ExampleOrder | None:
    return row.orders.filter(key=key).first()


def _subscriber(row: ExampleSubscriber) -> Subscriber:
    return Subscriber(
        id=str(row.pk),
        name=row.name,
        document=row.document,
        contract=row.contract,
        status=SubscriberStatus(row.status),
        phones=tuple(phone.number for phone in row.phones.all()),
        born_on=row.born_on,
        plan=row.plan,
        city=row.city,
        district=row.district,
        due_day=row.due_day,
    )


def _invoice(row: ExampleInvoice) -> Invoice:
    late = InvoiceStatus.OVERDUE if row.due_on < timezone.localdate() else InvoiceStatus.OPEN
    return Invoice(
        id=str(row.pk),
        due_on=row.due_on,
        amount=row.amount,
        status=InvoiceStatus.PAID if row.paid_on else late,
        paid_on=row.paid_on,
        boleto_line=row.boleto_line,
        pix_code=row.pix_code,
        subscriber_id=str(row.subscriber_id),
    )


def _next_month(today: date, day: int) -> date:
    year, month = (today.year + 1, 1) if today.month == 12 else (today.year, today.month + 1)  # noqa: PLR2004
    return date(year, month, day)


def _next_workday(today: date) -> date:
    """Nobody comes on a Sunday."""
    following = today + timedelta(days=1)
    return following + timedelta(days=1) if following.weekday() == 6 else following  # noqa: PLR2004
