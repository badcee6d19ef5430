"""What the tools found, in words for the customer. Figures and codes come from the system and pass through nobody."""

from collections.abc import Sequence
from datetime import time

from django.utils import timezone

from chatbot.engine.types import Part
from chatbot.tools.texts import DAYS, day, moment, money, say
from isp.boleto import is_line
from isp.types import ConnectionState, Hours, Invoice, InvoiceStatus, LinkStatus, Outage, Subscriber

PDF = "application/pdf"
SHOWN = 3


def invoice_text(invoices: Sequence[Invoice], subscriber: Subscriber, language: str) -> str:
    """The oldest unpaid ones; the codes of the first follow as messages of their own."""
    lines = [
        say(
            "invoice_line",
            language,
            amount=money(invoice.amount),
            due=day(invoice.due_on),
            late=say("late", language) if invoice.status == InvoiceStatus.OVERDUE else "",
        )
        for invoice in invoices[:SHOWN]
    ]
    paragraphs = [say("invoice", language, name=first_name(subscriber), lines="\n".join(lines))]
    if what := _codes(invoices[0], language):
        paragraphs.append(say("codes", language, what=what))
    if invoices[0].pdf_url.startswith("https://"):
        paragraphs.append(say("pdf", language, url=invoices[0].pdf_url))
    if len(invoices) > SHOWN:
        paragraphs.append(say("others", language, count=len(invoices) - SHOWN))
    return "\n\n".join(paragraphs)


def invoice_parts(invoice: Invoice, subscriber: Subscriber, *, company: str) -> tuple[Part, ...]:
    """Each code alone, so that it is copied as a whole; then the page to print."""
    parts = [Part(text=code) for code in (invoice.boleto_line, invoice.pix_code) if code]
    if is_line(invoice.boleto_line) or invoice.pix_code:
        from isp.pdf import invoice_pdf  # noqa: PLC0415  some 20 MB that few turns want

        content = invoice_pdf(invoice, subscriber, company=company)
        parts.append(Part(filename=f"fatura-{invoice.due_on:%Y-%m-%d}.pdf", mime_type=PDF, content=content))
    return tuple(parts)


def connection_text(state: ConnectionState, language: str) -> str:
    key = {LinkStatus.ONLINE: "online", LinkStatus.OFFLINE: "offline"}.get(state.status, "link_unknown")
    since = say("since", language, when=moment(state.since)) if state.since else ""
    return say(key, language, since=since)


def outage_text(outage: Outage, language: str) -> str:
    expected = say("expected", language, when=moment(outage.expected_end_at)) if outage.expected_end_at else ""
    description = f": {outage.description}" if outage.description else ""
    return say(
        "outage", language, place=place(outage.city, outage.district), description=description, expected=expected
    )


def hours_text(hours: Sequence[Hours], language: str) -> str:
    by_day = {item.weekday: item for item in hours}
    lines = []
    for weekday, name in enumerate(DAYS["en" if language == "en" else "pt-br"]):
        item = by_day.get(weekday)
        when = say("from_to", language, opens=_clock(item.opens), closes=_clock(item.closes)) if item else ""
        lines.append(f"{name}: {when or say('closed', language)}")
    now = timezone.localtime()
    today = by_day.get(now.weekday())
    is_open = today is not None and today.opens <= now.time() < today.closes
    return say("hours", language, lines="\n".join(lines), now=say("open_now" if is_open else "closed_now", language))


def _clock(at: time) -> str:
    """As people here write it: 8h, 8h30."""
    return f"{at.hour}h{at.minute:02d}" if at.minute else f"{at.hour}h"


def contracts_text(subscribers: Sequence[Subscriber], language: str) -> str:
    lines = [f"• *{s.contract}* – {s.plan}, {place(s.city, s.district)}" for s in subscribers]
    return "\n".join([say("ask_contract", language), *lines])


def first_name(subscriber: Subscriber) -> str:
    return (subscriber.name.split() or [""])[0]


def place(city: str, district: str) -> str:
    return ", ".join(part for part in (district, city) if part)


def _codes(invoice: Invoice, language: str) -> str:
    names = [
        say(name, language)
        for name, code in (("code_boleto", invoice.boleto_line), ("code_pix", invoice.pix_code))
        if code
    ]
    return say("and", language).join(names)
