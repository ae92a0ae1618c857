"""What a trial may order beyond what people do: a crowd, the calls made, faults, the clock."""

from http import HTTPStatus

from aiohttp import web
from pydantic import TypeAdapter, ValidationError

from bot.simulator.api import WORLD
from bot.simulator.bots import Account
from bot.simulator.calls import CALLS
from bot.simulator.faults import OF_UPDATES, Fault
from bot.simulator.methods import KNOWN
from bot.simulator.sim import refused

BIGGEST_CROWD = 200_000
FAULT = TypeAdapter(Fault)
FAULTS = TypeAdapter(list[Fault])
LONGEST_LEAP = 366 * 86_400.0  # seconds in one order


def trial_routes() -> list[web.RouteDef]:
    return [
        web.post("/sim/{bot}/crowd", _gather),
        web.get("/sim/{bot}/calls", _calls),
        web.get("/sim/clock", _time),
        web.post("/sim/clock", _forward),
        web.get("/sim/{bot}/faults", _ordered),
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


async def _time(request: web.Request) -> web.Response:
    return web.json_response({"ahead": request.app[WORLD].clock.ahead})


async def _forward(request: web.Request) -> web.Response:
    match await request.json():
        case {"forward": int() | float() as seconds} if 0 <= seconds <= LONGEST_LEAP:
            request.app[WORLD].clock.forward(seconds)
            return await _time(request)
        case _:
            return refused(HTTPStatus.BAD_REQUEST, "El reloj solo avanza: forward, en segundos.")


async def _ordered(request: web.Request) -> web.Response:
    return web.json_response(body=FAULTS.dump_json(_account(request).faults.ordered))


async def _order(request: web.Request) -> web.Response:
    try:
        fault = FAULT.validate_json(await request.read())
    except ValidationError as error:
        return refused(HTTPStatus.BAD_REQUEST, str(error))
    known = OF_UPDATES if fault.is_of_updates else tuple(method.name for method in KNOWN)
    if fault.method not in known:
        return refused(HTTPStatus.BAD_REQUEST, f"El simulador no conoce {fault.method}.")
    _account(request).faults.ordered.append(fault)
    return web.json_response({})


async def _mend(request: web.Request) -> web.Response:
    _account(request).mend()
    return web.json_response({})


def _account(request: web.Request) -> Account:
    account = request.app[WORLD].by_username(request.match_info["bot"])
    if account is None:
        raise web.HTTPNotFound
    return account
