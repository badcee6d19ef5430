"""Posts a signed body and says what came of it."""

import asyncio
import logging
import secrets
from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import urlencode

from whatsapp.simulator.courier.body import body_of, signature_of
from whatsapp.simulator.courier.config import Config
from whatsapp.simulator.courier.http import Answer, Client, NoAnswer
from whatsapp.simulator.courier.store import Event

log = logging.getLogger("simulator.courier")
OK = 200
# A wrong address (ValueError, KeyError) is waited out too: it can be set right.
FAILURES = (OSError, TimeoutError, NoAnswer, ValueError, KeyError)


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
        self.client = Client()

    async def post(self, events: Sequence[Event]) -> Outcome:
        body = body_of(events, self.config.business_account_id)
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "facebookexternalua",
            "X-Hub-Signature-256": signature_of(body, self.config.app_secret),
        }
        try:
            answer = await self.client.call("POST", events[0].callback_uri or self.config.webhook_url, headers, body)
        except ConnectionRefusedError:
            return Outcome("refused")
        except FAILURES as problem:
            return Outcome(type(problem).__name__)
        return Outcome(str(answer.status))

    async def verify(self) -> None:
        """Ask the webhook for its challenge, once somebody is there to answer."""
        challenge = str(secrets.randbelow(10**9))
        query = {"hub.mode": "subscribe", "hub.verify_token": self.config.verify_token, "hub.challenge": challenge}
        answer = await self.first_answer(f"{self.config.webhook_url}?{urlencode(query)}")
        is_right = (answer.status, answer.body) == (OK, challenge.encode())
        level, outcome = (logging.INFO, "verified") if is_right else (logging.WARNING, "not_verified")
        log.log(level, "event=webhook_%s answer=%s", outcome, answer.status)

    async def first_answer(self, url: str) -> Answer:
        while True:
            try:
                return await self.client.call("GET", url, {})
            except FAILURES:
                await asyncio.sleep(0.5)
