"""The bots' side: ``/bot<token>/<method>``, as the Bot API answers."""

from aiohttp import web

from bot.simulator.methods import execute
from bot.simulator.refusal import Json, Refusal
from bot.simulator.request import fields_of
from bot.simulator.world import World

WORLD = web.AppKey("world", World)


def api_routes() -> list[web.RouteDef]:
    return [web.route("*", "/bot{token:[^/]+}/{method}", _call)]


async def _call(request: web.Request) -> web.Response:
    try:
        account = request.app[WORLD].by_token(request.match_info["token"])
        result = await execute(account, request.match_info["method"], await fields_of(request))
    except Refusal as refusal:
        return web.json_response(refusal.body, status=refusal.code.value)
    body: Json = {"ok": True, "result": result}
    return web.json_response(body)
