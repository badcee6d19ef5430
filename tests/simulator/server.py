"""The simulator under the server that really runs it, on a port, with the test's database."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn
from django.core.handlers.asgi import ASGIHandler

from helpdesk.statics import StaticFiles


@contextmanager
def simulator_server() -> Iterator[str]:
    django, static_files = ASGIHandler(), StaticFiles()

    async def application(scope: Any, receive: Any, send: Any) -> None:
        """Static files are answered in front of Django, as in the whole system."""
        if not await static_files(scope, send):
            await django(scope, receive, send)

    config = uvicorn.Config(application, port=0, log_level="critical", lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = server.force_exit = True
        thread.join(5)
