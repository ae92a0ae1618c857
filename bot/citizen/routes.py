"""Which update goes to which handler, in the order in which they are asked."""

from functools import partial

from aiogram import Dispatcher, F
from aiogram.filters import Command
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.citizen import (
    answering,
    attending,
    membership,
    notices,
    repeating,
    rights,
    starting,
    visiting,
)
from bot.citizen.conversation import Shelf
from bot.citizen.presses import Agree, Attend, Erase, Follow, Look, Press, Speak
from bot.citizen.transaction import TransactionMiddleware
from db.keyring import Keyring

KINDS = ["message", "callback_query", "my_chat_member"]  # of updates; no others are asked for

# A phone begins what it types with a capital; and to check a mention aiogram would call Telegram.
_command = partial(Command, ignore_case=True, ignore_mention=True)


def dispatcher(engine: AsyncEngine, keyring: Keyring, shelf: Shelf) -> Dispatcher:
    """The citizens' chat. Its state is in the database, so aiogram's own is switched off."""
    routes = Dispatcher(disable_fsm=True)
    routes.update.outer_middleware(TransactionMiddleware(engine, keyring, shelf))

    # These only show, or know what is new: they answer what is delivered again as well.
    routes.message.register(visiting.open_visit, _command("start"), visiting.OpensVisit())
    routes.message.register(visiting.coming, _command("visitas", "visits"))
    routes.message.register(visiting.near, visiting.SharesPlace())
    routes.message.register(visiting.at_place, visiting.NamesPlace())
    routes.message.register(notices.stop, _command("baja", "stop"))
    routes.message.register(notices.stop, notices.SaysStop())
    routes.message.register(notices.agree_in_words, notices.WantsNotices())
    routes.callback_query.register(answering.pressed, Press.filter())  # the most, so the first
    routes.callback_query.register(attending.pressed, Attend.filter())
    routes.callback_query.register(visiting.look, Look.filter())
    routes.callback_query.register(notices.agree, Follow.filter())
    routes.my_chat_member.register(membership.changed)

    routes.message.register(repeating.repeat, repeating.Repeated())
    routes.callback_query.register(repeating.repeat, repeating.Repeated())

    routes.message.register(starting.start, _command("start"))
    routes.message.register(rights.privacy, _command("privacidad", "privacy"))
    routes.message.register(rights.next_language, _command("idioma", "language"))
    routes.message.register(rights.erase, _command("borrar", "delete"))
    routes.message.register(rights.help_, F.text.startswith("/"))  # a slip is never an answer
    routes.message.register(starting.agree_in_words, starting.SaysYes())
    routes.message.register(answering.said)

    routes.callback_query.register(starting.agree, Agree.filter())
    routes.callback_query.register(rights.speak, Speak.filter())
    routes.callback_query.register(rights.erase_answered, Erase.filter())
    routes.callback_query.register(answering.unknown_press)
    return routes
