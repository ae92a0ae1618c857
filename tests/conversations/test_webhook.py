"""The webhook's door: who may knock, what is acknowledged, and what happens when things fail."""

import asyncio
import json
import logging
import time
from contextlib import asynccontextmanager

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from multidict import CIMultiDict
from sqlalchemy import text

from bot.allowance import Allowance
from bot.citizen import app, webhook
from bot.citizen.intake import door as open_door
from bot.citizen.routes import dispatcher
from bot.simulator.people import User
from db import interviews
from db.engine import async_engine as connect
from db.updates import MAX_FAILURES

SECRET = "s3cret_" * 5
HEADER = "X-Telegram-Bot-Api-Secret-Token"
SILENT = "http://127.0.0.1:9"
NOWHERE = "postgresql+psycopg://nobody@127.0.0.1:9/nothing"
NEWER_VERSION = """
INSERT INTO survey_version SELECT form_id, 'newer', checksum, workbook, now() FROM survey_version
"""
BREAK_ALL = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid != pg_backend_pid()
"""
ROSA = User("Rosa", "es")


def message(update_id, words, person=ROSA):
    who = {"id": person.id, "is_bot": False, "first_name": person.name}
    chat = {"id": person.id, "type": "private", "first_name": person.name}
    said = {"message_id": update_id, "date": int(time.time()), "chat": chat, "from": who}
    return {"update_id": update_id, "message": said | {"text": words}}


def press(update_id, data, person=ROSA):
    """A button of a message that the bot no longer finds, as after a restart of the simulator."""
    said = message(update_id, "?", person)["message"]
    query = {"id": f"press-{update_id}", "from": said["from"], "message": said, "data": data}
    return {"update_id": update_id, "callback_query": query | {"chat_instance": "1"}}


@pytest.fixture
def door(furnished, async_engine, keyring):
    """Opens our route, to be called by hand, as it should be or with a part out of reach."""

    @asynccontextmanager
    async def opened(telegram=furnished.telegram, engine=async_engine):
        bot = app.connect(furnished.token, telegram)
        routes = dispatcher(engine, keyring, await app.shelf(async_engine))
        intake = open_door(bot, routes, engine, keyring, is_answered=True)
        intake.allowance = Allowance(at_once=10_000)  # these tests are faster than any hand

        async def is_healthy():
            return await app.answers(engine)

        server = TestServer(webhook.application(intake, SECRET, is_healthy))
        async with TestClient(server) as client:
            yield client
        await bot.session.close()

    return opened


@pytest.fixture
async def knock(furnished, door):
    await furnished.person("Rosa").say("hola")  # so that Telegram lets the bot write to her
    async with door() as client:
        yield client


def post(client, update, **headers):
    body = update if isinstance(update, bytes) else json.dumps(update).encode()
    known = {HEADER: SECRET, "Content-Type": "application/json"}
    return client.post(webhook.PATH, data=body, headers=known | headers)


@pytest.mark.parametrize(
    "secret", [None, "", "x", SECRET[:-1], SECRET + "x", SECRET.upper(), "señal", "\udcff"]
)
async def test_without_the_secret_nothing_is_even_read(knock, furnished, secret):
    headers = {"Content-Type": "application/json"}
    if secret is not None:
        headers[HEADER] = secret
    answer = await knock.post(webhook.PATH, json=message(1, "/start"), headers=headers)
    assert answer.status in {400, 401}
    assert await furnished.rows("SELECT * FROM seen_update") == []


async def test_a_doubled_secret_is_refused(knock):
    headers = CIMultiDict([(HEADER, SECRET), (HEADER, SECRET)])
    answer = await knock.post(webhook.PATH, json=message(1, "/start"), headers=headers)
    assert answer.status == 401


def test_a_webhook_without_a_secret_does_not_start():
    with pytest.raises(ValueError, match="secret"):
        webhook.application(None, "", None)


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"{}", b'{"update_id": "x"}', b'{"update_id": 1e999}', b"\xff\xfe"]
)
async def test_a_body_that_is_no_update_changes_nothing(knock, furnished, body):
    assert (await post(knock, body)).status == 200
    assert await furnished.rows("SELECT * FROM seen_update") == []


async def test_a_body_too_large_is_refused(knock):
    assert (await post(knock, message(1, "x" * webhook.MAX_BODY))).status == 413


async def test_one_update_delivered_fifty_times_has_one_effect(knock, furnished):
    for _ in range(50):
        assert (await post(knock, message(1, "/start MAD-PASAPORTE"))).status == 200
    assert await furnished.rows("SELECT update_id FROM seen_update") == [(1,)]
    assert await furnished.rows("SELECT count(*) FROM respondent") == [(1,)]


async def test_an_update_without_a_sender_is_passed_over(knock):
    update = message(1, "hola")
    update["message"]["from"] = None
    assert (await post(knock, update)).status == 200


@pytest.mark.parametrize("sender", ["Rosa", [], {"id": []}, {"id": None}])
async def test_an_update_of_nobody_is_set_aside_like_any_that_fails(knock, furnished, sender):
    update = message(1, "hola")
    update["message"]["from"] = sender
    statuses = [(await post(knock, update)).status for _ in range(MAX_FAILURES)]
    assert statuses == [503] * (MAX_FAILURES - 1) + [200]
    assert await furnished.rows("SELECT update_id FROM dead_letter") == [(1,)]


async def test_an_update_that_always_fails_is_set_aside_and_the_queue_moves_on(
    knock, furnished, monkeypatch, keyring
):
    await post(knock, message(1, "/start MAD-PASAPORTE"))
    await post(knock, message(2, "acepto"))

    async def broken(*_arguments, **_named):
        raise KeyError("an answer of Rosa's")

    with monkeypatch.context() as fault:
        fault.setattr(interviews, "record", broken)
        statuses = [(await post(knock, message(3, "5"))).status for _ in range(MAX_FAILURES)]
    assert statuses == [503] * (MAX_FAILURES - 1) + [200]
    letter = await furnished.one("SELECT * FROM dead_letter")
    assert letter.error.startswith("KeyError at ")
    assert "Rosa" not in letter.error
    kept = json.loads(keyring.unseal(letter.content, f"{letter.bot_id}:{letter.update_id}"))
    assert kept["message"]["text"] == "5"
    assert (await post(knock, message(4, "4"))).status == 200
    assert await furnished.rows("SELECT score FROM answer WHERE month IS NOT NULL") == [(4,)]


async def test_a_failure_that_passes_leaves_no_letter_and_loses_nothing(
    knock, furnished, monkeypatch
):
    await post(knock, message(1, "/start MAD-PASAPORTE"))
    await post(knock, message(2, "acepto"))

    async def broken(*_arguments, **_named):
        raise KeyError

    with monkeypatch.context() as fault:
        fault.setattr(interviews, "record", broken)
        assert (await post(knock, message(3, "5"))).status == 503
    assert (await post(knock, message(3, "5"))).status == 200
    assert await furnished.rows("SELECT score FROM answer WHERE month IS NOT NULL") == [(5,)]
    assert (await furnished.one("SELECT content FROM dead_letter")).content is None


async def test_a_press_is_answered_in_the_answer_to_telegram(knock):
    """One call less, and nothing that we must know of: the answer is stored and told before."""
    answer = await post(knock, press(1, "t:unknown:c:0"))
    told = await answer.json()
    assert told["method"] == "answerCallbackQuery"
    assert told["callback_query_id"] == "press-1"
    assert set(told) == {"method", "callback_query_id", "text"}


async def test_without_a_database_telegram_is_asked_to_come_again(door):
    gone = connect(NOWHERE)
    async with door(engine=gone) as client:
        answer = await post(client, message(1, "/start"))
        assert answer.status == 503
        assert int(answer.headers["Retry-After"]) >= 1
        assert (await client.get("/health")).status == 503
    await gone.dispose()


async def test_connections_that_broke_meanwhile_cost_one_update_its_first_try(knock, furnished):
    """All that were open, as after a restart of the server: one tells on the others."""
    people = [User(f"Vecina {n}", "es") for n in range(5)]
    for person in people:
        await furnished.person(person.name).say("hola")
    told = await asyncio.gather(
        *(post(knock, message(n, "hola", it)) for n, it in enumerate(people))
    )
    assert [it.status for it in told] == [200] * 5
    async with furnished.engine.connect() as connection:
        await connection.execute(text(BREAK_ALL))
    again = [(await post(knock, message(n, "hola", people[0]))).status for n in range(10, 20)]
    assert again.count(503) <= 1
    assert again[1:] == [200] * 9


async def test_without_telegram_the_answer_is_stored_and_told_when_it_comes_again(
    door, furnished, knock
):
    await post(knock, message(1, "/start MAD-PASAPORTE"))
    await post(knock, message(2, "acepto"))
    async with door(telegram=SILENT) as client:
        assert (await post(client, message(3, "5"))).status == 503
    assert await furnished.rows("SELECT score FROM answer WHERE month IS NOT NULL") == [(5,)]
    assert (await post(knock, message(3, "5"))).status == 200
    assert "trato" in (await furnished.person("Rosa").messages())[-1].text
    assert await furnished.rows("SELECT score FROM answer WHERE month IS NOT NULL") == [(5,)]


async def test_a_page_in_place_of_telegrams_answer_is_an_outage_not_a_failure(
    door, furnished, knock
):
    """What a proxy before Telegram says during an outage; five times are no dead letter."""

    async def page(_request):
        return web.Response(status=502, text="<html>Bad Gateway</html>", content_type="text/html")

    broken = web.Application()
    broken.router.add_route("*", "/{anything:.*}", page)
    await post(knock, message(1, "/start MAD-PASAPORTE"))
    async with TestServer(broken) as server, door(telegram=str(server.make_url(""))) as client:
        statuses = [(await post(client, message(2, "acepto"))).status for _ in range(6)]
    assert statuses == [503] * 6
    assert await furnished.rows("SELECT * FROM dead_letter") == []
    assert (await post(knock, message(2, "acepto"))).status == 200


async def test_an_interview_of_a_version_newer_than_this_process_goes_on(knock, furnished):
    """Another process, started later, has begun it: two live at once while one replaces another.

    Its workbook is the old one here; what matters is that it is fetched by its version.
    """
    await post(knock, message(1, "/start MAD-PASAPORTE"))
    await post(knock, message(2, "acepto"))
    async with furnished.engine.begin() as connection:
        await connection.execute(text(NEWER_VERSION))
        await connection.execute(text("UPDATE interview SET version = 'newer'"))
    assert (await post(knock, message(3, "5"))).status == 200
    assert await furnished.rows("SELECT score FROM answer WHERE month IS NOT NULL") == [(5,)]


async def test_a_person_who_blocked_the_bot_does_not_hold_up_the_queue(knock, furnished):
    await furnished.person("Rosa").block()
    assert (await post(knock, message(1, "/start MAD-PASAPORTE"))).status == 200


async def test_a_person_telegram_does_not_know_does_not_hold_up_the_queue(knock):
    assert (await post(knock, message(1, "/start", User("Nadie", "es")))).status == 200


async def test_groups_are_not_ours(knock, furnished):
    update = message(1, "/start")
    update["message"]["chat"] = {"id": -5, "type": "group", "title": "x"}
    assert (await post(knock, update)).status == 200
    assert await furnished.rows("SELECT * FROM respondent") == []


async def test_no_log_holds_a_token_or_what_a_person_wrote(
    knock, door, furnished, monkeypatch, caplog
):
    """Every branch that can fail, at the most talkative level, with canaries in all it touches."""
    canary = "CANARIO-del-texto"
    caplog.set_level(logging.DEBUG)
    await post(knock, message(1, "/start MAD-PASAPORTE"))
    await post(knock, message(2, "acepto"))
    await post(knock, message(3, canary))

    def broken(*_arguments, **_named):
        raise RuntimeError(canary)

    with monkeypatch.context() as fault:
        fault.setattr(interviews, "walk", broken)
        for _ in range(MAX_FAILURES):
            await post(knock, message(4, canary))
    async with door(telegram=SILENT) as client:
        await post(client, message(5, canary))
    gone = connect(NOWHERE)
    async with door(engine=gone) as client:
        await post(client, message(6, canary))
    await gone.dispose()
    ours = [it.getMessage() + (it.exc_text or "") for it in caplog.records]
    assert any("failed at RuntimeError" in line for line in ours)
    assert [line for line in ours if canary in line or furnished.token in line] == []
