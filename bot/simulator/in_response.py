"""A method call in a webhook's response: carried out like any other, but the bot never learns."""

import logging

from bot.simulator.bots import Account
from bot.simulator.chats import chat_number
from bot.simulator.methods import execute, proper_name
from bot.simulator.refusal import Json, Refusal

NOT_FROM_THERE = ("get", "setwebhook", "deletewebhook", "logout", "close")

log = logging.getLogger(__name__)


async def carry_out(account: Account, fields: Json) -> None:
    """A refusal goes to our own log; a fault that only hides the answer changes nothing here."""
    name = proper_name(str(fields.pop("method", "")))
    if not name or name.lower().startswith(NOT_FROM_THERE):
        return
    call = account.calls.arrived(name, chat_number(fields.get("chat_id")))
    fault = account.faults.befalling(name)
    if fault and fault.prevents:
        return
    try:
        await execute(account, name, fields)
        call.status = 200
    except Refusal as refusal:
        call.status = refusal.code.value
        log.warning("%s in a webhook's response: %s", name, refusal)
