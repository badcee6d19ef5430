"""A provider's own system over HTTP: addressed, signed in to and read as its row says."""

import json
import time
from collections.abc import Mapping as Values
from typing import Any, TypeVar
from urllib.parse import quote

import httpx
from django.utils import timezone

from accounts.sealing import Unreadable, unseal
from conversations.bounded import TooMuch, bounded
from conversations.punctual import Late, punctual, until
from isp.documents import digits
from isp.exceptions import BadAnswer, Misconfigured, NotReached, OutcomeUnknown, Refused
from isp.mapping import Operation, pick, read_mapping
from isp.models import System
from isp.reading import read_list, read_numbers, read_one
from isp.types import ConnectionState, DueDay, Hours, Invoice, Outage, ServiceOrder, Subscriber, Unlock

T = TypeVar("T")
MAX_BYTES, LEAST = 1_000_000, 0.5
# The system says why it will not: {"code": "not_blocked"} and the like.
SAID_NO = (400, 409, 422)
# Nothing was done there, whatever was asked.
UNDONE = (401, 403, 404, 405, 429, 503)


class HttpAdapter:
    name = "http"

    def __init__(self, system: System, deadline: float = float("inf")) -> None:
        """Raises Misconfigured."""
        self._system, self._deadline = system, deadline
        self._mapping = read_mapping(system.mapping)
        if not system.base_url:
            raise Misconfigured("no address")

    def find_by_phone(self, phone: str) -> tuple[Subscriber, ...]:
        return self._list(Subscriber, "find_by_phone", phone=phone)

    def find_by_document(self, document: str) -> tuple[Subscriber, ...]:
        return self._list(Subscriber, "find_by_document", document=digits(document))

    def invoices(self, subscriber_id: str) -> tuple[Invoice, ...]:
        return self._list(Invoice, "invoices", subscriber=subscriber_id)

    def connection(self, subscriber_id: str) -> ConnectionState:
        return self._one(ConnectionState, "connection", subscriber=subscriber_id)

    def outages(self, city: str, district: str) -> tuple[Outage, ...]:
        return self._list(Outage, "outages", city=city, district=district)

    def due_days(self, subscriber_id: str) -> tuple[int, ...]:
        return read_numbers(self._mapping["due_days"], self._call("due_days", {"subscriber": subscriber_id}))

    def hours(self) -> tuple[Hours, ...]:
        return self._list(Hours, "hours")

    def trust_unlock(self, subscriber_id: str, *, key: str) -> Unlock:
        return self._one(Unlock, "trust_unlock", subscriber=subscriber_id, key=key)

    def change_due_day(self, subscriber_id: str, day: int, *, key: str) -> DueDay:
        return self._one(DueDay, "change_due_day", subscriber=subscriber_id, day=str(day), key=key)

    def open_service_order(self, subscriber_id: str, description: str, *, key: str) -> ServiceOrder:
        return self._one(
            ServiceOrder, "open_service_order", subscriber=subscriber_id, description=description, key=key
        )

    def _list(self, kind: type[T], name: str, **values: str) -> tuple[T, ...]:
        return read_list(kind, self._mapping[name], self._call(name, values))

    def _one(self, kind: type[T], name: str, **values: str) -> T:
        answer = self._call(name, values)
        if answer is None:
            raise Refused("not_found")
        try:
            return read_one(kind, self._mapping[name], answer)
        except BadAnswer as error:
            if self._mapping[name].method == "GET":
                raise
            raise OutcomeUnknown(str(error)) from error  # it said yes to something

    def _call(self, name: str, values: Values[str, str]) -> Any:
        """The answer's JSON; null for "there is none"."""
        operation = self._mapping[name]
        status, body = self._send(operation, values)
        if status in operation.nothing:
            return None
        if status in SAID_NO and operation.method != "GET":
            raise Refused(str(pick(_json(body, NotReached), "code") or "refused"))
        if status >= httpx.codes.MULTIPLE_CHOICES:
            is_known = operation.method == "GET" or status in UNDONE
            raise (NotReached if is_known else OutcomeUnknown)(f"status {status}")
        return _json(body, BadAnswer if operation.method == "GET" else OutcomeUnknown)

    def _send(self, operation: Operation, values: Values[str, str]) -> tuple[int, bytes]:
        seconds = max(LEAST, min(self._system.seconds, self._deadline - time.monotonic()))
        is_asking = operation.method == "GET"
        try:
            with (
                until(time.monotonic() + seconds),
                _client(seconds) as client,
                client.stream(**self._request(operation, values)) as response,
            ):
                return response.status_code, response.read()
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol) as error:
            raise NotReached(type(error).__name__) from error
        except (httpx.HTTPError, httpx.InvalidURL, Late, TooMuch) as error:
            raise (NotReached if is_asking else OutcomeUnknown)(type(error).__name__) from error

    def _request(self, operation: Operation, values: Values[str, str]) -> dict[str, Any]:
        headers, auth = self._credentials()
        if "key" in values:
            headers["Idempotency-Key"] = values["key"]
        request: dict[str, Any] = {
            "method": operation.method,
            "url": self._system.base_url.rstrip("/") + _filled(operation.path, values, quoted=True),
            "params": {name: _filled(text, values) for name, text in operation.query.items()},
            "headers": headers,
            "auth": auth,
        }
        if operation.method != "GET":
            request["json"] = {name: _filled(text, values) for name, text in operation.body.items()}
        return request

    def _credentials(self) -> tuple[dict[str, str], Any]:
        system, headers = self._system, {"Accept": "application/json"}
        try:
            secret = unseal(system.sealed_secret)
        except Unreadable as error:
            raise Misconfigured("no key opens the secret") from error
        if system.auth == System.Auth.BASIC:
            return headers, (system.auth_name, secret)
        if system.auth == System.Auth.BEARER:
            headers["Authorization"] = f"Bearer {secret}"
        elif system.auth == System.Auth.HEADER:
            headers[system.auth_name] = secret
        return headers, None


def _client(seconds: float) -> httpx.Client:
    client = httpx.Client(timeout=seconds, follow_redirects=False, trust_env=False)
    return bounded(punctual(client), MAX_BYTES)


def _json(body: bytes, error: type[Exception]) -> Any:
    try:
        return json.loads(body)
    except ValueError as broken:
        raise error("no JSON") from broken


def _filled(text: str, values: Values[str, str], *, quoted: bool = False) -> str:
    """`{today}` is known everywhere; in a path a value is one segment, whatever is in it."""
    for name, value in {**values, "today": timezone.localdate().isoformat()}.items():
        text = text.replace("{" + name + "}", quote(value, safe="") if quoted else value)
    return text
