"""The methods about the bot itself and about the people it knows."""

import re

from aiogram.methods import DeleteMyCommands, GetChat, GetMe, GetMyCommands, SetMyCommands
from aiogram.types import (
    BotCommand,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BotCommandScopeDefault,
)

from bot.simulator.bots import Account
from bot.simulator.chats import Chat
from bot.simulator.refusal import Json, bad_request, not_simulated

COMMAND = re.compile(r"[a-z0-9_]{1,32}")
ABILITIES = {
    "can_join_groups": False,
    "can_read_all_group_messages": False,
    "supports_inline_queries": False,
    "can_connect_to_business": False,
    "has_main_web_app": False,
}
NO_GIFTS = dict.fromkeys(
    ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription"), False
) | {"gifts_from_channels": False}


async def get_me(account: Account, _: GetMe) -> Json:
    return account.bot.json() | ABILITIES


async def get_chat(account: Account, call: GetChat) -> Json:
    person = account.known_chat(call.chat_id).json()
    looks = {"accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": NO_GIFTS}
    return person | looks


async def set_my_commands(account: Account, call: SetMyCommands) -> bool:
    if len(call.commands) > 100:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    account.commands[_place(call)] = [_command(command) for command in call.commands]
    return True


async def get_my_commands(account: Account, call: GetMyCommands) -> list[Json]:
    return account.commands.get(_place(call), [])


async def delete_my_commands(account: Account, call: DeleteMyCommands) -> bool:
    account.commands.pop(_place(call), None)
    return True


def menu(account: Account, chat: Chat) -> list[Json]:
    """The commands that a person sees: the narrowest scope, there the own language first."""
    scopes = (("chat", chat.user.id), ("all_private_chats", None), ("default", None))
    places = (
        (kind, chat_id, language)
        for kind, chat_id in scopes
        for language in (chat.user.language_code, "")
    )
    return next((account.commands[p] for p in places if account.commands.get(p)), [])


def _place(call: SetMyCommands | GetMyCommands | DeleteMyCommands) -> tuple[str, int | None, str]:
    language = call.language_code or ""
    match call.scope:
        case None | BotCommandScopeDefault():
            return ("default", None, language)
        case BotCommandScopeAllPrivateChats():
            return ("all_private_chats", None, language)
        case BotCommandScopeChat(chat_id=chat_id):
            return ("chat", int(chat_id), language)
        case other:
            raise not_simulated(f"the command scope {other.type}")


def _command(given: BotCommand) -> Json:
    if not COMMAND.fullmatch(given.command.removeprefix("/")):
        raise bad_request("BOT_COMMAND_INVALID")
    if not 1 <= len(given.description) <= 256:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": given.command.removeprefix("/"), "description": given.description}
