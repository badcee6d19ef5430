"""Messages of customers whom a colleague has, evenly, whether or not the one before was answered."""

import asyncio
import time

import httpx

from benchmarks.browser import post
from benchmarks.webhooks import message_body

PER_SECOND = 20
OTHERS = [f"5521{900_000_000 + number}" for number in range(200)]
PHONE_TEXT = "Bom dia, tudo certo por ai"


async def others_write(http: httpx.AsyncClient, per_second: int, seconds: float) -> int:
    began, posts, stamp = time.time(), [], time.time_ns()
    for number in range(int(per_second * seconds)):
        await asyncio.sleep(max(0.0, began + number / per_second - time.time()))
        body = message_body(OTHERS[number % len(OTHERS)], f"wamid.flood.{stamp}.{number}", f"{PHONE_TEXT} {number}")
        posts.append(asyncio.create_task(post(http, body)))
    await asyncio.gather(*posts)
    return len(posts)
