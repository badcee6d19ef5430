"""What TechISP's own system knows of its customers: contracts, invoices, connections, an outage in Mooca."""

from datetime import date, time, timedelta
from decimal import Decimal
from random import Random

from django.utils import timezone

from conversations.phones import match_key
from helpdesk.demo.customers import EMPRESARIAL, F100, F300, F500, GIGA, PROFILES, Profile
from isp.boleto import boleto_line
from isp.documents import digits
from isp.models import ExampleHours, ExampleInvoice, ExampleOutage, ExamplePhone, ExampleSubscriber, System
from isp.pix import pix_code

PRICES = {F100: "79.90", F300: "99.90", F500: "129.90", GIGA: "199.90", EMPRESARIAL: "349.90"}
# No bank has this number, and nobody this key: nothing of the demo can be paid.
BANK, PIX_KEY = "999", "financeiro@techisp.example"
BLOCKED, OFFLINE = ("paulo", "vera"), ("roberto", "paulo", "vera", "juliana")
OUTAGE = ("São Paulo", "Mooca")
PAID_MONTHS = 3
Status = ExampleSubscriber.Status


def create_subscribers() -> None:
    random = Random(21)  # the same demo every time
    today = timezone.localdate()
    rows = {profile.key: _subscriber(profile, index, random) for index, profile in enumerate(_subscribed())}
    ExampleSubscriber.objects.bulk_create(rows.values())
    ExamplePhone.objects.bulk_create(
        ExamplePhone(subscriber=rows[p.key], number=f"+{p.wa_id}", match_key=match_key(p.wa_id)) for p in _subscribed()
    )
    ExampleInvoice.objects.bulk_create(
        invoice for p in _subscribed() for invoice in _invoices(rows[p.key], Decimal(PRICES[p.plan]), today)
    )
    _create_outage()
    ExampleHours.objects.bulk_create(
        ExampleHours(weekday=day, opens=time(8), closes=time(20) if day < 5 else time(14))  # noqa: PLR2004
        for day in range(6)
    )
    System(kind=System.Kind.EXAMPLE).save()


def _subscribed() -> list[Profile]:
    return [profile for profile in PROFILES if profile.plan]


def _subscriber(profile: Profile, index: int, random: Random) -> ExampleSubscriber:
    city, _, district = profile.place.partition(", ")
    is_company = len(digits(profile.document)) > 11  # noqa: PLR2004
    born_on = date(random.randint(1955, 2000), random.randint(1, 12), random.randint(1, 28))
    is_online = profile.key not in OFFLINE
    return ExampleSubscriber(
        contract=profile.more.get("contrato", f"{105000 + index}"),
        name=profile.name,
        document=digits(profile.document),
        born_on=None if is_company else date(1988, 3, 14) if profile.key == "joao" else born_on,
        status=Status.BLOCKED if profile.key in BLOCKED else Status.ACTIVE,
        plan=profile.plan,
        city=city,
        district=district,
        due_day=profile.due_day or 10,
        is_online=is_online,
        link_since=timezone.now() - (timedelta(days=random.randint(2, 40)) if is_online else timedelta(minutes=95)),
        signal_dbm=round(-18 - 6 * random.random(), 1) if is_online else None,
    )


def _invoices(row: ExampleSubscriber, amount: Decimal, today: date) -> list[ExampleInvoice]:
    """Some that were paid, the next that is open, and one overdue where the connection is blocked."""
    upcoming = _on_day(today, row.due_day)
    if upcoming < today:
        upcoming = _on_day(upcoming.replace(day=1) + timedelta(days=32), row.due_day)
    days = [upcoming]
    for _ in range(PAID_MONTHS):
        days.append(_on_day(days[-1].replace(day=1) - timedelta(days=1), row.due_day))
    unpaid = days[:2] if row.status == Status.BLOCKED else days[:1]
    return [_invoice(row, day, amount, is_paid=day not in unpaid) for day in days]


def _on_day(month: date, day: int) -> date:
    return month.replace(day=day)


def _invoice(row: ExampleSubscriber, day: date, amount: Decimal, *, is_paid: bool) -> ExampleInvoice:
    number = f"{digits(row.contract):0>8}{day:%y%m%d}"
    return ExampleInvoice(
        subscriber=row,
        due_on=day,
        amount=amount,
        paid_on=day - timedelta(days=1) if is_paid else None,
        boleto_line="" if is_paid else boleto_line(bank=BANK, due_on=day, amount=amount, free=f"{number:0>25}"),
        pix_code=""
        if is_paid
        else pix_code(key=PIX_KEY, name="TechISP Telecom", city="São Paulo", amount=amount, txid=f"TECHISP{number}"),
    )


def _create_outage() -> None:
    now = timezone.now().replace(minute=0, second=0, microsecond=0)
    ExampleOutage.objects.create(
        city=OUTAGE[0],
        district=OUTAGE[1],
        description="Rompimento de fibra; equipe no local",
        began_at=now - timedelta(hours=1),
        expected_end_at=now + timedelta(hours=4),
    )
