"""Posts a signed body and says what came of it."""

import asyncio
import logging
import secrets
from collections.abc import Sequence
from typing import NamedTuple

import httpx

from whatsapp.simulator.courier.body import body_of, signature_of
from whatsapp.simulator.courier.config import Config
from whatsapp.simulator.courier.store import Event

log = logging.getLogger("simulator.courier")
OK = 200
CONNECTIONS = 16


class Outcome(NamedTuple):
    said: str

    @property
    def is_told(self) -> bool:
        """Only 200 counts, as with Meta."""
        return self.said == str(OK)

    @property
    def is_refused(self) -> bool:
        return self.said == "refused"


class Poster:
    def __init__(self, config: Config) -> None:
        self.config = config
        self.client = httpx.AsyncClient(
            timeout=httpx.Timeout(10, connect=2),
            limits=httpx.Limits(max_connections=CONNECTIONS, max_keepalive_connections=CONNECTIONS),
            # Reading the certificates costs megabytes; the usual webhook is on this machine.
            verify=config.webhook_url.startswith("https://"),
            trust_env=False,
        )

    async def post(self, events: Sequence[Event]) -> Outcome:
        body = body_of(events, self.config.business_account_id)
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "facebookexternalua",
            "X-Hub-Signature-256": signature_of(body, self.config.app_secret),
        }
        url = events[0].callback_uri or self.config.webhook_url
        try:
            answer = await self.client.post(url, content=body, headers=headers)
        except httpx.ConnectError:
            return Outcome("refused")
        except (httpx.HTTPError, httpx.InvalidURL) as problem:
            return Outcome(type(problem).__name__)
        return Outcome(str(answer.status_code))

    async def verify(self) -> None:
        """Ask the webhook for its challenge, once somebody is there to answer."""
        challenge = str(secrets.randbelow(10**9))
        query = {"hub.mode": "subscribe", "hub.verify_token": self.config.verify_token, "hub.challenge": challenge}
        while True:
            try:
                answer = await self.client.get(self.config.webhook_url, params=query)
            except httpx.HTTPError:
                await asyncio.sleep(0.5)
                continue
            is_right = answer.status_code == OK and answer.text == challenge
            log.log(
                logging.INFO if is_right else logging.WARNING,
                "event=webhook_%s answer=%s",
                "verified" if is_right else "not_verified",
                answer.status_code,
            )
            return
