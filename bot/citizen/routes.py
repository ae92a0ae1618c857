"""Which update goes to which handler, in the order in which they are asked."""

from aiogram import Dispatcher
from aiogram.filters import Command, CommandStart
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.citizen import answering, rights, starting
from bot.citizen.conversation import Shelf
from bot.citizen.presses import Agree, Erase, Press, Speak
from bot.citizen.transaction import TransactionMiddleware
from db.keyring import Keyring


def dispatcher(engine: AsyncEngine, keyring: Keyring, shelf: Shelf) -> Dispatcher:
    """The citizens' chat. Its state is in the database, so aiogram's own is switched off."""
    routes = Dispatcher(disable_fsm=True)
    routes.update.outer_middleware(TransactionMiddleware(engine, keyring, shelf))

    routes.message.register(starting.start, CommandStart())
    routes.message.register(rights.privacy, Command("privacidad", "privacy"))
    routes.message.register(rights.help_, Command("ayuda", "help"))
    routes.message.register(rights.next_language, Command("idioma", "language"))
    routes.message.register(rights.erase, Command("borrar", "delete"))
    routes.message.register(starting.agree_in_words, starting.SaysYes())
    routes.message.register(answering.said)

    routes.callback_query.register(answering.pressed, Press.filter())
    routes.callback_query.register(starting.agree, Agree.filter())
    routes.callback_query.register(rights.speak, Speak.filter())
    routes.callback_query.register(rights.erase_answered, Erase.filter())
    routes.callback_query.register(answering.unknown_press)
    return routes
