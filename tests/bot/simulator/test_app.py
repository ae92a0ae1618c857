"""The simulator's door: only this machine, only its own page, never a real token."""

import json
import re

import aiohttp
import pytest

from bot.simulator.app import PAGE, PAGE_FILES, Running, start
from bot.simulator.bots import Bot
from bot.simulator.person import Person

SAY = "/sim/ciudadano_bot/1/say"


async def status(url: str, method: str = "GET", **options: object) -> int:
    async with (
        aiohttp.ClientSession() as session,
        session.request(method, url, **options) as answer,
    ):
        return answer.status


@pytest.mark.parametrize("token", ["100001:AAEhBP0av28" + "x" * 24, "SIMULADOR-x", ""])
def test_a_token_of_the_real_telegram_is_refused(token: str):
    with pytest.raises(ValueError, match="no es de simulación"):
        Bot(token, "pulso_bot", "Pulso")


async def test_it_listens_on_loopback_only():
    with pytest.raises(ValueError, match="solo escucha en este equipo"):
        await start([], host="0.0.0.0")  # noqa: S104 - refused


async def test_two_bots_of_one_number_are_refused():
    twins = [Bot("1:SIMULADOR-a", "uno_bot", "Uno"), Bot("1:SIMULADOR-b", "dos_bot", "Dos")]
    with pytest.raises(ValueError, match="mismo número"):
        await start(twins)


async def test_a_taken_port_is_told(simulator: Running):
    with pytest.raises(OSError, match="address already in use"):
        await start([], port=int(simulator.url.rpartition(":")[2]))


async def test_another_host_name_is_not_served(simulator: Running):
    assert await status(simulator.url, headers={"Host": "evil.example"}) == 403
    assert await status(simulator.url, headers={"Host": "localhost:1"}) == 200


@pytest.mark.parametrize(
    "headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "http://evil.example"}]
)
async def test_another_site_s_page_cannot_act(headers: dict, simulator: Running):
    for path in (SAY, "/sim/people", "/bot100001:SIMULADOR-ciudadano/getMe"):
        assert await status(simulator.url + path, "POST", headers=headers, json={}) == 403


async def test_an_act_must_be_json(simulator: Running):
    assert await status(simulator.url + SAY, "POST", data=b"text=x") == 415


@pytest.mark.parametrize("name", ["", *PAGE_FILES])
async def test_the_page_comes_with_a_strict_policy(name: str, simulator: Running):
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"{simulator.url}/{name}?bot=ciudadano_bot&start=X") as answer,
    ):
        policy = answer.headers["Content-Security-Policy"]
    assert answer.status == 200
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


async def test_two_chats_are_shown_side_by_side_in_frames_of_our_own(simulator: Running):
    address = f"{simulator.url}/?chats=ciudadano_bot:Rosa:ciudadana,consulado_bot:Carmen"
    async with aiohttp.ClientSession() as session, session.get(address) as answer:
        assert "pair.js" in await answer.text()
        policy = answer.headers["Content-Security-Policy"]
    assert "frame-src 'self'" in policy
    assert "frame-ancestors 'self'" in policy


def test_the_page_refers_to_nothing_outside_and_writes_no_markup():
    namespaces = {"http://www.w3.org/2000/svg"}
    for name in PAGE_FILES:
        source = (PAGE / name).read_text("utf-8")
        assert set(re.findall(r"(?:https?:)?//[\w.]+\.[\w./]+", source)) <= namespaces
        assert not re.search(r"innerHTML|insertAdjacentHTML|\son\w+=\"|style=\"|<script>", source)


async def test_the_page_receives_the_log_as_server_sent_events(
    rosa: Person, rosa_id: int, simulator: Running
):
    url = f"{simulator.url}/sim/ciudadano_bot/{rosa_id}/events"
    async with aiohttp.ClientSession() as session, session.get(url) as stream:
        assert (await stream.content.readline()) == b"id: 1\n"
        event = json.loads((await stream.content.readline()).removeprefix(b"data: "))
        assert (event["kind"], event["old"]) == ("said", True)
        await rosa.say("otra")
        while not (line := await stream.content.readline()).startswith(b"data: "):
            pass
        assert json.loads(line.removeprefix(b"data: "))["old"] is False


async def test_a_photo_is_served_to_the_page(rosa: Person, simulator: Running, api):
    await rosa.sends("photo")
    (update,) = (await api("getUpdates"))["result"]
    file_id = update["message"]["photo"][0]["file_id"]
    assert await status(f"{simulator.url}/sim/files/{file_id}") == 200
    assert await status(f"{simulator.url}/sim/files/otra") == 404
