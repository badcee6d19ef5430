"""What each wish comes to, for a subscriber who is known: looked up, told, or proposed for a yes."""

import re
from collections.abc import Callable

from chatbot.engine.types import Decision, Proposal, Reason
from chatbot.tools.replies import connection_text, hours_text, invoice_parts, invoice_text, outage_text, place
from chatbot.tools.talk import Talk
from isp.types import Outage, Subscriber, SubscriberStatus

NUMBER = re.compile(r"(?<![\d/.,-])(\d{1,2})(?![\d/.,-]*\d)")
DESCRIPTION = 200


def invoice(talk: Talk) -> Decision:
    subscriber, box = _whose(talk), talk.box
    found = box.ask("invoices", lambda: box.adapter.invoices(subscriber.id), of=subscriber.id)
    unpaid = sorted((invoice for invoice in found if invoice.is_unpaid), key=lambda invoice: invoice.due_on)
    if not unpaid:
        return talk.say("no_invoice", name=(subscriber.name.split() or [""])[0], clear=True)
    parts = invoice_parts(unpaid[0], subscriber, company=talk.snapshot.persona.company)
    return talk.reply(invoice_text(unpaid, subscriber, talk.language), parts)


def unlock(talk: Talk) -> Decision:
    subscriber = _whose(talk)
    if subscriber.status == SubscriberStatus.CANCELLED:
        return _cancelled(talk)
    if subscriber.status != SubscriberStatus.BLOCKED:
        return talk.say("not_blocked_offline", clear=True)
    return talk.propose("confirm_unlock", Proposal("trust_unlock", subscriber.id), contract=subscriber.contract)


def due_day(talk: Talk) -> Decision:
    subscriber, box = _whose(talk), talk.box
    if subscriber.status == SubscriberStatus.CANCELLED:
        return _cancelled(talk)
    days = box.ask("due_days", lambda: box.adapter.due_days(subscriber.id), of=subscriber.id)
    if not days:
        return talk.say("no_days", clear=True)
    shown = ", ".join(str(day) for day in days)
    wanted = NUMBER.findall(talk.said)
    if not wanted:
        return talk.ask("day", "ask_day", days=shown)
    if len(wanted) > 1 or int(wanted[0]) not in days:
        return talk.ask("day", "day_not_offered", days=shown)
    proposal = Proposal("change_due_day", subscriber.id, {"day": int(wanted[0])})
    return talk.propose("confirm_day", proposal, contract=subscriber.contract, day=wanted[0])


def connection(talk: Talk) -> Decision:
    """The region before the contract, and the contract before the device: each explains what comes after it."""
    subscriber, box = _whose(talk), talk.box
    talk.slots.description = talk.said[:DESCRIPTION]
    if subscriber.status == SubscriberStatus.CANCELLED:
        return _cancelled(talk)
    if subscriber.status == SubscriberStatus.BLOCKED:
        return talk.ask("unlock", "blocked")
    if outages := _outages(talk, subscriber):
        return talk.reply(outage_text(outages[0], talk.language))
    state = box.ask("connection", lambda: box.adapter.connection(subscriber.id), of=subscriber.id)
    talk.slots.asking = "visit"
    return talk.reply(connection_text(state, talk.language))


def outage(talk: Talk) -> Decision:
    subscriber = _whose(talk)
    if outages := _outages(talk, subscriber):
        return talk.reply(outage_text(outages[0], talk.language))
    return talk.say("no_outage", place=place(subscriber.city, subscriber.district), clear=True)


def visit(talk: Talk) -> Decision:
    subscriber = _whose(talk)
    if subscriber.status == SubscriberStatus.CANCELLED:
        return _cancelled(talk)
    description = talk.slots.description or talk.said[:DESCRIPTION]
    proposal = Proposal("open_service_order", subscriber.id, {"description": description})
    return talk.propose("confirm_visit", proposal, contract=subscriber.contract)


def hours(talk: Talk) -> Decision | None:
    found = talk.box.ask("hours", talk.box.adapter.hours)
    return talk.reply(hours_text(found, talk.language)) if found else None


WANTS: dict[str, Callable[[Talk], Decision | None]] = {
    "invoice": invoice,
    "unlock": unlock,
    "due_day": due_day,
    "connection": connection,
    "outage": outage,
    "visit": visit,
    "hours": hours,
}


def _whose(talk: Talk) -> Subscriber:
    if talk.subscriber is None:
        raise AssertionError("a wish before the identity")
    return talk.subscriber


def _outages(talk: Talk, subscriber: Subscriber) -> tuple[Outage, ...]:
    city, district = subscriber.city, subscriber.district
    adapter = talk.box.adapter
    return talk.box.ask("outages", lambda: adapter.outages(city, district), city=city, district=district)


def _cancelled(talk: Talk) -> Decision:
    contract = talk.subscriber.contract if talk.subscriber else ""
    return talk.give_up("cancelled", Reason.TOOL, f"Contrato {contract} consta como cancelado.")
