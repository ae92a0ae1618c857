"""What a trial may order beyond what people do: a crowd, the calls made, faults on the line."""

from http import HTTPStatus

from aiohttp import web
from pydantic import TypeAdapter, ValidationError

from bot.simulator.api import WORLD
from bot.simulator.bots import Account
from bot.simulator.calls import CALLS
from bot.simulator.faults import Fault
from bot.simulator.methods import KNOWN
from bot.simulator.sim import refused

BIGGEST_CROWD = 200_000
FAULT = TypeAdapter(Fault)


def trial_routes() -> list[web.RouteDef]:
    return [
        web.post("/sim/{bot}/crowd", _gather),
        web.get("/sim/{bot}/calls", _calls),
        web.post("/sim/{bot}/faults", _order),
        web.delete("/sim/{bot}/faults", _mend),
    ]


async def _gather(request: web.Request) -> web.Response:
    match await request.json():
        case {"count": int(count), "prefix": str(prefix)} if 0 < count <= BIGGEST_CROWD:
            world = request.app[WORLD]
            try:
                return web.json_response(world.crowd(_account(request), count, prefix))
            except ValueError as clash:
                return refused(HTTPStatus.CONFLICT, str(clash))
        case _:
            return refused(HTTPStatus.BAD_REQUEST, f"Falta count (1 a {BIGGEST_CROWD}) o prefix.")


async def _calls(request: web.Request) -> web.Response:
    calls = list(_account(request).calls.of(request.query.get("method")))
    return web.json_response(body=CALLS.dump_json(calls))


async def _order(request: web.Request) -> web.Response:
    try:
        fault = FAULT.validate_json(await request.read())
    except ValidationError as error:
        return refused(HTTPStatus.BAD_REQUEST, str(error))
    if fault.method not in {method.name for method in KNOWN}:
        return refused(HTTPStatus.BAD_REQUEST, f"El simulador no conoce {fault.method}.")
    _account(request).faults.ordered.append(fault)
    return web.json_response({})


async def _mend(request: web.Request) -> web.Response:
    _account(request).faults.ordered.clear()
    return web.json_response({})


def _account(request: web.Request) -> Account:
    account = request.app[WORLD].by_username(request.match_info["bot"])
    if account is None:
        raise web.HTTPNotFound
    return account
