"""Signs of life: each queue's worker says now and then that it works."""

import time

from celery import shared_task
from django.core.cache import cache

QUEUES = ("inbound", "outbound", "chatbot", "media", "default")
KEPT_SECONDS = 3600


@shared_task
def sign_of_life(queue: str) -> None:
    cache.set(key_of(queue), time.time(), KEPT_SECONDS)


def key_of(queue: str) -> str:
    return f"alive:{queue}"
