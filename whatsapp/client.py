"""The only code that speaks to Meta's Graph API (v26.0, https://developers.facebook.com/docs/whatsapp/cloud-api)."""

import os
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from http import HTTPStatus
from ssl import SSLCertVerificationError
from typing import Any
from urllib.parse import parse_qs, urlsplit
from urllib.request import getproxies

import requests
from django.conf import settings
from requests.adapters import HTTPAdapter
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError, ProxyError, SSLError

from whatsapp.media.form import File, Form
from whatsapp.media.hosts import is_allowed

TEMPLATE_FIELDS = "id,name,language,status,category,parameter_format,components,quality_score,rejected_reason"
PIECE = 64 * 1024
CONNECT_SECONDS = 5
# To connect, and between two bytes of the answer.
TIMEOUT = (CONNECT_SECONDS, settings.WHATSAPP_TIMEOUT_SECONDS)
_local = threading.local()


NUMBER_FIELDS = (
    "id,display_phone_number,verified_name,quality_rating,name_status,status,throughput,"
    "whatsapp_business_manager_messaging_limit,webhook_configuration"
)


class GraphError(Exception):
    """Meta understood the request and refused it. `for_people` is what it says to a person, where it does."""

    is_transient = False  # Meta says that it passes

    def __init__(self, code: int, detail: str, *, status: int = 400, subcode: int = 0, for_people: str = "") -> None:
        self.code, self.detail, self.status = code, detail, status
        self.subcode, self.for_people = subcode, for_people
        super().__init__(f"{code}: {detail}")


class Gone(Exception):
    """The file's address is not, or no longer, one to fetch from."""


class NotReached(Exception):
    """The request certainly did not get to Meta."""


class OutcomeUnknown(Exception):
    """The request may have been carried out: it was sent, and no proper answer came."""


@dataclass(frozen=True, slots=True)
class Sent:
    external_id: str
    wa_id: str


class GraphClient:
    """`token` is the access token of the number's business. With a `refusal` there is none to be had, and every call
    ends as if Meta had said so."""

    def __init__(
        self, *, token: str = "", base_url: str = "", version: str = "", refusal: GraphError | None = None
    ) -> None:
        self._refusal = refusal
        self._token = token or settings.WHATSAPP_ACCESS_TOKEN
        self._base = f"{base_url or settings.WHATSAPP_API_URL}/{version or settings.WHATSAPP_API_VERSION}"

    def send(self, phone_number_id: str, body: dict[str, Any]) -> Sent:
        """POST a message. Raises GraphError, NotReached or OutcomeUnknown."""
        answer = self._call("POST", f"{phone_number_id}/messages", json=body)
        try:
            contacts = answer.get("contacts") or [{}]
            return Sent(external_id=str(answer["messages"][0]["id"]), wa_id=str(contacts[0].get("wa_id", "")))
        except (KeyError, IndexError, TypeError, AttributeError) as error:
            raise OutcomeUnknown("answered without a message id") from error

    def mark_read(self, phone_number_id: str, external_id: str, *, typing: bool = False) -> None:
        body: dict[str, Any] = {"messaging_product": "whatsapp", "status": "read", "message_id": external_id}
        if typing:
            body["typing_indicator"] = {"type": "text"}
        self._call("POST", f"{phone_number_id}/messages", json=body)

    def upload(
        self, phone_number_id: str, *, filename: str, mime_type: str, content: Iterable[bytes], size: int
    ) -> str:
        """Returns the media id, good for 30 days. The content passes through piece by piece."""
        form = Form({"messaging_product": "whatsapp", "type": mime_type}, File(filename, mime_type, content, size))
        headers = {"Content-Type": form.content_type}
        answer = self._call("POST", f"{phone_number_id}/media", data=form, headers=headers)
        return str(answer.get("id", ""))

    def media(self, media_id: str, *, phone_number_id: str) -> dict[str, Any]:
        """Where the file lies for the next five minutes: url, mime_type, sha256, file_size."""
        return self._call("GET", media_id, params={"phone_number_id": phone_number_id})

    def download(self, url: str) -> Iterator[bytes]:
        """The file's bytes, as they come. Raises NotReached; Gone when the address is stale. Follows nobody elsewhere:
        the token goes to Meta, or whoever is configured in its place, and to no one else."""
        if not is_allowed(url, api_url=self._base):
            raise Gone("an address that is not Meta's")
        headers = {"Authorization": f"Bearer {self._token}"}
        try:
            with session().get(url, headers=headers, timeout=TIMEOUT, stream=True, allow_redirects=False) as response:
                if response.status_code == HTTPStatus.NOT_FOUND:
                    raise Gone("no longer there")
                if response.status_code != HTTPStatus.OK:
                    raise NotReached(f"HTTP {response.status_code}")
                yield from response.iter_content(PIECE)
        except requests.RequestException as error:
            raise NotReached(type(error).__name__) from error

    def templates(self, business_account_id: str, *, name: str = "") -> Iterator[dict[str, Any]]:
        """All pages; with a name only its languages (Meta finds names that contain it, too)."""
        wanted = {"fields": TEMPLATE_FIELDS, "limit": "100", **({"name": name} if name else {})}
        seen: set[str] = {""}
        after = ""
        while True:
            params = {**wanted, **({"after": after} if after else {})}
            answer = self._call("GET", f"{business_account_id}/message_templates", params=params)
            rows = answer.get("data")
            yield from (row for row in (rows if isinstance(rows, list) else []) if isinstance(row, dict))
            after = next_cursor(answer.get("paging"))
            if after in seen:  # none, or a server that goes round in circles
                return
            seen.add(after)

    def create_template(self, business_account_id: str, body: dict[str, Any]) -> dict[str, Any]:
        return self._call("POST", f"{business_account_id}/message_templates", json=body)

    def edit_template(self, template_id: str, body: dict[str, Any]) -> dict[str, Any]:
        return self._call("POST", template_id, json=body)

    def delete_template(self, business_account_id: str, *, name: str, template_id: str) -> dict[str, Any]:
        """One language of it."""
        params = {"name": name, "hsm_id": template_id}
        return self._call("DELETE", f"{business_account_id}/message_templates", params=params)

    def upload_sample(self, app_id: str, *, filename: str, mime_type: str, content: bytes) -> str:
        """The example of a template's header, by Meta's resumable upload, in one piece. Returns its handle."""
        announced = {"file_name": filename, "file_length": str(len(content)), "file_type": mime_type}
        session_id = str(self._call("POST", f"{app_id}/uploads", params=announced).get("id", ""))
        answer = self._call("POST", session_id, data=content, headers={"file_offset": "0"})
        return str(answer.get("h", ""))

    def number(self, phone_number_id: str) -> dict[str, Any]:
        return self._call("GET", phone_number_id, params={"fields": NUMBER_FIELDS})

    def number_ids(self, business_account_id: str) -> list[str]:
        """Those of the account. It is the first page, and no account has more of them."""
        params = {"fields": "id", "limit": "100"}
        rows = self._call("GET", f"{business_account_id}/phone_numbers", params=params).get("data")
        return [str(row.get("id", "")) for row in (rows if isinstance(rows, list) else []) if isinstance(row, dict)]

    def is_subscribed(self, business_account_id: str) -> bool:
        """Does any app get the account's webhooks? The token's own is the only one that it may see."""
        return bool(self.app_ids(business_account_id))

    def app_ids(self, business_account_id: str) -> list[str]:
        rows = self._call("GET", f"{business_account_id}/subscribed_apps").get("data")
        apps = [row.get("whatsapp_business_api_data") for row in rows or () if isinstance(row, dict)]
        return [str(app.get("id", "")) if isinstance(app, dict) else "" for app in apps]

    def app_fields(self, app_id: str) -> set[str]:
        """What of WhatsApp's the app gets webhooks of. Only the app itself may ask: its token is its id and secret."""
        rows = self._call("GET", f"{app_id}/subscriptions").get("data")
        ours = [
            row for row in rows or () if isinstance(row, dict) and row.get("object") == "whatsapp_business_account"
        ]
        fields = [field for row in ours for field in row.get("fields") or ()]
        return {str(field.get("name") if isinstance(field, dict) else field) for field in fields}

    def _call(self, method: str, path: str, *, headers: dict[str, str] | None = None, **kwargs: Any) -> dict[str, Any]:
        if self._refusal:
            raise self._refusal
        headers = {"Authorization": f"Bearer {self._token}", **(headers or {})}
        try:
            # Following a redirection would turn a POST into a GET elsewhere.
            response = session().request(
                method, f"{self._base}/{path}", headers=headers, timeout=TIMEOUT, allow_redirects=False, **kwargs
            )
        except requests.RequestException as error:
            raise (NotReached if never_connected(error) else OutcomeUnknown)(type(error).__name__) from error
        return read(response)


def probe_verification(address: str, params: dict[str, str]) -> tuple[int, str]:
    """Call a webhook's address as Meta does when it is set up. Raises NotReached."""
    return _probe("GET", address, params=params)


def probe_delivery(address: str, body: bytes, signature: str) -> tuple[int, str]:
    """Deliver to a webhook's address as Meta does. Raises NotReached."""
    headers = {"X-Hub-Signature-256": signature, "Content-Type": "application/json"}
    return _probe("POST", address, data=body, headers=headers)


def _probe(method: str, address: str, **kwargs: Any) -> tuple[int, str]:
    try:
        response = session().request(method, address, timeout=TIMEOUT, allow_redirects=False, **kwargs)
    except requests.RequestException as error:
        raise NotReached(type(error).__name__) from error
    return response.status_code, response.text[:200]


def read(response: requests.Response) -> dict[str, Any]:
    try:
        answer = response.json()
    except ValueError:
        answer = None
    if isinstance(answer, dict) and isinstance(answer.get("error"), dict):
        raise graph_error(answer["error"], response.status_code)
    if isinstance(answer, dict) and response.status_code < HTTPStatus.MULTIPLE_CHOICES:
        return answer
    # Something in between answered (a proxy, a wrong address). Sent elsewhere or refused, it did not get to Meta; a
    # server's error or a garbled answer leaves a doubt.
    refused = HTTPStatus.MULTIPLE_CHOICES <= response.status_code < HTTPStatus.INTERNAL_SERVER_ERROR
    raise (NotReached if refused else OutcomeUnknown)(f"HTTP {response.status_code} without an answer of Meta's")


def next_cursor(paging: Any) -> str:
    """Where the next page begins, by the cursor or by the address of that page; empty on the last one. The address
    itself is never called: our token goes to no host that an answer names."""
    if not isinstance(paging, dict) or not paging.get("next"):
        return ""
    cursors = paging.get("cursors")
    after = cursors.get("after") if isinstance(cursors, dict) else ""
    return str(after or "") or parse_qs(urlsplit(str(paging["next"])).query).get("after", [""])[0]


def graph_error(error: dict[str, Any], status: int) -> GraphError:
    data = error.get("error_data")
    details = data.get("details") if isinstance(data, dict) else data
    try:
        code = int(error.get("code", 1))
    except (TypeError, ValueError):
        code = 1
    refusal = GraphError(
        code,
        str(details or error.get("message") or "")[:500],
        status=status,
        subcode=int(subcode) if (subcode := str(error.get("error_subcode") or "")).isdecimal() else 0,
        for_people=str(error.get("error_user_msg") or "")[:1000],
    )
    refusal.is_transient = error.get("is_transient") is True
    return refusal


def never_connected(error: requests.RequestException) -> bool:
    if isinstance(error, requests.ConnectTimeout | requests.exceptions.InvalidURL | requests.exceptions.MissingSchema):
        return True
    reason = getattr(error.args[0], "reason", None) if error.args else None
    if isinstance(reason, ProxyError):
        reason = reason.original_error
    if isinstance(reason, SSLError) and reason.args:
        # A certificate that is not accepted ends the handshake, before anything was sent.
        return isinstance(reason.args[0], SSLCertVerificationError)
    return isinstance(reason, NewConnectionError | ConnectTimeoutError)


def session() -> requests.Session:
    """One per thread, with its connections kept open."""
    if not hasattr(_local, "session"):
        _local.session = requests.Session()
        # Asked for once; the library would look through the environment and ~/.netrc at every call.
        _local.session.proxies = getproxies()
        _local.session.verify = os.environ.get("REQUESTS_CA_BUNDLE") or os.environ.get("CURL_CA_BUNDLE") or True
        _local.session.trust_env = False
        adapter = HTTPAdapter(pool_connections=4, pool_maxsize=4, max_retries=0)
        _local.session.mount("https://", adapter)
        _local.session.mount("http://", adapter)
    return _local.session  # type: ignore[no-any-return]
