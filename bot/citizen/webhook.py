"""The webhook's route: secret first, then the update; 200 only when it is stored and told."""

import hmac
from collections.abc import Awaitable, Callable

from aiohttp import web

from bot.intake import Intake, Later

MAX_BODY = 256 * 1024  # bytes; Telegram's largest update is far smaller
PATH = "/telegram"
_HEADER = "X-Telegram-Bot-Api-Secret-Token"


def application(
    intake: Intake, secret: str, health: Callable[[], Awaitable[bool]]
) -> web.Application:
    """The route of one bot. Without its secret nothing is read, let alone stored."""
    if not secret:
        raise ValueError("a webhook without a secret would take orders from anybody")

    async def receive(request: web.Request) -> web.Response:
        given = request.headers.getall(_HEADER, [])
        if len(given) != 1 or not hmac.compare_digest(
            given[0].encode("utf-8", "surrogateescape"), secret.encode()
        ):
            return web.Response(status=401)
        if request.content_type != "application/json":
            return web.Response(status=415)
        match await intake.take(await request.read()):
            case Later(seconds=seconds):
                return web.Response(status=503, headers={"Retry-After": str(seconds)})
            case None:
                return web.Response(status=200)
            case call:
                return web.json_response(call)

    async def is_healthy(_: web.Request) -> web.Response:
        return web.Response(status=200 if await health() else 503)

    app = web.Application(client_max_size=MAX_BODY)
    app.router.add_post(PATH, receive)
    app.router.add_get("/health", is_healthy)
    return app
