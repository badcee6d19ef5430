"""What an operator wants to know when WhatsApp does not work: each step of the set-up, and what to do where it fails.

It asks Meta as the system would, and calls our webhook as Meta would. It sends no message and changes nothing.
"""

import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.conf import settings
from django.utils import timezone

from accounts.sealing import Unreadable, unseal
from whatsapp.client import GraphClient, GraphError, NotReached, OutcomeUnknown, probe_delivery, probe_verification
from whatsapp.models import BusinessNumber
from whatsapp.payloads import FIELDS, SOME_FIELDS
from whatsapp.services.numbers import client_for
from whatsapp.signature import sign

PATH = "/webhooks/whatsapp"
NEEDED = ("ACCESS_TOKEN", "PHONE_NUMBER_ID", "BUSINESS_ACCOUNT_ID", "APP_SECRET", "VERIFY_TOKEN")
# Meta's own form of "nothing happened": it is stored, and applies to nothing.
NOTHING = b'{"object":"whatsapp_business_account","entry":[]}'
QUIET_HOURS = 24
OK, REFUSED = 200, 401
ADVICE = {
    0: "The token is dead: make a permanent one of a system user.",
    190: "The token is dead: make a permanent one of a system user.",
    10: "Give the system user whatsapp_business_messaging and whatsapp_business_management.",
    100: "The id is wrong, or the token's system user has no access to it.",
    33: "The id is wrong, or the token's system user has no access to it.",
}
UNREACHABLE = "WhatsApp cannot be reached: look at WHATSAPP_API_URL, the network and the proxy."
PERMISSION = range(200, 300)


@dataclass(frozen=True, slots=True)
class Line:
    step: str
    is_ok: bool
    text: str  # what is so, or what to do
    is_hint: bool = False  # to be looked at, and perhaps all right


def check_settings() -> Iterator[Line]:
    missing = [f"WHATSAPP_{name}" for name in NEEDED if not getattr(settings, f"WHATSAPP_{name}")]
    text = f"Set {', '.join(missing)}." if missing else f"{settings.WHATSAPP_API_URL}/{settings.WHATSAPP_API_VERSION}"
    yield Line("settings", not missing, text)


def check_setup(number: BusinessNumber, *, address: str = "") -> Iterator[Line]:
    """One number, step by step. What cannot be asked without the token is left out when the token is dead."""
    opened = _opened(number)
    if opened is None:
        yield Line("credentials", False, "No key of ENCRYPTION_KEYS opens them: enter them again.")
        return
    client = client_for(number)
    said, line = _asked("token", lambda: client.number(number.phone_number_id))
    if line:
        yield line
        return
    yield Line("token", True, f"valid; {said.get('display_phone_number') or number.phone_number_id}")
    yield _registered(said)
    app_secret, verify_token = opened
    yield from _account(number, client, app_secret)
    yield from _webhook(address or _address_of(said), app_secret, verify_token)
    yield _last_webhook(number)


def _opened(number: BusinessNumber) -> tuple[str, str] | None:
    try:
        unseal(number.sealed_token)
        app_secret = unseal(number.sealed_app_secret) or settings.WHATSAPP_APP_SECRET
        return app_secret, unseal(number.sealed_verify_token) or settings.WHATSAPP_VERIFY_TOKEN
    except Unreadable:
        return None


def _asked(step: str, ask: Callable[[], Any]) -> tuple[Any, Line | None]:
    """The answer, or the line that says why there is none."""
    try:
        return ask(), None
    except GraphError as error:
        advice = ADVICE[10] if error.code in PERMISSION else ADVICE.get(error.code, "")
        return None, Line(step, False, f"WhatsApp refuses with {error.code}: {error.detail} {advice}".strip())
    except (NotReached, OutcomeUnknown) as error:
        return None, Line(step, False, f"{UNREACHABLE} ({error})")


def _registered(said: dict[str, Any]) -> Line:
    status = str(said.get("status") or "unknown")
    if status == "CONNECTED":
        return Line("number", True, f"registered; quality {said.get('quality_rating') or 'unknown'}")
    return Line("number", False, f"It is {status}: register it with POST /PHONE_NUMBER_ID/register and its PIN.")


def _account(number: BusinessNumber, client: GraphClient, app_secret: str) -> Iterator[Line]:
    account_id = number.business_account_id
    if not account_id:
        yield Line("account", False, "The number has no business account id: enter it in the administration.")
        return
    ids, line = _asked("account", lambda: client.number_ids(account_id))
    fits = line is None and number.phone_number_id in ids
    text = "the number belongs to it" if fits else f"{number.phone_number_id} is no number of {account_id}."
    yield line or Line("account", fits, text)
    app_ids, line = _asked("subscription", lambda: client.app_ids(account_id))
    text = "the app gets webhooks" if app_ids else f"Subscribe: POST /{account_id}/subscribed_apps."
    yield line or Line("subscription", bool(app_ids), text)
    if app_ids:
        yield from _fields(app_ids, app_secret)
    _, line = _asked("templates", lambda: next(client.templates(account_id), None))
    yield line or Line("templates", True, "readable")


def _fields(app_ids: list[str], app_secret: str) -> Iterator[Line]:
    """Each field of the webhook. Only the app that the secret belongs to may be asked."""
    answers = [_asked("fields", partial(_app_client(pk, app_secret).app_fields, pk)) for pk in app_ids]
    known = [found for found, line in answers if line is None]
    if not known:
        text = f"They cannot be read; compare them in the App Dashboard: {', '.join((*FIELDS, *SOME_FIELDS))}."
        yield Line("fields", False, text, is_hint=True)
        return
    subscribed: set[str] = set().union(*known)
    for name in (*FIELDS, *SOME_FIELDS):
        missing = "Subscribe the app to it in the App Dashboard, under WhatsApp, Configuration."
        if name in SOME_FIELDS:
            missing = "Not subscribed to: needed where the number is shared with the app, or Meta offers it."
        is_there = name in subscribed
        yield Line(f"field {name}", is_there, "subscribed" if is_there else missing, is_hint=name in SOME_FIELDS)


def _app_client(app_id: str, app_secret: str) -> GraphClient:
    return GraphClient(token=f"{app_id}|{app_secret}")


def _address_of(said: dict[str, Any]) -> str:
    """Where Meta delivers: the number's own address before the account's and the app's."""
    if settings.SIMULATOR:
        return f"http://127.0.0.1:{settings.PORT}{PATH}"
    configured = said.get("webhook_configuration")
    known = configured if isinstance(configured, dict) else {}
    keys = ("phone_number", "whatsapp_business_account", "application")
    return next((str(known[key]) for key in keys if known.get(key)), "")


def _webhook(address: str, app_secret: str, verify_token: str) -> Iterator[Line]:
    if not address:
        yield Line("webhook", False, f"Meta knows no address: enter https://YOUR.HOST{PATH} in the app.")
        return
    if not address.rstrip("/").endswith(PATH):
        yield Line("webhook", False, f"Meta delivers to {address}; it must end with {PATH}.")
        return
    challenge = secrets.token_hex(8)
    params = {"hub.mode": "subscribe", "hub.verify_token": verify_token, "hub.challenge": challenge}
    try:
        verified = probe_verification(address, params) == (OK, challenge)
        yield Line("webhook", verified, address if verified else f"{address} does not answer with the challenge.")
        accepted, _ = probe_delivery(address, NOTHING, sign(app_secret, NOTHING))
        forged, _ = probe_delivery(address, NOTHING, sign(app_secret + "x", NOTHING))
    except NotReached as error:
        yield Line("webhook", False, f"{address} cannot be reached ({error}): look at DNS, TLS and the proxy.")
        return
    is_right = (accepted, forged) == (OK, REFUSED)
    wrong = f"Answers {accepted} to a right one, {forged} to a wrong one: compare the app secret on both sides."
    yield Line("signature", is_right, "a right one is taken, a wrong one refused" if is_right else wrong)


def _last_webhook(number: BusinessNumber) -> Line:
    if number.last_webhook_at is None:
        text = "None has come yet: write to the number from a phone, then look again."
        return Line("last webhook", False, text, is_hint=True)
    hours = (timezone.now() - number.last_webhook_at).total_seconds() / 3600
    return Line("last webhook", hours < QUIET_HOURS, f"{hours:.1f} hours ago")
