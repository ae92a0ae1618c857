"""The process that is measured: our bot, or the least that aiohttp and aiogram can do.

``floor`` reads the update and says 200. ``aiogram`` answers the press and edits the message, two
calls, and stores nothing; it is tuned as ours is, and acknowledges after its work. ``ours`` is the
citizens' bot as it is.
"""

import asyncio
import json
import sys

from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.methods import AnswerCallbackQuery, EditMessageText, SendMessage
from aiogram.types import (
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Message,
)
from aiogram.webhook.aiohttp_server import SimpleRequestHandler
from aiohttp import web

from bot.citizen import app, webhook
from bot.citizen.intake import door
from bot.citizen.metering import Metering
from bot.citizen.routes import dispatcher
from bot.reply_meter import ReplyMeter
from db.engine import async_engine
from db.keyring import Keyring

SECRET = "s" * 32
METERING = web.AppKey("metering", asyncio.Task)

QUESTION = "¿Qué tan satisfecho está con la atención? Elija una de las cinco respuestas."
BUTTONS = InlineKeyboardMarkup(
    inline_keyboard=[
        [InlineKeyboardButton(text=f"Respuesta {n}", callback_data=f"t:AbCdEfGhIjKl:c:{n}")]
        for n in range(5)
    ]
)


def floor() -> web.Application:
    async def receive(request: web.Request) -> web.Response:
        json.loads(await request.read())
        return web.Response()

    site = web.Application()
    site.router.add_post(webhook.PATH, receive)
    return site


def aiogram(token: str, telegram: str) -> web.Application:
    routes = Dispatcher(disable_fsm=True)

    @routes.callback_query()
    async def pressed(query: CallbackQuery) -> None:
        await query.bot(AnswerCallbackQuery(callback_query_id=query.id))
        edit = EditMessageText(
            chat_id=query.from_user.id,
            message_id=query.message.message_id,
            text=QUESTION,
            reply_markup=BUTTONS,
        )
        await query.bot(edit)

    @routes.message()
    async def said(message: Message) -> None:
        shown = {"text": QUESTION, "reply_markup": BUTTONS}
        await message.bot(SendMessage(chat_id=message.chat.id, **shown))

    session = AiohttpSession(api=TelegramAPIServer.from_base(telegram))
    bot = Bot(token, session=session)
    site = web.Application()
    SimpleRequestHandler(routes, bot, handle_in_background=False).register(site, webhook.PATH)
    return site


async def ours(token: str, telegram: str, database_url: str, key: str) -> web.Application:
    engine, keyring = async_engine(database_url), Keyring(bytes.fromhex(key))
    bot = app.connect(token, telegram)
    meter = ReplyMeter(engine, bot.id)
    bot.session.middleware(Metering(meter))
    routes = dispatcher(engine, keyring, await app.shelf(engine))

    async def is_healthy() -> bool:
        return await app.answers(engine)

    site = webhook.application(
        door(bot, routes, engine, keyring, is_answered=True), SECRET, is_healthy
    )
    site[METERING] = asyncio.create_task(meter.run())
    return site


async def serve(kind: str, *known: str) -> None:
    """Until ended from outside; says its port."""
    match kind:
        case "floor":
            site = floor()
        case "aiogram":
            site = aiogram(*known)
        case _:
            site = await ours(*known)
    app.tune_garbage()
    runner = web.AppRunner(site, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print(runner.addresses[0][1], flush=True)  # noqa: T201 - this is how it speaks
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve(*sys.argv[1:]))
