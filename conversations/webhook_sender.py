"""Posts deliveries to other systems: signed, within five seconds, never to an address inside."""

import hashlib
import hmac
import ipaddress
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import httpx
import orjson
from django.conf import settings

from conversations.models import WebhookDelivery
from conversations.services.webhooks import Outcome, claim_due, keep_bodies, record_outcome
from conversations.webhook_bodies import data_of

SIGNATURE, EVENT, DELIVERY = "X-Helpdesk-Signature-256", "X-Helpdesk-Event", "X-Helpdesk-Delivery"
SECONDS, BATCH = 5, 16
# One run of the task ends after so long, so that a slow system never holds up the queue.
RUN_SECONDS = 20


class AddressRefused(Exception):
    pass


def send_due() -> int:
    """Deliver what is due; several at once, because the other side may be slow. Returns how many were tried."""
    count, ends = 0, time.monotonic() + RUN_SECONDS
    with ThreadPoolExecutor(BATCH, "webhook") as pool:
        while time.monotonic() < ends and (batch := claim_due(BATCH)):
            fresh = [delivery for delivery in batch if delivery.body is None]
            keep_bodies(fresh, data_of(fresh))
            outcomes = pool.map(deliver, batch)  # the threads only call; what came of it is recorded here
            for delivery, outcome in zip(batch, outcomes, strict=True):
                record_outcome(delivery, outcome)
            count += len(batch)
    return count


def deliver(delivery: WebhookDelivery) -> Outcome:
    content = orjson.dumps(delivery.body, option=orjson.OPT_SORT_KEYS)  # the same bytes at every attempt
    headers = {
        "Content-Type": "application/json",
        "User-Agent": f"Helpdesk/{settings.VERSION}",
        SIGNATURE: signature(content, delivery.webhook.secret),
        EVENT: delivery.event,
        DELIVERY: str(delivery.pk),
    }
    try:
        status = _post(delivery.webhook.url, content, headers)
    except AddressRefused:
        return Outcome(error="The address is not public.", is_final=True)
    except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as error:
        return Outcome(error=type(error).__name__)
    return Outcome(status=status, error="" if status < 300 else f"HTTP {status}")  # noqa: PLR2004


def signature(content: bytes, secret: str) -> str:
    return f"sha256={hmac.new(secret.encode(), content, hashlib.sha256).hexdigest()}"


def public_address(host: str, port: int) -> str:
    """The address to call. Raises AddressRefused if any that the name has is inside."""
    found = {str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    if not settings.WEBHOOKS_ALLOW_PRIVATE and not all(_is_public(address) for address in found):
        raise AddressRefused(host)
    return min(found, key=lambda address: ":" in address)


def _post(url: str, content: bytes, headers: dict[str, str]) -> int:
    """Calls the very address that was checked; asked again, the name could lead elsewhere. Redirects are not
    followed for the same reason."""
    target = httpx.URL(url)
    port = target.port or (443 if target.scheme == "https" else 80)
    address = public_address(target.host, port)
    headers = {**headers, "Host": urlsplit(url).netloc.rpartition("@")[2]}
    with (
        httpx.Client(timeout=SECONDS, trust_env=False, follow_redirects=False) as client,
        client.stream(
            "POST",
            target.copy_with(host=address),
            content=content,
            headers=headers,
            extensions={"sni_hostname": target.host},
        ) as response,
    ):
        return response.status_code


def _is_public(address: str) -> bool:
    ip = ipaddress.ip_address(address.partition("%")[0])
    ip = getattr(ip, "ipv4_mapped", None) or ip
    return ip.is_global and not ip.is_multicast
