"""Posts deliveries to other systems: signed, within five seconds, never to an address inside."""

import hashlib
import hmac
import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import orjson
from django.conf import settings

from conversations.addresses import AddressRefused, pinned, port_of, public_address
from conversations.models import WebhookDelivery
from conversations.services.webhooks import Outcome, claim_due, keep_bodies, record_outcome
from conversations.webhook_bodies import data_of

SIGNATURE, EVENT, DELIVERY = "X-Helpdesk-Signature-256", "X-Helpdesk-Event", "X-Helpdesk-Delivery"
SECONDS, BATCH = 5, 16
# One run of the task ends after so long, so that a slow system never holds up the queue.
RUN_SECONDS = 20


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


def _post(url: str, content: bytes, headers: dict[str, str]) -> int:
    """Redirects are not followed: they could lead inside."""
    target = httpx.URL(url)
    call = pinned(target, public_address(target.host, port_of(target), allow_private=settings.WEBHOOKS_ALLOW_PRIVATE))
    call["headers"] |= headers
    with (
        httpx.Client(timeout=SECONDS, trust_env=False, follow_redirects=False) as client,
        client.stream("POST", content=content, **call) as response,
    ):
        return response.status_code
