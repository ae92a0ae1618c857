"""Files on their way from a person to a bot, and what Telegram refuses there."""

from io import BytesIO

import aiohttp
import pytest

from bot.simulator.app import Running
from bot.simulator.files import DOWNLOAD_LIMIT
from bot.simulator.person import Person

TOKEN = "100001:SIMULADOR-ciudadano"  # noqa: S105 - no real one is accepted
STAFF_TOKEN = "100002:SIMULADOR-consulado"  # noqa: S105 - no real one is accepted


async def fetch(url: str) -> tuple[int, bytes]:
    async with aiohttp.ClientSession() as session, session.get(url) as answer:
        return answer.status, await answer.read()


async def sent_document(simulator: Running, rosa_id: int, content: bytes, name: str) -> str:
    form = aiohttp.FormData({"chat_id": str(rosa_id)})
    form.add_field("document", BytesIO(content), filename=name)
    url = f"{simulator.url}/bot{TOKEN}/sendDocument"
    async with aiohttp.ClientSession() as session, session.post(url, data=form) as answer:
        return str((await answer.json())["result"]["document"]["file_id"])


@pytest.mark.parametrize(
    ("name", "ending"), [("visita.ics", ".ics"), ("sin nombre", ""), ("a.?/../b", "")]
)
async def test_the_path_keeps_the_file_s_ending_and_leads_to_its_bytes(
    name: str, ending: str, simulator: Running, rosa_id: int, api
):
    file_id = await sent_document(simulator, rosa_id, b"BEGIN:VCALENDAR", name)
    file = (await api("getFile", file_id=file_id))["result"]
    assert file["file_path"] == f"files/{file_id}{ending}"
    assert file["file_size"] == 15
    url = f"{simulator.url}/file/bot{TOKEN}/{file['file_path']}"
    assert await fetch(url) == (200, b"BEGIN:VCALENDAR")
    assert (await fetch(f"{url}x"))[0] == 404


async def test_a_file_over_twenty_megabytes_is_not_given_to_a_bot(
    simulator: Running, rosa_id: int, api
):
    big = await sent_document(simulator, rosa_id, bytes(DOWNLOAD_LIMIT + 1), "grande.bin")
    answer = await api("getFile", file_id=big)
    assert answer["description"] == "Bad Request: file is too big"


async def test_a_file_belongs_to_the_bot_that_received_it(simulator: Running, rosa_id: int, api):
    file_id = await sent_document(simulator, rosa_id, b"volante", "volante.txt")
    path = (await api("getFile", file_id=file_id))["result"]["file_path"]
    foreign = await api("getFile", token=STAFF_TOKEN, file_id=file_id)
    assert foreign["description"] == "Bad Request: invalid file_id"
    assert (await fetch(f"{simulator.url}/file/bot{STAFF_TOKEN}/{path}"))[0] == 404
    assert (await fetch(f"{simulator.url}/file/bot1:otro/{path}"))[0] == 401
    await Person(simulator.url, "consulado_bot", "Rosa").say("hola")
    resent = await api("sendDocument", token=STAFF_TOKEN, chat_id=rosa_id, document=file_id)
    assert resent["description"] == "Bad Request: wrong file identifier/HTTP URL specified"
