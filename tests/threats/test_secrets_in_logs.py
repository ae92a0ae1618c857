"""T26: whatever fails, no log, error or table holds a token, a person's words, number or name."""

import asyncio
import json
import logging
import sys
import time
import traceback
from contextlib import suppress
from dataclasses import dataclass, field
from io import StringIO
from uuid import uuid4

import pytest
from sqlalchemy import text
from telegram.error import InvalidToken

from bot.broadcasting.sender import sender
from bot.citizen import app as citizens_app
from bot.citizen.intake import door as citizens_door
from bot.citizen.routes import KINDS, dispatcher
from bot.polling import poll
from bot.simulator.app import start
from bot.simulator.bots import Bot as SimulatedBot
from bot.simulator.line import Line
from bot.simulator.people import User
from bot.simulator.person import Person
from bot.staff import app as staff_app
from bot.staff import transaction as staff_transaction
from bot.staff.desk import House
from db import arrivals, budget, metadata
from db.broadcasts import BroadcastText
from db.engine import async_engine as connect
from db.grants import Granted
from db.transaction import transaction
from deploy import logs
from tests.conversations.conftest import NAME, TOKEN, furnish
from tests.conversations.test_webhook import NOWHERE, SILENT
from tests.staff.conftest import STAFF_NAME, STAFF_TOKEN

WORDS, CALLED = "CANARIO-del-texto", "Xiluén"
PERSON = User(CALLED, "es")
INVALID = "http://exa mple:99999"
OUR_TOOLS = ("bot.simulator", "aiohttp", "asyncio")  # of the simulated Telegram, in this process
FAULTS = {
    "told to wait": lambda line, it: line.refuses(it, 429, "Too Many Requests", retry_after=1),
    "refused": lambda line, it: line.refuses(it, 400, "Bad Request: can't parse entities"),
    "blocked": lambda line, it: line.refuses(it, 403, "Forbidden: bot was blocked by the user"),
    "a bad token": lambda line, it: line.refuses(it, 401, "Unauthorized"),
    "not found": lambda line, it: line.refuses(it, 404, "Not Found"),
    "an error": lambda line, it: line.refuses(it, 500, "Internal Server Error"),
    "a page": lambda line, it: line.garbles(it, status=502),
    "cut": lambda line, it: line.loses(it),
    "reset": lambda line, it: line.resets(it),
    "no answer": lambda line, it: line.stalls(it, 0.1),
}


@dataclass
class Written:
    """All that this process writes, by its logs or straight to the terminal."""

    capfd: pytest.CaptureFixture[str]
    stream: StringIO = field(default_factory=StringIO)

    def __str__(self) -> str:
        return self.stream.getvalue() + "".join(self.capfd.readouterr())


@pytest.fixture
def written(capfd):
    """At the most talkative level, by a handler that is set up as ours are."""
    made, root = Written(capfd), logging.getLogger()
    handler, level = logs.handler(made.stream), root.level
    handler.addFilter(lambda it: not it.name.startswith(OUR_TOOLS))
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    logs.quieten()
    yield made
    root.removeHandler(handler)
    root.setLevel(level)


@pytest.fixture
async def telegram():
    bots = [SimulatedBot(TOKEN, NAME, "Pulso"), SimulatedBot(STAFF_TOKEN, STAFF_NAME, "Pulso")]
    running = await start(bots)
    yield running.url
    await running.close()


def leaks(said: str) -> list[str]:
    """What may not be read there."""
    tokens = [it for one in (TOKEN, STAFF_TOKEN) for it in (one, one.partition(":")[2])]
    secrets = {"a token": tokens, "words": [WORDS], "a number": [str(PERSON.id)]}
    secrets["a name"] = [CALLED, json.dumps(CALLED)[1:-1]]
    return [what for what, signs in secrets.items() if any(it in said for it in signs)]


async def stored(engine) -> str:
    async with engine.connect() as connection:
        tables = [
            (await connection.execute(text(f"SELECT t::text FROM {it.name} t"))).scalars()  # noqa: S608
            for it in metadata.sorted_tables
        ]
    return "\n".join(row for table in tables for row in table)


def message(number: int) -> bytes:
    where = {"chat": PERSON.chat_json(), "from": PERSON.json(), "date": int(time.time())}
    said = {"message_id": number, **where, "text": WORDS}
    return json.dumps({"update_id": number, "message": said}, ensure_ascii=False).encode()


def broken(*_arguments, **_named):
    raise RuntimeError(f"{WORDS} {TOKEN} {PERSON.id}")


async def befall(line: Line, take) -> None:
    """Each fault in turn befalls the answer to the person's words; then a body that is none."""
    for number, fault in enumerate(FAULTS.values(), start=1):
        await fault(line, "sendMessage")
        await take(message(number))
        await line.mends()
    await take(WORDS.encode())
    await take(json.dumps({"update_id": 90, "message": {"text": WORDS, "chat": CALLED}}).encode())


async def test_nothing_leaks_from_the_citizens_bot(
    telegram, async_engine, keyring, written, monkeypatch
):
    await furnish(async_engine, keyring)
    await Person(telegram, NAME, CALLED).say("/start MAD-PASAPORTE")
    shelf, gone = await citizens_app.shelf(async_engine), connect(NOWHERE)
    line = Line(telegram, NAME)

    async def through(api=telegram, engine=async_engine, deed=None) -> None:
        bot = citizens_app.connect(TOKEN, api)
        routes = dispatcher(engine, keyring, shelf)
        intake = citizens_door(bot, routes, engine, keyring, is_answered=True)
        await (deed(intake) if deed else intake.take(message(100)))
        await bot.session.close()

    async def ask_in_vain(intake) -> None:
        await line.garbles("getUpdates")
        await line.refuses("getUpdates", 409, "Conflict")
        asking = asyncio.create_task(poll(f"{telegram}/bot{TOKEN}/getUpdates", intake, KINDS))
        async with asyncio.timeout(20):
            while await line.faults():  # noqa: ASYNC110 - the simulator's
                await asyncio.sleep(0.05)
        asking.cancel()
        with suppress(asyncio.CancelledError):
            await asking

    await through(deed=lambda it: befall(line, it.take))
    await through(deed=ask_in_vain)
    for api in (SILENT, INVALID):
        await through(api)
    await through(engine=gone)
    with monkeypatch.context() as fault:
        fault.setattr(arrivals, "arrive", broken)
        for _ in range(5):
            await through()
    await gone.dispose()
    said = str(written)
    assert "out of reach" in said
    assert "failed at RuntimeError" in said
    assert leaks(said) == []
    assert leaks(await stored(async_engine)) == []


async def test_nothing_leaks_from_the_staff_bot(
    telegram, async_engine, keyring, written, monkeypatch
):
    await furnish(async_engine, keyring)
    await Person(telegram, STAFF_NAME, CALLED).say("hola")
    shelf, gone = await citizens_app.shelf(async_engine), connect(NOWHERE)
    line = Line(telegram, STAFF_NAME)
    house = House(keyring, shelf.consular, "https://t.me/x")
    for engine in (async_engine, gone):
        application = staff_app.connect(STAFF_TOKEN, telegram)
        await application.initialize()
        intake = staff_app.door(application, engine, house)
        if engine is gone:
            await intake.take(message(100))
        else:
            await befall(line, intake.take)
            with monkeypatch.context() as fault:
                fault.setattr(staff_transaction.staff, "find", broken)
                for _ in range(5):
                    await intake.take(message(101))
        await application.shutdown()
    await gone.dispose()
    said = str(written)
    assert "out of reach" in said
    assert "failed at RuntimeError" in said
    assert leaks(said) == []
    assert leaks(await stored(async_engine)) == []


async def test_nothing_leaks_from_the_sender(telegram, async_engine, keyring, written):
    await Person(telegram, NAME, CALLED).say("/start")
    async with transaction(async_engine) as session:
        await budget.open_budget(session, int(TOKEN.partition(":")[0]))
    line, person = Line(telegram, NAME), uuid4()
    sealed = keyring.seal(str(PERSON.id), str(person))
    said = BroadcastText(broadcast_id=person, language="es", text=WORDS)
    became = []
    for api, faults in ((telegram, FAULTS.values()), (SILENT, [None]), (INVALID, [None])):
        async with sender(TOKEN, api, async_engine, keyring) as post:
            for number, fault in enumerate(faults):
                if fault:
                    await fault(line, "sendMessage")
                granted = Granted(number, person, sealed, "es", None, 1)
                became.append(type(await post.send(granted, said)).__name__)
    assert {"Final", "Wait", "Stop", "Later"} <= {*became}, "every kind of failure was met"
    assert leaks(str(written)) == []


async def test_an_error_that_ends_a_process_tells_no_token(telegram, written):
    """python-telegram-bot's own words hold it when the token is refused at the start."""
    await Line(telegram, STAFF_NAME).refuses("getMe", 401, "Unauthorized", times=5)
    application = staff_app.connect(STAFF_TOKEN, telegram)
    with pytest.raises(InvalidToken) as ended:
        await application.initialize()
    for request in application.bot._request:  # what never began is not shut down by the library
        await request.shutdown()
    assert leaks("".join(traceback.format_exception(ended.value))) == ["a token"]
    logs.ended_by(ended.type, ended.value, ended.tb)
    said = str(written)
    assert "InvalidToken: The token `[token]` was rejected" in said
    assert leaks(said) == []


def test_a_process_writes_through_that_handler_from_its_start(monkeypatch):
    monkeypatch.setattr(logging.getLogger(), "handlers", [])
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    logs.set_up()
    [handler] = logging.getLogger().handlers
    address = f"https://api.telegram.org/bot{TOKEN}/getMe"
    record = logging.makeLogRecord({"msg": "POST %s", "args": (address,)})
    assert leaks(handler.format(record)) == []
    assert sys.excepthook is logs.ended_by
    assert not logging.getLogger("httpx").isEnabledFor(logging.INFO)


@pytest.mark.parametrize(
    ("said", "leak"),
    [
        (f"HTTP Request: POST https://api.telegram.org/bot{TOKEN}/sendMessage", "a token"),
        (f"a reply to {WORDS}", "words"),
        (f"chat {PERSON.id} not found", "a number"),
        (json.dumps({"first_name": CALLED}), "a name"),
        (f"hello {CALLED}", "a name"),
    ],
)
def test_a_line_that_leaks_is_found(said, leak):
    """The negative control: as Python's own handler would write it."""
    stream = StringIO()
    handler = logging.StreamHandler(stream)
    handler.emit(logging.makeLogRecord({"msg": said}))
    assert leaks(stream.getvalue()) == [leak]
