"""The one door upward: services publish what happened, other apps react after the commit.

An event is a frozen dataclass in the past tense. A handler gets all events of its type that one transaction
published, so that a batch of hundreds costs it one query. A handler that fails is logged and never breaks the
writer; whatever it should have done can be derived again from rows by a sweeper.

What must stand or fall with the event is done `within` the writer's transaction instead, at the moment of publishing.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

import structlog
from django.db import transaction

log = structlog.get_logger(__name__)
E = TypeVar("E")
Handler = Callable[[Sequence[Any]], None]
_handlers: dict[type, list[Handler]] = defaultdict(list)
_within: dict[type, list[Handler]] = defaultdict(list)


@dataclass(frozen=True, slots=True)
class PresenceChanged:
    user_id: int
    presence: str
    # Of a pause, as the company words it.
    reason: str = ""


@dataclass(frozen=True, slots=True)
class BotSocketClosed:
    """Perhaps its last one: then it is offline after its short grace."""

    user_id: int


@dataclass(frozen=True, slots=True)
class CapacityChanged:
    """The agent has perhaps got room: a larger limit, another team, a role."""

    user_id: int


@dataclass(frozen=True, slots=True)
class DeskLeft:
    """The account can have no conversations any more: it was closed, or became a bot's."""

    user_id: int
    by_id: int


@dataclass(frozen=True, slots=True)
class TeamLeft:
    """The team is about to be deleted, in this transaction: nothing may belong to it any more."""

    team_id: int


@dataclass(frozen=True, slots=True)
class SessionEnded:
    """One login is over. `key` names it (the beginning of its tokens, or the digest of its cookie); it opens
    nothing."""

    user_id: int
    key: str


@dataclass(frozen=True, slots=True)
class AccessRevoked:
    """All logins of the account are over."""

    user_id: int


def subscribe(event_type: type[E], handler: Callable[[Sequence[E]], None], *, within: bool = False) -> None:
    """Call `handler` with every batch of such events. Only for `AppConfig.ready()`.

    `within`: in the writer's transaction, where it writes rows and nothing else; its failure undoes the writer's work.
    """
    handlers = (_within if within else _handlers)[event_type]
    if handler not in handlers:
        handlers.append(handler)


def publish(*events: object) -> None:
    """Hand the events to their subscribers. Only for services, in their transaction and after their own writes."""
    if not events:
        return
    for handler, batch in _calls(_within, events):
        handler(batch)
    transaction.on_commit(partial(_deliver, events), robust=True)


def _deliver(events: Sequence[object]) -> None:
    for handler, batch in _calls(_handlers, events):
        _call(handler, batch)


def _calls(
    handlers: Mapping[type, Sequence[Handler]], events: Sequence[object]
) -> Iterator[tuple[Handler, Sequence[object]]]:
    batches: dict[type, list[object]] = defaultdict(list)
    for event in events:
        batches[type(event)].append(event)
    for event_type, batch in batches.items():
        for handler in handlers.get(event_type, ()):
            yield handler, batch


def _call(handler: Handler, batch: Sequence[object]) -> None:
    try:
        handler(batch)
    except Exception:  # noqa: BLE001  a reaction must not undo or break what was committed
        log.exception("event handler failed", handler=f"{handler.__module__}.{handler.__qualname__}")
