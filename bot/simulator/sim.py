"""The people's side, ``/sim``: one interface for the page, for tests and for the demonstration."""

import json
from base64 import b64decode
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, NoReturn

from aiohttp import web

from bot.simulator.acts import (
    Impossible,
    again,
    block,
    button_data,
    deactivate,
    edit,
    press,
    say,
    send,
    unblock,
)
from bot.simulator.api import WORLD
from bot.simulator.bots import Account
from bot.simulator.chats import Chat
from bot.simulator.profile import menu
from bot.simulator.transcript import transcript

CHAT = "/sim/{bot}/{person:[0-9]+}"
LONGEST_WAIT = 30.0
SHOWN_IN_PLACE = {"image/png", "image/jpeg"}


def sim_routes() -> list[web.RouteDef]:
    return [
        web.get("/sim/bots", _bots),
        web.get("/sim/people", _people),
        web.post("/sim/people", _meet),
        web.get("/sim/files/{file_id}", _file),
        web.get(f"{CHAT}/log", _log),
        web.get(f"{CHAT}/events", _events),
        web.get(f"{CHAT}/menu", _menu),
        web.get(f"{CHAT}/transcript", _transcript),
        web.post(CHAT + "/{act}", _act),
    ]


async def _bots(request: web.Request) -> web.Response:
    accounts = request.app[WORLD].accounts.values()
    return web.json_response([account.bot.json() for account in accounts])


async def _people(request: web.Request) -> web.Response:
    world = request.app[WORLD]
    held = (user for user in world.people.values() if user.id not in world.passers_by)
    return web.json_response([user.json() for user in held])


async def _meet(request: web.Request) -> web.Response:
    match await request.json():
        case {"name": str(name), "language_code": str(language)} if name.strip():
            return web.json_response(request.app[WORLD].meet(name.strip(), language).json())
        case _:
            return refused(HTTPStatus.BAD_REQUEST, "Falta el nombre de la persona.")


async def _file(request: web.Request) -> web.Response:
    file = request.app[WORLD].file(request.match_info["file_id"])
    if file is None:
        raise web.HTTPNotFound
    shown = file.kind in SHOWN_IN_PLACE
    headers = {} if shown else {"Content-Disposition": "attachment"}
    kind = file.kind if shown else "application/octet-stream"
    return web.Response(body=file.content, content_type=kind, headers=headers)


async def _log(request: web.Request) -> web.Response:
    _, chat = chat_of(request)
    wait = min(float(request.query.get("wait", 0)), LONGEST_WAIT)
    return web.json_response(await chat.news(int(request.query.get("after", 0)), wait))


async def _events(request: web.Request) -> web.StreamResponse:
    """The log as server-sent events, from its beginning or from where the browser left off."""
    _, chat = chat_of(request)
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
    response.headers["Cache-Control"] = "no-store"
    await response.prepare(request)
    after = int(request.headers.get("Last-Event-ID", 0))
    known = len(chat.log)
    while True:
        for event in await chat.news(after, LONGEST_WAIT):
            after = event["number"]
            shown = event | {"old": after <= known}
            await response.write(f"id: {after}\ndata: {json.dumps(shown)}\n\n".encode())
        await response.write(b": here\n\n")


async def _menu(request: web.Request) -> web.Response:
    return web.json_response(menu(*chat_of(request)))


async def _transcript(request: web.Request) -> web.Response:
    return web.Response(text=transcript(chat_of(request)[1].log))


async def _act(request: web.Request) -> web.Response:
    """Every act answers with the log's number before it: what follows came later."""
    account, chat = chat_of(request)
    before = len(chat.log)
    act = ACTS.get(request.match_info["act"])
    if act is None:
        raise web.HTTPNotFound
    try:
        act(account, chat, Given(await request.json()))
    except Impossible as impossible:
        return refused(HTTPStatus.CONFLICT, str(impossible))
    return web.json_response({"after": before})


def chat_of(request: web.Request) -> tuple[Account, Chat]:
    world = request.app[WORLD]
    account = world.by_username(request.match_info["bot"])
    user = world.people.get(int(request.match_info["person"]))
    if account is None or user is None:
        raise web.HTTPNotFound
    return account, account.chat_with(user)


def refused(status: HTTPStatus, why: str) -> web.Response:
    text = json.dumps({"error": why}, ensure_ascii=False)  # a failed test shows it as it is
    return web.json_response(text=text, status=status.value)


class Given(dict[str, Any]):
    """The fields of an act."""

    def __missing__(self, name: str) -> NoReturn:
        raise Impossible(f"Falta el dato {name}.")


def _press(account: Account, chat: Chat, given: Given) -> None:
    """The button is named by its data, or by its row and column in the message."""
    message_id = int(given["message_id"])
    if "data" in given:
        press(account, chat, message_id, str(given["data"]))
    else:
        row, column = int(given["row"]), int(given["column"])
        press(account, chat, message_id, button_data(chat, message_id, row, column))


def _send(account: Account, chat: Chat, given: Given) -> None:
    """JSON carries a picture's bytes as base64."""
    decoded = {"picture": b64decode(given["picture"])} if "picture" in given else {}
    send(account, chat, str(given["kind"]), given | decoded)


ACTS: dict[str, Callable[[Account, Chat, Given], None]] = {
    "say": lambda account, chat, given: say(account, chat, str(given["text"])),
    "edit": lambda account, chat, given: edit(
        account, chat, int(given["message_id"]), str(given["text"])
    ),
    "press": _press,
    "send": _send,
    "block": lambda account, chat, _: block(account, chat),
    "unblock": lambda account, chat, _: unblock(account, chat),
    "deactivate": lambda account, chat, _: deactivate(account, chat),
    "again": lambda account, chat, _: again(account, chat),
}
