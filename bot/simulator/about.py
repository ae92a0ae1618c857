"""What a bot says about itself, and the button beside the typing box.

Kept and given back: the page goes on showing the name under which the bot was registered.
Telegram's words for what is too long are not on record.
"""

from aiogram.methods import (
    GetChatMenuButton,
    GetMyDescription,
    GetMyName,
    GetMyShortDescription,
    SetChatMenuButton,
    SetMyDescription,
    SetMyName,
    SetMyShortDescription,
)
from aiogram.types import MenuButtonCommands, MenuButtonDefault

from bot.simulator.bots import Account
from bot.simulator.entities import utf16
from bot.simulator.refusal import Json, bad_request, not_simulated

LONGEST = {"name": 64, "description": 512, "short_description": 120}


async def set_my_name(account: Account, call: SetMyName) -> bool:
    return _say(account, "name", call.name, call.language_code)


async def get_my_name(account: Account, call: GetMyName) -> Json:
    return {"name": _said(account, "name", call.language_code) or account.bot.name}


async def set_my_description(account: Account, call: SetMyDescription) -> bool:
    return _say(account, "description", call.description, call.language_code)


async def get_my_description(account: Account, call: GetMyDescription) -> Json:
    return {"description": _said(account, "description", call.language_code)}


async def set_my_short_description(account: Account, call: SetMyShortDescription) -> bool:
    return _say(account, "short_description", call.short_description, call.language_code)


async def get_my_short_description(account: Account, call: GetMyShortDescription) -> Json:
    return {"short_description": _said(account, "short_description", call.language_code)}


async def set_chat_menu_button(account: Account, call: SetChatMenuButton) -> bool:
    """Without a chat it is the button of all that have none of their own."""
    match call.menu_button:
        case None | MenuButtonDefault() | MenuButtonCommands() as button:
            account.menu_buttons[_place(account, call)] = button.type if button else "default"
            return True
        case other:
            raise not_simulated(f"the menu button {other.type}")


async def get_chat_menu_button(account: Account, call: GetChatMenuButton) -> Json:
    of_all = account.menu_buttons.get(None, "commands")
    return {"type": account.menu_buttons.get(_place(account, call), of_all)}


def _place(account: Account, call: SetChatMenuButton | GetChatMenuButton) -> int | None:
    return None if call.chat_id is None else account.known_chat(call.chat_id).id


def _say(account: Account, what: str, text: str | None, language: str | None) -> bool:
    """An empty text in a language takes it away there."""
    if utf16(text or "") > LONGEST[what]:
        raise bad_request(f"{what} is too long")
    account.about[what, language or ""] = text or ""
    return True


def _said(account: Account, what: str, language: str | None) -> str:
    return account.about.get((what, language or "")) or account.about.get((what, ""), "")
