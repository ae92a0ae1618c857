"""One message a follower, true to the ledger, whatever fails meanwhile."""

import asyncio
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from sqlalchemy import text

from bot.simulator.line import Line
from bot.staff.presses import AGAIN, REVOKE
from bot.staff.watching import Pace, Rhythm
from db.deliveries import DeliveryState
from tests.staff.affairs import (
    administrator,
    agree,
    approved,
    drafts,
    hired,
    member,
    presses,
    submitted,
    walk,
    watched,
)
from tests.staff.conftest import STAFF_NAME

OUTCOMES = (
    (DeliveryState.FAILED, "bad_text"),
    (DeliveryState.FAILED, "refused"),
    (DeliveryState.FAILED, "bad_text"),
    (DeliveryState.BLOCKED, None),
    (DeliveryState.OPTED_OUT, None),
    (DeliveryState.UNKNOWN, None),
)


async def running(office, people: int = 12):
    carmen, luis, _ = await hired(office)
    await agree(office, people)
    visit = await drafts(office)
    await submitted(office, carmen, visit)
    return carmen, luis, await approved(office, luis, visit)


async def test_the_last_edit_tells_every_outcome_and_what_can_be_done(office):
    carmen, luis, broadcast = await running(office, 40)
    async with watched(office):
        await luis.reads("Faltan: 40")
        await walk(office, broadcast, *OUTCOMES)
        said = await luis.reads("Terminó")
        await carmen.reads("Terminó")
        for line in (
            "Enviados: 34 de 40",
            "Fallaron: 3",
            "· 2: Telegram no aceptó el texto",
            "· 1: Telegram lo rechazó",
            "Bloquearon el chat: 1",
            "Pidieron no recibir más: 1",
            "No se sabe si llegó: 1",
        ):
            assert line in said
        assert [label for label, _ in (await luis.messages())[-1].buttons] == [
            "Enviar otra vez a los que fallaron",
            "Ver la visita",
        ]
        assert [it for it, _ in (await carmen.messages())[-1].buttons] == ["Ver la visita"]
        await nothing_is_watched(office)
        await presses(office, luis, AGAIN, broadcast.id)
        await carmen.reads("Faltan: 3")
        await walk(office, broadcast)
        await carmen.reads("Enviados: 37 de 40")


async def test_it_says_why_it_stopped_by_itself(office):
    _, luis, broadcast = await running(office, 60)
    async with watched(office):
        await luis.reads("En curso")
        await walk(office, broadcast, *OUTCOMES, *OUTCOMES)
        assert "en el primer grupo fallaron demasiados" in await luis.reads("En pausa")


async def test_two_processes_send_each_message_once(office):
    carmen, luis, broadcast = await running(office, 3)
    async with watched(office), watched(office):
        await luis.reads("En curso")
        await walk(office, broadcast)
        for person in (carmen, luis):
            await person.reads("Terminó")
            assert (await person.transcript()).count("📤 En curso") == 1


async def test_when_the_process_that_shows_it_ends_another_goes_on(office):
    carmen, _, broadcast = await running(office, 3)
    async with watched(office):
        async with watched(office):
            await carmen.reads("En curso")
        await walk(office, broadcast)
        await carmen.reads("Terminó")
    async with watched(office):
        await nothing_is_watched(office)


async def test_an_outage_of_telegram_delays_it_only(office):
    carmen, _, broadcast = await running(office, 3)
    line = Line(office.telegram, STAFF_NAME)
    async with watched(office):
        await carmen.reads("En curso")
        await line.garbles("editMessageText", times=3)
        await line.refuses("editMessageText", 429, "Too Many Requests", retry_after=1)
        await walk(office, broadcast)
        await carmen.reads("Terminó")


async def test_an_outage_of_the_database_delays_it_only(office):
    carmen, _, broadcast = await running(office, 3)
    async with watched(office):
        await carmen.reads("En curso")
        async with office.engine.connect() as connection:
            others = text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            await connection.execute(others)
        await office.engine.dispose()
        await walk(office, broadcast)
        await carmen.reads("Terminó")


async def test_a_chat_is_left_alone_between_two_edits(office):
    quiet = 0.4
    _, luis, broadcast = await running(office, 5)
    rhythm = Rhythm(look=0.01, quiet=timedelta(seconds=quiet), rest=0.05)
    async with watched(office, rhythm):
        await luis.reads("Enviados: 0 de 5")
        await walk(office, broadcast, most=1)
        await luis.reads("Enviados: 1 de 5")
        for _ in range(4):
            await walk(office, broadcast, most=1)
        await luis.reads("Terminó")
    edited = defaultdict(list)
    for call in await Line(office.telegram, STAFF_NAME).calls("editMessageText"):
        if call.status == 200:
            edited[call.chat_id].append(call.at)
    pauses = [later - at for times in edited.values() for at, later in pairwise(times)]
    assert pauses
    assert min(pauses) > quiet * 0.9


async def test_an_unchanged_text_is_not_sent_again(office):
    _, luis, _ = await running(office)
    line = Line(office.telegram, STAFF_NAME)
    async with watched(office):
        await luis.reads("En curso")
        before = len(await line.calls())
        await asyncio.sleep(0.2)  # some twenty looks: that nothing happens takes its time
        assert len(await line.calls()) - before <= 1  # Carmen's own, if hers came second


async def test_who_was_revoked_or_has_blocked_the_bot_is_told_no_more(office):
    carmen, luis, broadcast = await running(office, 3)
    adela = await administrator(office)
    async with watched(office):
        for person in (carmen, luis):
            await person.reads("En curso")
        await presses(office, adela, REVOKE, (await member(office, "Carmen")).id, "!")
        await luis.block()
        await walk(office, broadcast)
        await nothing_is_watched(office)
    for person in (carmen, luis):
        assert "Terminó" not in await person.transcript()


def test_the_pace_is_what_was_seen_lately():
    start = datetime(2035, 1, 1, tzinfo=UTC)
    pace = Pace()
    seen = [pace.of(10 * second, start + timedelta(seconds=second)) for second in range(60)]
    assert seen[0] == 25
    assert seen[-1] == 10
    still = [pace.of(590, start + timedelta(seconds=second)) for second in range(60, 80)]
    assert still[-1] == 25


async def nothing_is_watched(office) -> None:
    async with asyncio.timeout(5):
        while await office.rows("SELECT 1 FROM broadcast_watch"):  # noqa: ASYNC110 - the database's
            await asyncio.sleep(0.01)
