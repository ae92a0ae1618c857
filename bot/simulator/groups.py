"""Groups, as far as a bot for private chats meets them: it is added, written to, and moved."""

import zlib
from http import HTTPStatus

from aiohttp import web

from bot.simulator.acts import Impossible, membership, typed
from bot.simulator.bots import Account
from bot.simulator.chats import Chat
from bot.simulator.people import Group
from bot.simulator.sim import CHAT, chat_of, refused


def group_routes() -> list[web.RouteDef]:
    return [
        web.post(f"{CHAT}/groups", _add),
        web.post(CHAT + "/groups/{group:-[0-9]+}/say", _say),
        web.post(CHAT + "/groups/{group:-[0-9]+}/migrate", _migrate),
    ]


async def _add(request: web.Request) -> web.Response:
    """A person makes a group of that title with the bot in it."""
    account, private = chat_of(request)
    title = str((await request.json()).get("title", "")).strip()
    if not title:
        return refused(HTTPStatus.BAD_REQUEST, "Falta el título del grupo.")
    group = Group(-4_000_000_000 - zlib.crc32(title.encode()), title)
    chat = account.group_with(private.user, group)
    membership(account, chat, "left", "member")
    _post(account, chat, {"new_chat_members": [account.bot.json()]})
    return web.json_response({"id": group.id})


async def _say(request: web.Request) -> web.Response:
    account, chat = _group(request)
    try:
        said = typed(str((await request.json()).get("text", "")))
    except Impossible as impossible:
        return refused(HTTPStatus.CONFLICT, str(impossible))
    _post(account, chat, said)
    return web.json_response({})


async def _migrate(request: web.Request) -> web.Response:
    """It becomes a supergroup with another id, under which alone it can be written to."""
    account, old = _group(request)
    group = Group(-1_000_000_000_000 + old.id, old.json()["title"], "supergroup")
    new = account.group_with(old.user, group)
    old.moved_to = new.id
    _post(account, old, {"migrate_to_chat_id": new.id})
    _post(account, new, {"migrate_from_chat_id": old.id})
    return web.json_response({"id": new.id})


def _post(account: Account, chat: Chat, content: dict[str, object]) -> None:
    account.post("message", chat, chat.person_writes(content))


def _group(request: web.Request) -> tuple[Account, Chat]:
    account, _ = chat_of(request)
    chat = account.chats.get(int(request.match_info["group"]))
    if chat is None or chat.moved_to:
        raise web.HTTPNotFound
    return account, chat
