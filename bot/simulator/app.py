"""The simulator as a running server, on loopback only."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files

from aiohttp import web

from bot.simulator.api import WORLD, api_routes
from bot.simulator.bots import Bot
from bot.simulator.groups import group_routes
from bot.simulator.guard import LOOPBACK, guard, protect
from bot.simulator.request import UPLOAD_LIMIT
from bot.simulator.sim import sim_routes
from bot.simulator.trial import trial_routes
from bot.simulator.world import World

PAGE = files("bot.simulator") / "page"
PAGE_FILES = {
    "index.html": "text/html",
    "chat.css": "text/css",
    "chat.js": "text/javascript",
    "ask.js": "text/javascript",
    "bubble.js": "text/javascript",
    "log.js": "text/javascript",
    "drawer.js": "text/javascript",
    "drawer.css": "text/css",
    "pair.html": "text/html",
    "pair.css": "text/css",
    "pair.js": "text/javascript",
    "icon.svg": "image/svg+xml",
}
PARTING_SECONDS = 0.2  # for answers in flight when the simulator closes


@dataclass(frozen=True)
class Running:
    url: str
    _runner: web.AppRunner

    async def close(self) -> None:
        await self._runner.cleanup()


async def start(bots: Sequence[Bot], host: str = "127.0.0.1", port: int = 0) -> Running:
    """Port 0 takes any free one; raises OSError when the port is taken."""
    if host not in LOOPBACK:
        raise ValueError(f"El simulador solo escucha en este equipo (127.0.0.1), no en {host}.")
    runner = web.AppRunner(
        application(World.of(bots)),
        access_log=None,
        handler_cancellation=True,
        shutdown_timeout=PARTING_SECONDS,
    )
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
    except OSError:
        await runner.cleanup()
        raise
    bound = runner.addresses[0][1]
    return Running(f"http://{f'[{host}]' if ':' in host else host}:{bound}", runner)


async def serve(bots: Sequence[Bot], host: str = "127.0.0.1", port: int = 8730) -> None:
    """Serve until cancelled."""
    running = await start(bots, host, port)
    try:
        await asyncio.Event().wait()
    finally:
        await running.close()


def run(bots: Sequence[Bot], host: str = "127.0.0.1", port: int = 8730) -> None:
    """The simulator as a process of its own, until interrupted."""
    asyncio.run(serve(bots, host, port))


def application(world: World) -> web.Application:
    app = web.Application(middlewares=[guard], client_max_size=UPLOAD_LIMIT)
    app[WORLD] = world
    app.add_routes([*api_routes(), *trial_routes(), *group_routes(), *sim_routes()])
    app.add_routes([web.get("/{name:[a-z.]*}", _page)])
    app.on_response_prepare.append(protect)
    app.on_cleanup.append(_close)
    return app


async def _page(request: web.Request) -> web.Response:
    first = "pair.html" if "chats" in request.query else "index.html"
    name = request.match_info["name"] or first
    if name not in PAGE_FILES:
        raise web.HTTPNotFound
    return web.Response(text=(PAGE / name).read_text("utf-8"), content_type=PAGE_FILES[name])


async def _close(app: web.Application) -> None:
    await app[WORLD].close()
