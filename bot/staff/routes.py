"""Which update goes to which handler, in the order in which they are asked."""

from telegram import Update
from telegram.ext import (
    CallbackQueryHandler,
    CommandHandler,
    MessageHandler,
    TypeHandler,
    filters,
)

from bot.staff import prompting
from bot.staff.desk import Desk
from bot.staff.messages import Messages
from bot.staff.transaction import Handler, StaffApplication, Store
from bot.staff.words import say

KINDS = ["message", "callback_query"]  # of updates; no others are asked for

COMMANDS: dict[str, Handler] = {
    "ayuda": prompting.help_,
    "help": prompting.help_,
}
PRESSES: dict[str, Handler] = {}


async def said(desk: Desk) -> Messages:
    """Words, a picture, a place: the answer to what is asked, if anything is."""
    return await prompting.present(desk)


async def unknown(desk: Desk) -> Messages:
    """A button that is none of ours, or from before."""
    return await prompting.present(desk, say("stale") if desk.query else None)


def route(application: StaffApplication, store: Store) -> None:
    """The conversation's state is in the database: none of the library's own is used."""
    application.add_handler(CommandHandler("start", store.joining()))
    for command, handler in COMMANDS.items():
        application.add_handler(CommandHandler(command, store(handler)))
    for act, handler in PRESSES.items():
        application.add_handler(CallbackQueryHandler(store(handler), rf"^{act}:"))
    application.add_handler(CallbackQueryHandler(store(unknown)))
    application.add_handler(MessageHandler(filters.COMMAND, store(prompting.help_)))
    application.add_handler(MessageHandler(filters.ALL, store(said)))
    application.add_handler(TypeHandler(Update, store(unknown)))
