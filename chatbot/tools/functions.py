"""The tools as a model calls them: the same steps, identity and confirmation as by rules. What only reads tells the
model; what delivers or changes something is answered by the tools in their own words, and ends the turn."""

import json
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from chatbot.engine.types import Decision
from chatbot.tools.talk import Talk
from isp.exceptions import IspError
from isp.types import Subscriber

READS = {
    "get_account": "The customer's plan, status, due day, city and district.",
    "list_invoices": "The customer's invoices: due date, amount, status.",
    "connection_state": "Whether the customer's connection is online.",
    "region_outages": "Known outages where the customer lives.",
    "business_hours": "When people answer.",
}
WISHES = {
    "send_invoice_copy": ("invoice", "Send the customer a copy of the unpaid invoice: boleto line, PIX code, PDF."),
    "trust_unlock": ("unlock", "Unlock a blocked connection on the promise to pay."),
    "change_due_date": ("due_day", "Change the day of the month on which invoices are due."),
    "open_service_order": ("visit", "Book a technician's visit."),
    "check_connection": ("connection", "The customer has no connection: check region, contract and device."),
}
DAY = {"day": {"type": "integer", "description": "1 to 31; leave out when the customer named none"}}
DESCRIPTION = {"description": {"type": "string", "description": "What does not work, in the customer's words"}}
ARGUMENTS: dict[str, dict[str, Any]] = {"change_due_date": DAY, "open_service_order": DESCRIPTION}
UNKNOWN = json.dumps({"error": "no such tool"})


class Functions:
    """Of one turn. `decision` is what the tools themselves answer; `facts` all that the model was told by them."""

    def __init__(self, talk: Talk) -> None:
        self._talk = talk
        self.decision: Decision | None = None
        self.facts: list[str] = []

    @property
    def definitions(self) -> list[dict[str, Any]]:
        texts = {**READS, **{name: text for name, (_, text) in WISHES.items()}}
        return [_definition(name, text) for name, text in texts.items()]

    def call(self, name: str, arguments: dict[str, Any]) -> str | None:
        try:
            if name in WISHES:
                self.decision = self._wish(WISHES[name][0], arguments)
                return None if self.decision else UNKNOWN
            return self._read(name) if name in READS else UNKNOWN
        except IspError as error:
            self.decision = self._talk.failed(error)
            return None

    def _wish(self, wish: str, arguments: dict[str, Any]) -> Decision | None:
        talk = self._talk
        if wish == "due_day" and str(arguments.get("day", "")).isdigit():
            # Only a day that the customer wrote: a model's guess is no wish.
            day = str(arguments["day"])
            talk.said = day if day in talk.said else ""
        if wish == "visit":
            talk.slots.description = talk.said[:200]
        return talk.fulfil(wish)

    def _read(self, name: str) -> str | None:
        if name == "business_hours":
            return self._tell([asdict(hours) for hours in self._talk.box.ask("hours", self._talk.box.adapter.hours)])
        found = self._talk.identified()
        if isinstance(found, Decision):
            self.decision = found
            return None
        return self._tell(READERS[name](self._talk, found))

    def _tell(self, result: Any) -> str:
        text = json.dumps(result, ensure_ascii=False, default=str)
        self.facts.append(text)
        return text


def _account(talk: Talk, subscriber: Subscriber) -> Any:
    shown = ("contract", "status", "plan", "city", "district", "due_day")
    return {name: getattr(subscriber, name) for name in shown}


def _invoices(talk: Talk, subscriber: Subscriber) -> Any:
    """Without the codes: those go to the customer unchanged, by send_invoice_copy, or not at all."""
    found = talk.box.ask("invoices", lambda: talk.box.adapter.invoices(subscriber.id), of=subscriber.id)
    return [{name: getattr(i, name) for name in ("due_on", "amount", "status", "paid_on")} for i in found]


def _connection(talk: Talk, subscriber: Subscriber) -> Any:
    state = talk.box.ask("connection", lambda: talk.box.adapter.connection(subscriber.id), of=subscriber.id)
    return {"status": state.status, "since": state.since, "account": subscriber.status}


def _outages(talk: Talk, subscriber: Subscriber) -> Any:
    city, district = subscriber.city, subscriber.district
    found = talk.box.ask("outages", lambda: talk.box.adapter.outages(city, district), city=city, district=district)
    return [asdict(outage) for outage in found]


READERS: dict[str, Callable[[Talk, Subscriber], Any]] = {
    "get_account": _account,
    "list_invoices": _invoices,
    "connection_state": _connection,
    "region_outages": _outages,
}


def _definition(name: str, text: str) -> dict[str, Any]:
    parameters = {"type": "object", "properties": ARGUMENTS.get(name, {}), "required": []}
    return {"type": "function", "function": {"name": name, "description": text, "parameters": parameters}}
