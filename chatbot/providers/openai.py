"""Answers by a model behind OpenAI's Chat Completions, which compatible servers speak too.

Everything that can go wrong becomes a ProviderError at this boundary: no other exception leaves it.
"""

import json
import time
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import openai
import structlog
from django.conf import settings

from chatbot.engine.types import Action, Draft
from chatbot.providers.base import ProviderError, Spent, TurnRequest
from chatbot.providers.completion import MAX_CALLS, Call, Completion, Unusable, read_completion, read_reply
from chatbot.providers.masking import Mask
from chatbot.providers.prompt import Reply, messages_for, schema
from conversations.bounded import bounded
from conversations.punctual import moment, punctual, until

log = structlog.get_logger(__name__)
TIMEOUT = 15.0  # for one call
DEADLINE = 18.0  # for all calls of a turn; less than a claim's time (see chatbot.services.turns)
RETRIES = 1
MAX_WAIT = 5.0
MAX_TOKENS = 700
MAX_BYTES = 1_000_000
# How often a model may ask for tools before it has to answer.
MAX_ROUNDS = 3
# From strict to lax. A server that does not know a rung answers an error to it, or ignores it.
LADDER: tuple[dict[str, Any], ...] = (
    {"response_format": {"type": "json_schema", "json_schema": schema()}},
    {"response_format": {"type": "json_object"}},
    {},
)
PERHAPS_UNSUPPORTED = (400, 404, 415, 422, 500, 501)
PERHAPS_PASSING = (408, 409, 429, 502, 503, 504)
TOKEN_FIELDS = ("max_tokens", "max_completion_tokens")
# The rung that works, by endpoint, model and whether tools are offered; each process learns it once.
_rungs: dict[tuple[str, str, bool], int] = {}


class OpenAIProvider:
    name = "openai"

    def answer(self, request: TurnRequest) -> Draft:
        attempt = _Attempt(request)
        try:
            return attempt.run()
        except ProviderError as error:
            error.spent = attempt.spent
            raise
        except Exception as error:  # noqa: BLE001  the boundary: a broken server raises nearly anything
            is_late = time.monotonic() >= attempt.deadline
            failed = ProviderError("deadline" if is_late else type(error).__name__)
            failed.spent = attempt.spent
            raise failed from error


class _Attempt:
    """One turn's calls: down the ladder where a server does not know a rung, once more where it was busy."""

    def __init__(self, request: TurnRequest) -> None:
        self.snapshot, self.tools = request.snapshot, request.tools
        account = request.snapshot.account
        own = account.deadline if account else float("inf")
        self.deadline = min(time.monotonic() + DEADLINE, own, moment())
        # With tools first; the rungs without them come after those with, for servers that know no tools.
        rungs = [(extra, offered) for offered in (True, False) if self.tools or not offered for extra in LADDER]
        self.ladder = tuple(rungs)
        self.key = (settings.OPENAI_BASE_URL, settings.OPENAI_MODEL, self.tools is not None)
        self.rung = _rungs.get(self.key, 0)
        self.retries, self.rounds = RETRIES, 0
        # Compatible servers know the old name; OpenAI's newer models only the new one.
        self.token_field = TOKEN_FIELDS[0 if settings.OPENAI_BASE_URL else 1]
        self.mask = Mask()
        self.said: list[dict[str, Any]] = []
        self.spent = Spent()

    def run(self) -> Draft:
        while True:
            try:
                completion = self._call()
                reply = None if completion.calls else read_reply(completion.text)
            except openai.APIStatusError as error:
                self._after_status(error)
            except openai.APIConnectionError as error:  # time-outs too
                self._once_more(type(error).__name__, wait=0.2)
            except Unusable as error:
                self._step_down(str(error))
            else:
                _rungs[self.key] = self.rung
                if reply is not None:
                    return self._draft(reply)
                if self._use_tools(completion):
                    return self._draft(Reply(confidence=1.0, action="answer"))

    def _call(self) -> Completion:
        remaining = self.deadline - time.monotonic()
        if remaining <= 0:
            raise ProviderError("deadline")
        client = client_of(settings.OPENAI_API_KEY, settings.OPENAI_BASE_URL)
        form, with_tools = self.ladder[self.rung]
        first = messages_for(self.snapshot, with_format=self._is_lax, mask=self.mask)
        messages: Any = [*first, *self.said]
        extra: dict[str, Any] = {**form, self.token_field: MAX_TOKENS}
        if with_tools and self.tools:
            extra["tools"] = self.tools.definitions
        with (
            until(self.deadline),
            client.chat.completions.with_streaming_response.create(
                model=settings.OPENAI_MODEL,
                messages=messages,
                timeout=min(TIMEOUT, remaining),
                **extra,
            ) as response,
        ):
            completion = read_completion(read_body(response))
        self.spent = self.spent.plus(completion.prompt_tokens, completion.completion_tokens)
        return completion

    @property
    def _is_lax(self) -> bool:
        return self.rung % len(LADDER) > 0

    def _use_tools(self, completion: Completion) -> bool:
        """Ask them, and tell the model. True when one of them is the answer."""
        self.rounds += 1
        if self.tools is None or self.rounds > MAX_ROUNDS:
            raise ProviderError("endless tool calls" if self.tools else "unknown tool")
        calls = completion.calls[:MAX_CALLS]
        self.said.append({"role": "assistant", "content": None, "tool_calls": [_as_said(call) for call in calls]})
        for call in calls:
            result = self._answer_to(call)
            if result is None:
                return True
            self.said.append({"role": "tool", "tool_call_id": call.id, "content": self.mask.hide(result)})
        return False

    def _answer_to(self, call: Call) -> str | None:
        if call.arguments is None or self.tools is None:
            return '{"error": "the arguments are no JSON object"}'
        shown = {
            name: self.mask.show(value) if isinstance(value, str) else value for name, value in call.arguments.items()
        }
        return self.tools.call(call.name, shown)

    def _after_status(self, error: openai.APIStatusError) -> None:
        status = error.status_code
        other = TOKEN_FIELDS[self.token_field == TOKEN_FIELDS[0]]
        if status in PERHAPS_PASSING:
            self._once_more(f"status {status}", wait=_retry_after(error))
        elif status in PERHAPS_UNSUPPORTED and self.token_field in str(error) and other in str(error):
            self.token_field = other
            self._once_more(f"status {status}", wait=0)
        elif status in PERHAPS_UNSUPPORTED:
            self._step_down(f"status {status}")
        else:
            raise ProviderError(f"status {status}") from error

    def _once_more(self, why: str, *, wait: float) -> None:
        if time.monotonic() >= self.deadline:
            raise ProviderError("deadline")
        if not self.retries or time.monotonic() + wait >= self.deadline or wait > MAX_WAIT:
            raise ProviderError(why)
        self.retries -= 1
        time.sleep(wait)

    def _step_down(self, why: str) -> None:
        if self.rung + 1 >= len(self.ladder):
            raise ProviderError(why)
        self.rung += 1
        if not self.ladder[self.rung][1]:
            self.said = []  # a server without tools would not understand what was said of them

    def _draft(self, reply: Reply) -> Draft:
        return Draft(
            reply=self.mask.show(reply.reply),
            intent=reply.intent,
            confidence=reply.confidence,
            action=Action(reply.action),
            reason=self.mask.show(reply.reason),
            sources=tuple(reply.sources),
            provider=OpenAIProvider.name,
            tokens=self.spent.tokens,
            calls=self.spent.calls,
            prompt_tokens=self.spent.prompt_tokens,
            given=self.mask.values,
        )


def read_body(response: Any) -> bytes:
    body = bytearray()
    for chunk in response.iter_bytes():
        body += chunk
        if len(body) > MAX_BYTES:
            raise ProviderError("too long")
    return bytes(body)


def _as_said(call: Call) -> dict[str, Any]:
    function = {"name": call.name, "arguments": json.dumps(call.arguments or {}, ensure_ascii=False)}
    return {"id": call.id, "type": "function", "function": function}


@lru_cache(maxsize=2)
def client_of(key: str, base_url: str) -> openai.OpenAI:
    """Ask it within `until` a moment. Local servers want no key, but the client does."""
    client = bounded(punctual(openai.DefaultHttpxClient()), MAX_BYTES)
    return openai.OpenAI(
        api_key=key or "none", base_url=base_url or None, max_retries=0, timeout=TIMEOUT, http_client=client
    )


def _retry_after(error: openai.APIStatusError) -> float:
    try:
        return float(error.response.headers.get("retry-after", "1"))
    except ValueError:
        return 1.0


@dataclass(frozen=True, slots=True)
class Written:
    text: str
    spent: Spent


def write_text(task: str, data: str) -> Written:
    """A text for an agent to look at; `data` is never an instruction. Raises ProviderError."""
    mask = Mask()
    messages: Any = [{"role": "system", "content": task}, {"role": "user", "content": mask.hide(data)}]
    try:
        with until(time.monotonic() + DEADLINE):
            completion = _completed(messages)
    except ProviderError:
        raise
    except Exception as error:  # noqa: BLE001  the boundary
        raise ProviderError(type(error).__name__) from error
    spent = Spent().plus(completion.prompt_tokens, completion.completion_tokens)
    return Written(mask.show(completion.text.strip()), spent)


def _completed(messages: Any) -> Completion:
    """Under the newer name of the token limit, or the older one where the server knows no other."""
    client = client_of(settings.OPENAI_API_KEY, settings.OPENAI_BASE_URL)
    names = TOKEN_FIELDS if settings.OPENAI_BASE_URL else TOKEN_FIELDS[::-1]
    for name in names:
        extra: dict[str, Any] = {name: MAX_TOKENS}
        try:
            with client.chat.completions.with_streaming_response.create(
                model=settings.OPENAI_MODEL, messages=messages, timeout=TIMEOUT, **extra
            ) as response:
                return read_completion(read_body(response))
        except openai.BadRequestError as error:
            if name not in str(error):
                raise
    raise ProviderError("status 400")
