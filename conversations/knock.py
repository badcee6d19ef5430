"""Waking workers. A knock may get lost: what is to be done stands in a row, and a sweeper knocks again."""

import time
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import structlog
from kombu.exceptions import KombuError
from redis.exceptions import RedisError

if TYPE_CHECKING:
    from celery import Task

log = structlog.get_logger(__name__)
PAUSE = 1.0
TOGETHER = 50
APART = 0.25
_quiet_until = 0.0
_last_paced: dict[str, float] = {}  # by the task's name, when the last one comes, or came, to a worker


def knock(task: "Task[Any, Any]", *args: Any, countdown: float | None = None) -> bool:
    """Enqueue the task. Never raises; while the broker is away it tries once a second, so that a writer with
    hundreds of knocks does not wait hundreds of times."""
    global _quiet_until  # noqa: PLW0603  one broker, one memory of whether it answers
    if time.monotonic() < _quiet_until:
        return False
    try:
        task.apply_async(args=args, countdown=countdown or 0, retry=False)
    except (KombuError, RedisError, OSError) as error:
        _quiet_until = time.monotonic() + PAUSE
        log.warning("knock lost", task=task.name, error=type(error).__name__)
        return False
    return True


def knock_paced(task: "Task[Any, Any]") -> None:
    """For what many cause at once, and one run sees to: the first knock at once, for all that follow within the pause
    one more at its end. A run that is still to come sees what its caller has written."""
    now = time.monotonic()
    last = _last_paced.get(task.name, 0.0)
    if last <= now:
        _last_paced[task.name] = max(now, last + APART)
        knock(task, countdown=_last_paced[task.name] - now)


def knock_together(task: "Task[Any, Any]", ids: Iterable[object]) -> None:
    """A task that takes any number of ids, told of many of them at once: a knock costs more than most of what it
    asks for."""
    words = [str(one) for one in ids]
    for first in range(0, len(words), TOGETHER):
        knock(task, *words[first : first + TOGETHER])
