"""What WhatsApp tells of our account acts: numbers and templates change, supervisors are told, and sending that would
be refused stops until it would be taken again."""

from collections.abc import Callable, Sequence
from typing import Any

from django.utils import timezone

from conversations.phones import digits
from conversations.services.consents import Decision, record_decisions
from whatsapp.errors import Action, policy_for
from whatsapp.models import Alert, AlertKind, BusinessNumber, StopKind
from whatsapp.payloads.account import (
    AccountReport,
    Fact,
    Notice,
    NumberReport,
    Preference,
    Restriction,
    TemplateChange,
    Trouble,
)
from whatsapp.services.alerts import clear_alert, raise_alert
from whatsapp.services.limits import is_lower
from whatsapp.services.news import is_news
from whatsapp.services.numbers import clear_stop, stop_number, stop_sending
from whatsapp.services.templates import apply_template_changes

GONE = ("ACCOUNT_DELETED", "PARTNER_REMOVED", "PARTNER_APP_UNINSTALLED", "ACCOUNT_OFFBOARDED")
BACK = ("PARTNER_ADDED", "PARTNER_APP_INSTALLED", "ACCOUNT_RECONNECTED")
BANS = {"DISABLE": True, "DISABLED": True, "REINSTATE": False, "REINSTATED": False}
# What a restriction keeps from going out. Others (no new numbers, say) are told and stop nothing.
RESTRICTED = {
    "RESTRICTED_BIZ_INITIATED_MESSAGING": StopKind.PAID,
    "RESTRICTED_CUSTOMER_INITIATED_MESSAGING": StopKind.ALL,
}


def apply_preferences(facts: Sequence[Fact]) -> None:
    """What customers decided. Before anything else of a batch: it locks customers."""
    wishes = [fact for fact in facts if isinstance(fact, Preference)]
    record_decisions([Decision(sender=w.sender, is_given=w.is_given, at=w.at, detail=w.detail) for w in wishes])


def apply_facts(facts: Sequence[Fact]) -> None:
    """All others. In a transaction of the caller's; the same facts again change nothing."""
    apply_template_changes([fact for fact in facts if isinstance(fact, TemplateChange)])
    for fact in facts:
        if act := ACTS.get(type(fact)):
            act(fact)


def numbers_of(account_id: str, display: str = "") -> list[BusinessNumber]:
    """The account's numbers, or the one of them that is shown so; their rows locked, in the order of their ids."""
    rows = BusinessNumber.objects.select_for_update(of=("self",)).select_related("channel")
    numbers = list(rows.filter(business_account_id=account_id).order_by("pk"))
    if not display:
        return numbers
    named = [number for number in numbers if digits(number.channel.address) == digits(display)]
    # An account's only number may not have told us its display yet.
    return named or (numbers if len(numbers) == 1 and not numbers[0].channel.address else [])


def _report_number(report: NumberReport) -> None:
    """Of each number for itself: what is said of one and what is said of all are news to each other."""
    acts = {"limit": _change_limit, "event": _change_quality, "name_status": _change_name}
    for number in numbers_of(report.account_id, report.display):
        for aspect, act in acts.items():
            key = {"subject": number.phone_number_id, "aspect": f"number {aspect}"}
            if getattr(report, aspect) and is_news(account_id=report.account_id, at=report.at, **key):
                act(number, report)


def _change_limit(number: BusinessNumber, report: NumberReport) -> None:
    if is_lower(report.limit, number.messaging_limit):
        _alert(number, AlertKind.LIMIT_LOWERED, f"{number.messaging_limit} → {report.limit}")
    _set(number, messaging_limit=report.limit)


def _change_quality(number: BusinessNumber, report: NumberReport) -> None:
    if report.event == "THROUGHPUT_UPGRADE":
        _set(number, throughput="HIGH")
    elif report.event == "FLAGGED":
        _set(number, quality="RED")
        _alert(number, AlertKind.QUALITY_LOW, report.event)
    elif report.event == "UNFLAGGED":
        _set(number, quality="GREEN")
        clear_alert(kind=AlertKind.QUALITY_LOW, subject=number.phone_number_id)


def _change_name(number: BusinessNumber, report: NumberReport) -> None:
    name = {"verified_name": report.name} if report.name_status == "APPROVED" and report.name else {}
    _set(number, name_status=report.name_status, **name)


def _report_account(report: AccountReport) -> None:
    """One aspect for what undoes each other."""
    act, aspect = _act_on(report)
    if act is None:
        return
    if is_news(account_id=report.account_id, subject=digits(report.display), aspect=aspect, at=report.at):
        act(report)


def _act_on(report: AccountReport) -> tuple[Callable[[AccountReport], None] | None, str]:
    if report.event in GONE + BACK:
        return _go_or_come, "partner"
    acts: dict[str, tuple[Callable[[AccountReport], None], str]] = {
        "ACCOUNT_RESTRICTION": (_restrict, "restriction " + " ".join(sorted(r.kind for r in report.restrictions))),
        "ACCOUNT_VIOLATION": (_violate, "violation"),
        "DISABLED_UPDATE": (_disable, "ban"),
    }
    return acts.get(report.event, (None, ""))


def _go_or_come(report: AccountReport) -> None:
    _switch(report, AlertKind.ACCOUNT_GONE, is_on=report.event in GONE, is_stop=True, detail=report.event)


def _disable(report: AccountReport) -> None:
    """A ban that is only announced is told, and stops nothing yet."""
    stops = BANS.get(report.ban)
    _switch(report, AlertKind.ACCOUNT_DISABLED, is_on=stops is not False, is_stop=stops is not None, detail=report.ban)


def _switch(report: AccountReport, kind: AlertKind, *, is_on: bool, is_stop: bool, detail: str) -> None:
    subject = report.display or report.account_id
    if is_on:
        _tell(kind, subject, detail, report)
    else:
        clear_alert(kind=kind, subject=subject)
    for number in numbers_of(report.account_id, report.display) if is_stop else ():
        if is_on:
            stop_number(number, reason=f"{report.event}: {detail}")
        else:
            clear_stop(number)


def _violate(report: AccountReport) -> None:
    _tell(AlertKind.ACCOUNT_VIOLATION, report.display or report.account_id, report.detail, report)


def _restrict(report: AccountReport) -> None:
    subject = report.display or report.account_id
    _tell(AlertKind.ACCOUNT_RESTRICTED, subject, ", ".join(r.kind for r in report.restrictions), report)
    for restriction in report.restrictions:
        _stop_for(restriction, report)


def _stop_for(restriction: Restriction, report: AccountReport) -> None:
    kind = RESTRICTED.get(restriction.kind)
    if kind is None or (restriction.until and restriction.until <= timezone.now()):
        return
    for number in numbers_of(report.account_id, report.display):
        stop_sending(number, kind=kind, reason=restriction.kind, until=restriction.until)


def _tell(kind: AlertKind, subject: str, detail: str, report: AccountReport | Notice) -> None:
    """Once for each event: a replay does not tell again what was settled meanwhile."""
    if not Alert.objects.filter(kind=kind, subject=subject, raised_at=report.at).exists():
        raise_alert(kind=kind, subject=subject, detail=detail, at=report.at)


def _notice(notice: Notice) -> None:
    subject = notice.subject or notice.account_id
    if not is_news(account_id=notice.account_id, subject=subject, aspect=notice.kind, at=notice.at):
        return
    if notice.is_over:
        clear_alert(kind=notice.kind, subject=subject)
    else:
        _tell(AlertKind(notice.kind), subject, notice.detail, notice)


def _meet_trouble(trouble: Trouble) -> None:
    """What would stop a send when it came as its answer stops as well when it comes by itself."""
    number = BusinessNumber.objects.filter(phone_number_id=trouble.number_id).first()
    key = {"account_id": trouble.number_id, "subject": str(trouble.code), "aspect": "error"}
    if number is None or not is_news(at=trouble.at, **key):
        return
    reason = f"{trouble.code}: {trouble.detail}"
    subject = f"{trouble.number_id} {trouble.code}"
    if Alert.objects.filter(kind=AlertKind.REPORTED_ERROR, subject=subject, raised_at=trouble.at).exists():
        return
    raise_alert(kind=AlertKind.REPORTED_ERROR, subject=subject, detail=reason, number=number, at=trouble.at)
    if policy_for(trouble.code).action == Action.STOP:
        stop_number(number, reason=reason)


def _alert(number: BusinessNumber, kind: AlertKind, detail: str) -> None:
    raise_alert(kind=kind, subject=number.phone_number_id, detail=detail, number=number)


def _set(number: BusinessNumber, **fields: str) -> None:
    for name, value in fields.items():
        setattr(number, name, value)
    number.save(update_fields=[*fields])


ACTS: dict[type, Callable[[Any], None]] = {
    NumberReport: _report_number,
    AccountReport: _report_account,
    Notice: _notice,
    Trouble: _meet_trouble,
}
