"""What our other contract tests do not call: both libraries read every result and update."""

from typing import Any

import aiogram
import pytest
import telegram
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import BufferedInputFile, MenuButtonCommands

from bot.simulator.app import Running
from bot.simulator.line import Line
from bot.simulator.odd import KINDS
from bot.simulator.person import Person
from tests.bot.simulator.hooks import Hook

TOKEN = "100001:SIMULADOR-ciudadano"  # noqa: S105 - no real one is accepted
VOICE = b"OggS y el resto"
LIBRARIES = pytest.mark.parametrize("library", ["aiogram", "python-telegram-bot"])


def bot_of(library: str, url: str) -> Any:
    if library == "aiogram":
        return aiogram.Bot(TOKEN, session=AiohttpSession(api=TelegramAPIServer.from_base(url)))
    return telegram.Bot(TOKEN, base_url=f"{url}/bot", base_file_url=f"{url}/file/bot")


@LIBRARIES
async def test_what_a_bot_sends_and_says_of_itself(
    library: str, simulator: Running, rosa_id: int, line: Line
):
    file, button = (
        (BufferedInputFile(VOICE, "voz.ogg"), MenuButtonCommands())
        if library == "aiogram"
        else (VOICE, telegram.MenuButtonCommands())
    )
    async with bot_of(library, simulator.url) as bot:
        spoken = await bot.send_voice(rosa_id, file, caption="antes", duration=3)
        assert (spoken.voice.file_size, spoken.voice.mime_type) == (len(VOICE), "audio/ogg")
        place = {"chat_id": rosa_id, "message_id": spoken.message_id}
        assert (await bot.edit_message_caption(caption="después", **place)).caption == "después"
        for language, name in (("", "Pulso"), ("it", "Polso")):
            await bot.set_my_name(name, language_code=language)
            assert (await bot.get_my_name(language_code=language)).name == name
        assert await bot.set_my_description("Para qué sirve")
        assert (await bot.get_my_description("en")).description == "Para qué sirve"
        assert await bot.set_my_short_description("Breve")
        assert (await bot.get_my_short_description()).short_description == "Breve"
        assert await bot.set_chat_menu_button(rosa_id, button)
        assert (await bot.get_chat_menu_button(rosa_id)).type == "commands"
        assert await bot.delete_my_commands()
        await line.forward(600)
        assert await bot.close()
        assert await bot.log_out()


@LIBRARIES
async def test_what_people_send_and_do(library: str, simulator: Running, rosa: Person):
    for kind in KINDS:
        await rosa.sends(kind)
    await rosa.say("hola")
    await rosa.edit("adiós")
    await rosa.press_stale(1, "vieja")
    await rosa.migrate_group(await rosa.make_group("Paisanos"))
    await rosa.block()
    async with bot_of(library, simulator.url) as bot:
        updates = await bot.get_updates()
    sent = [update.message for update in updates if update.message]
    assert all(getattr(sent[n], kind) for n, kind in enumerate(KINDS))
    assert [u.edited_message.text for u in updates if u.edited_message] == ["adiós"]
    assert [u.callback_query.data for u in updates if u.callback_query] == ["vieja"]
    joined, blocked = [u.my_chat_member for u in updates if u.my_chat_member]
    assert (joined.chat.type, blocked.new_chat_member.status) == ("group", "kicked")
    assert (sent[-2].migrate_to_chat_id, sent[-1].migrate_from_chat_id) == (
        sent[-1].chat.id,
        sent[-2].chat.id,
    )


@LIBRARIES
async def test_what_is_known_of_a_webhook(
    library: str, simulator: Running, hook: Hook, rosa: Person
):
    hook.refuses_texts(times=1)
    async with bot_of(library, simulator.url) as bot:
        await bot.set_webhook(hook.url, max_connections=7, allowed_updates=["message"])
        await rosa.say("hola")
        await hook.has_accepted(1)
        info = await bot.get_webhook_info()
    assert (info.url, info.max_connections, info.pending_update_count) == (hook.url, 7, 0)
    assert info.last_error_message.endswith("503 Service Unavailable")
    assert info.last_error_date.year >= 2026
