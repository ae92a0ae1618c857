"""Both libraries, by polling and by webhook, unchanged except for the base URL."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import aiogram
import pytest
import telegram
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.filters import Command, CommandObject, CommandStart
from aiogram.methods import SendDocument
from aiogram.types import (
    BotCommand,
    BufferedInputFile,
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    Message,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)
from aiogram.webhook.aiohttp_server import SimpleRequestHandler
from aiohttp import web
from telegram.ext import Application, CallbackQueryHandler, CommandHandler, ContextTypes

from bot.simulator.app import Running
from bot.simulator.line import Line
from bot.simulator.odd import picture
from bot.simulator.person import Person

TOKEN = "100001:SIMULADOR-ciudadano"  # noqa: S105 - no real one is accepted
SECRET = "un-secreto_de-prueba"  # noqa: S105 - no real one
CHAT = """\
PERSONA  /start MAD-PAS
BOT      Hola, Rosa: MAD-PAS <3
         [Bien] [Mal]
PERSONA  ▸ Bien
BOT      ✎ Pulsó bien
AVISO    Gracias
PERSONA  /foto
BOT      (foto) el gráfico
PERSONA  /documento
BOT      (documento informe.txt)
PERSONA  /lugar
BOT      (ubicación)
         ⌨ [Gracias]
PERSONA  /fin
BOT      Orden: foto; usted es Rosa
         ⌨ (sin teclado)"""


@asynccontextmanager
async def listening(app: web.Application) -> AsyncIterator[str]:
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    await runner.cleanup()


def aiogram_router() -> aiogram.Router:
    router = aiogram.Router()

    @router.message(CommandStart())
    async def greet(message: Message, command: CommandObject) -> None:
        row = [
            InlineKeyboardButton(text="Bien", callback_data="bien"),
            InlineKeyboardButton(text="Mal", callback_data="mal"),
        ]
        name = message.from_user.first_name
        await message.answer(
            f"Hola, <b>{name}</b>: {command.args} &lt;3",
            parse_mode="HTML",
            reply_markup=InlineKeyboardMarkup(inline_keyboard=[row]),
        )

    @router.callback_query()
    async def pressed(query: CallbackQuery) -> None:
        await query.message.edit_text(f"Pulsó {query.data}")
        await query.answer("Gracias")

    @router.message(Command("foto"))
    async def photo(message: Message) -> None:
        await message.bot.send_chat_action(message.chat.id, "upload_photo")
        await message.answer_photo(BufferedInputFile(picture(), "g.png"), caption="el gráfico")

    @router.message(Command("documento"))
    async def document(message: Message) -> None:
        await message.answer_document(BufferedInputFile(b"texto", "informe.txt"))

    @router.message(Command("lugar"))
    async def place(message: Message) -> None:
        keyboard = ReplyKeyboardMarkup(keyboard=[[KeyboardButton(text="Gracias")]])
        await message.answer_location(latitude=40.4, longitude=-3.7, reply_markup=keyboard)

    @router.message(Command("fin"))
    async def end(message: Message) -> None:
        await message.bot.set_my_commands([BotCommand(command="foto", description="Una foto")])
        commands = await message.bot.get_my_commands()
        chat = await message.bot.get_chat(message.chat.id)
        text = f"Orden: {commands[0].command}; usted es {chat.first_name}"
        await message.answer(text, reply_markup=ReplyKeyboardRemove())

    return router


@asynccontextmanager
async def aiogram_bot(
    simulator_url: str, mode: str, router: aiogram.Router | None = None
) -> AsyncIterator[None]:
    session = AiohttpSession(api=TelegramAPIServer.from_base(simulator_url))
    bot = aiogram.Bot(TOKEN, session=session)
    dispatcher = aiogram.Dispatcher()
    dispatcher.include_router(router or aiogram_router())
    if mode == "polling":
        polling = asyncio.create_task(dispatcher.start_polling(bot, handle_signals=False))
        try:
            yield
        finally:
            await dispatcher.stop_polling()
            await polling
    else:
        app = web.Application()
        handler = SimpleRequestHandler(
            dispatcher, bot, handle_in_background=False, secret_token=SECRET
        )
        handler.register(app, path="/hook")
        async with listening(app) as url:
            await bot.set_webhook(url, secret_token=SECRET)
            yield
            await bot.delete_webhook()
    await session.close()


async def greet(update: telegram.Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    row = [
        telegram.InlineKeyboardButton("Bien", callback_data="bien"),
        telegram.InlineKeyboardButton("Mal", callback_data="mal"),
    ]
    await update.message.reply_html(
        f"Hola, <b>{update.effective_user.first_name}</b>: {context.args[0]} &lt;3",
        reply_markup=telegram.InlineKeyboardMarkup([row]),
    )


async def pressed(update: telegram.Update, _: ContextTypes.DEFAULT_TYPE) -> None:
    await update.callback_query.edit_message_text(f"Pulsó {update.callback_query.data}")
    await update.callback_query.answer("Gracias")


async def photo(update: telegram.Update, _: ContextTypes.DEFAULT_TYPE) -> None:
    await update.effective_chat.send_chat_action("upload_photo")
    await update.message.reply_photo(picture(), caption="el gráfico")


async def document(update: telegram.Update, _: ContextTypes.DEFAULT_TYPE) -> None:
    await update.message.reply_document(b"texto", filename="informe.txt")


async def place(update: telegram.Update, _: ContextTypes.DEFAULT_TYPE) -> None:
    keyboard = telegram.ReplyKeyboardMarkup([["Gracias"]])
    await update.message.reply_location(40.4, -3.7, reply_markup=keyboard)


async def end(update: telegram.Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    await context.bot.set_my_commands([("foto", "Una foto")])
    commands = await context.bot.get_my_commands()
    chat = await context.bot.get_chat(update.effective_chat.id)
    text = f"Orden: {commands[0].command}; usted es {chat.first_name}"
    await update.message.reply_text(text, reply_markup=telegram.ReplyKeyboardRemove())


@asynccontextmanager
async def ptb_bot(simulator_url: str, mode: str) -> AsyncIterator[None]:
    builder = Application.builder().token(TOKEN).base_url(f"{simulator_url}/bot")
    app = builder.base_file_url(f"{simulator_url}/file/bot").build()
    commands = {"start": greet, "foto": photo, "documento": document, "lugar": place, "fin": end}
    app.add_handlers([CommandHandler(name, handler) for name, handler in commands.items()])
    app.add_handler(CallbackQueryHandler(pressed))
    async with app:
        await app.start()
        if mode == "polling":
            await app.updater.start_polling()
            yield
            await app.updater.stop()
        else:
            async with listening(ptb_webhook(app)) as url:
                await app.bot.set_webhook(url, secret_token=SECRET)
                yield
                await app.bot.delete_webhook()
        await app.stop()


def ptb_webhook(app: Application) -> web.Application:
    async def hook(request: web.Request) -> web.Response:
        assert request.headers["X-Telegram-Bot-Api-Secret-Token"] == SECRET
        await app.process_update(telegram.Update.de_json(await request.json(), app.bot))
        return web.Response()

    server = web.Application()
    server.router.add_post("/hook", hook)
    return server


def bot_of(library: str, url: str, mode: str) -> AbstractAsyncContextManager[None]:
    return aiogram_bot(url, mode) if library == "aiogram" else ptb_bot(url, mode)


@pytest.mark.parametrize("mode", ["polling", "webhook"])
@pytest.mark.parametrize("library", ["aiogram", "python-telegram-bot"])
async def test_a_whole_chat_reads_the_same(
    library: str, mode: str, simulator: Running, rosa: Person
):
    async with bot_of(library, simulator.url, mode):
        await rosa.start("MAD-PAS")
        await rosa.reads("Hola, Rosa")
        await rosa.press("Bien")
        await rosa.reads("Gracias")
        for command, answer in {
            "/foto": "(foto)",
            "/documento": "(documento",
            "/lugar": "(ubicación)",
            "/fin": "usted es Rosa",
        }.items():
            await rosa.say(command)
            await rosa.reads(answer)
        assert await rosa.transcript() == CHAT


@pytest.mark.parametrize("library", ["aiogram", "python-telegram-bot"])
async def test_refusals_arrive_as_the_library_s_own_exceptions(
    library: str, simulator: Running, rosa: Person, rosa_id: int
):
    await rosa.block()
    if library == "aiogram":
        session = AiohttpSession(api=TelegramAPIServer.from_base(simulator.url))
        async with aiogram.Bot(TOKEN, session=session) as bot:
            with pytest.raises(aiogram.exceptions.TelegramForbiddenError, match="blocked by the"):
                await bot.send_message(rosa_id, "hola")
            with pytest.raises(aiogram.exceptions.TelegramBadRequest, match="chat not found"):
                await bot.send_message(1, "hola")
    else:
        async with telegram.Bot(TOKEN, base_url=f"{simulator.url}/bot") as bot:
            with pytest.raises(telegram.error.Forbidden, match="blocked by the user"):
                await bot.send_message(rosa_id, "hola")
            with pytest.raises(telegram.error.BadRequest, match="Chat not found"):
                await bot.send_message(1, "hola")


async def test_aiogram_s_replies_in_the_webhook_s_response_are_carried_out(
    simulator: Running, rosa: Person
):
    router = aiogram.Router()

    @router.message()
    async def reply(message: Message) -> SendDocument:
        return message.answer_document(
            BufferedInputFile(b"texto", "n.txt"), caption="En la vuelta"
        )

    async with aiogram_bot(simulator.url, "webhook", router):
        await rosa.say("hola")
        await rosa.reads("(documento n.txt) En la vuelta")


@pytest.mark.parametrize("library", ["aiogram", "python-telegram-bot"])
async def test_a_bot_fetches_the_photo_that_a_person_sent(
    library: str, simulator: Running, rosa: Person, api
):
    await rosa.sends("photo")
    (update,) = (await api("getUpdates"))["result"]
    file_id = update["message"]["photo"][-1]["file_id"]
    if library == "aiogram":
        session = AiohttpSession(api=TelegramAPIServer.from_base(simulator.url))
        async with aiogram.Bot(TOKEN, session=session) as bot:
            fetched = (await bot.download(file_id)).read()
    else:
        url = simulator.url
        async with telegram.Bot(TOKEN, f"{url}/bot", f"{url}/file/bot") as bot:
            fetched = await (await bot.get_file(file_id)).download_as_bytearray()
    assert fetched == picture()


@pytest.mark.parametrize("library", ["aiogram", "python-telegram-bot"])
async def test_a_cut_line_is_the_library_s_own_network_error_and_nothing_is_sent_twice(
    library: str, simulator: Running, rosa: Person, rosa_id: int
):
    line = Line(simulator.url, "ciudadano_bot")
    for fault in (line.loses, line.resets, line.garbles):
        await fault("sendMessage")
    if library == "aiogram":
        session = AiohttpSession(api=TelegramAPIServer.from_base(simulator.url))
        async with aiogram.Bot(TOKEN, session=session) as bot:
            for text in ("una vez", "ninguna"):
                with pytest.raises(aiogram.exceptions.TelegramNetworkError):
                    await bot.send_message(rosa_id, text)
            with pytest.raises(aiogram.exceptions.ClientDecodeError):
                await bot.send_message(rosa_id, "ninguna")
    else:
        async with telegram.Bot(TOKEN, base_url=f"{simulator.url}/bot") as bot:
            for text in ("una vez", "ninguna", "ninguna"):
                with pytest.raises(telegram.error.NetworkError):
                    await bot.send_message(rosa_id, text)
    assert [message.text for message in await rosa.messages()] == ["hola", "una vez"]
