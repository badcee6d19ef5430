"""Started by `manage.py simulator`."""

import asyncio
import contextlib
import logging
import signal
from typing import Any

from whatsapp.simulator.courier.config import Config
from whatsapp.simulator.courier.courier import Courier
from whatsapp.simulator.courier.post import Poster
from whatsapp.simulator.courier.store import Store

log = logging.getLogger("simulator.courier")
# What is under way may finish; the rest is in the table.
GRACE = 1.0


async def main(config: Config) -> None:
    store, poster = Store(config.database), Poster(config)
    courier = Courier(store, poster)
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    work: asyncio.Future[Any] = asyncio.gather(courier.run(), poster.verify())
    stop: asyncio.Future[Any] = asyncio.create_task(stopped.wait())
    await asyncio.wait({work, stop}, return_when=asyncio.FIRST_COMPLETED)
    if work.done():
        await work
    await finish(courier, work)


async def finish(courier: Courier, work: "asyncio.Future[Any]") -> None:
    work.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await work
    if courier.lanes:
        await asyncio.wait(list(courier.lanes.values()), timeout=GRACE / 2)
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(courier.done.flush(), GRACE / 2)
    log.info("event=courier_stopped")


if __name__ == "__main__":
    config = Config.from_environment()
    logging.basicConfig(level=config.log_level, format="%(message)s level=%(levelname)s")
    asyncio.run(main(config))
