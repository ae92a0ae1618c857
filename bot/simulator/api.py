"""The bots' side of Telegram: ``/bot<token>/<method>`` and ``/file/bot<token>/<path>``."""

from aiohttp import web

from bot.simulator.bots import Account
from bot.simulator.chats import chat_number
from bot.simulator.leaving import refuse_who_left
from bot.simulator.methods import execute, proper_name
from bot.simulator.refusal import Json, Refusal
from bot.simulator.request import fields_of
from bot.simulator.world import World

WORLD = web.AppKey("world", World)


def api_routes() -> list[web.RouteDef]:
    return [
        web.route("*", "/bot{token:[^/]+}/{method}", _call),
        web.get("/file/bot{token:[^/]+}/{path:.+}", _download),
    ]


async def _call(request: web.Request) -> web.Response:
    try:
        account = request.app[WORLD].by_token(request.match_info["token"])
        refuse_who_left(account)
        fields = await fields_of(request)
    except Refusal as refusal:
        return _refused(refusal)
    method = proper_name(request.match_info["method"])
    call = account.calls.arrived(method, chat_number(fields.get("chat_id")))
    fault = account.faults.befalling(method)
    if fault and fault.prevents:
        answer = await fault.instead(request)
    else:
        answer = await _carried_out(account, method, fields)
    if fault:
        await fault.before_the_answer(request)
    if request.transport and not request.transport.is_closing():
        call.status = answer.status
    return answer


async def _carried_out(account: Account, method: str, fields: Json) -> web.Response:
    try:
        body = {"ok": True, "result": await execute(account, method, fields)}
    except Refusal as refusal:
        return _refused(refusal)
    return web.json_response(body)


async def _download(request: web.Request) -> web.Response:
    try:
        account = request.app[WORLD].by_token(request.match_info["token"])
        file = account.files.at(request.match_info["path"])
    except Refusal as refusal:
        return _refused(refusal)
    return web.Response(body=file.content, content_type="application/octet-stream")


def _refused(refusal: Refusal) -> web.Response:
    return web.json_response(refusal.body, status=refusal.code.value)
