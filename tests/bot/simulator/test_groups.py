import aiogram
import pytest
import telegram
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer

from bot.simulator.app import Running
from bot.simulator.person import Person

TOKEN = "100001:SIMULADOR-ciudadano"  # noqa: S105 - no real one is accepted


async def test_a_bot_is_told_that_it_was_added_and_may_write(rosa: Person, api):
    group = await rosa.make_group("Paisanos")
    await rosa.say_in_group(group, "/start")
    added, service, said = (await api("getUpdates"))["result"]
    assert added["my_chat_member"]["chat"] == {"id": group, "type": "group", "title": "Paisanos"}
    assert added["my_chat_member"]["new_chat_member"]["status"] == "member"
    assert service["message"]["new_chat_members"][0]["is_bot"]
    assert (said["message"]["chat"]["id"], said["message"]["text"]) == (group, "/start")
    assert said["message"]["from"]["first_name"] == "Rosa"
    assert (await api("sendMessage", chat_id=group, text="Escríbame a solas"))["ok"]
    assert (await api("getChat", chat_id=group))["result"]["title"] == "Paisanos"


async def test_in_a_group_too_nobody_says_nothing(rosa: Person):
    group = await rosa.make_group("Paisanos")
    with pytest.raises(RuntimeError, match="entre 1 y 4096"):
        await rosa.say_in_group(group, " ")
    moved = await rosa.migrate_group(group)
    with pytest.raises(RuntimeError, match="404"):
        await rosa.say_in_group(group, "¿hay alguien?")
    await rosa.say_in_group(moved, "aquí")


async def test_a_group_is_not_its_maker_s_own_chat(rosa: Person, api):
    group = await rosa.make_group("Paisanos")
    assert (await api("sendMessage", chat_id=group, text="x"))["ok"]
    hers = (await api("getUpdates"))["result"][0]["my_chat_member"]["from"]["id"]
    private = await api("sendMessage", chat_id=hers, text="x")
    assert private["description"] == "Bad Request: chat not found"


@pytest.mark.parametrize("library", ["aiogram", "python-telegram-bot"])
async def test_a_moved_group_says_where_it_is_now(
    library: str, simulator: Running, rosa: Person, api
):
    old = await rosa.make_group("Paisanos")
    new = await rosa.migrate_group(old)
    if library == "aiogram":
        session = AiohttpSession(api=TelegramAPIServer.from_base(simulator.url))
        async with aiogram.Bot(TOKEN, session=session) as bot:
            with pytest.raises(aiogram.exceptions.TelegramMigrateToChat) as moved:
                await bot.send_message(old, "x")
        assert moved.value.migrate_to_chat_id == new
    else:
        async with telegram.Bot(TOKEN, base_url=f"{simulator.url}/bot") as bot:
            with pytest.raises(telegram.error.ChatMigrated) as moved:
                await bot.send_message(old, "x")
        assert moved.value.new_chat_id == new
    refused = await api("sendMessage", chat_id=old, text="x")
    assert refused["description"] == "Bad Request: group chat was upgraded to a supergroup chat"
    assert (await api("sendMessage", chat_id=new, text="x"))["ok"]
    *_, left, arrived = (await api("getUpdates"))["result"]
    assert left["message"]["migrate_to_chat_id"] == new
    assert arrived["message"]["migrate_from_chat_id"] == old
    assert arrived["message"]["chat"]["type"] == "supergroup"
