"""The ASGI application: the webhook and the static files in front, then Django and the WebSockets. Runs on any ASGI
server."""

import os
from typing import Any

from channels.routing import ProtocolTypeRouter, URLRouter
from channels.sessions import CookieMiddleware, SessionMiddleware
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helpdesk.settings")
django_application = get_asgi_application()

from channels.auth import AuthMiddleware  # noqa: E402  needs the apps to be ready
from django.urls import re_path  # noqa: E402

from accounts.sockets import token_of  # noqa: E402
from conversations.consumers import ChatConsumer  # noqa: E402
from helpdesk.collector import leave_what_is_loaded  # noqa: E402
from helpdesk.statics import StaticFiles  # noqa: E402
from whatsapp.webhook import PATHS, Webhook  # noqa: E402


async def no_such_socket(scope: dict[str, Any], receive: Any, send: Any) -> None:
    await receive()
    await send({"type": "websocket.close", "code": 4404})


webhook = Webhook()
static_files = StaticFiles()
chat: Any = ChatConsumer.as_asgi()
nothing: Any = no_such_socket
socket_routes: Any = [re_path(r"^(?:api/v1/)?ws/chat/?$", chat), re_path(r"", nothing)]
by_path: Any = URLRouter(socket_routes)
by_cookie: Any = CookieMiddleware(SessionMiddleware(AuthMiddleware(by_path)))


async def sockets(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Who shows a token is asked for no cookie."""
    await (by_cookie if token_of(scope) is None else by_path)(scope, receive, send)


router: Any = ProtocolTypeRouter({"http": django_application, "websocket": sockets})


async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
    if scope["type"] == "http" and scope["path"] in PATHS:
        await webhook(scope, receive, send)
    elif scope["type"] == "lifespan":
        await lifespan(receive, send)
    elif scope["type"] != "http" or not await static_files(scope, send):
        await router(scope, receive, send)


async def lifespan(receive: Any, send: Any) -> None:
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            leave_what_is_loaded()
        if message["type"] == "lifespan.shutdown":
            await webhook.intake.close()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
