"""A broadcast that runs is paused, resumed, stopped, and sent again to those it did not reach."""

from bot.staff.presses import AGAIN, PAUSE, RESUME, STOP, WITHDRAW
from db import walks
from db.deliveries import DeliveryState
from db.transaction import clock, transaction
from db.visits import Visit
from tests.staff.affairs import (
    agree,
    approved,
    broadcast_of,
    drafts,
    hired,
    presses,
    submitted,
    walk,
)

FAILED = (DeliveryState.FAILED, "bad_text")


async def running(office, people: int = 3):
    carmen, luis, pedro = await hired(office)
    await agree(office, people)
    visit = await drafts(office)
    await submitted(office, carmen, visit)
    return carmen, luis, pedro, await approved(office, luis, visit)


async def state(office) -> str:
    return (await office.rows("SELECT state FROM broadcast ORDER BY submitted_at DESC"))[0][0]


async def test_it_is_paused_and_resumed_by_those_who_may(office):
    carmen, luis, _, broadcast = await running(office)
    await presses(office, carmen, PAUSE, broadcast.id)
    assert "Lo pausó una persona." in await carmen.reads("En pausa")
    assert await state(office) == "paused"
    await presses(office, carmen, RESUME, broadcast.id)
    await carmen.reads("Eso le toca a otra persona")
    assert await state(office) == "paused"
    await presses(office, luis, RESUME, broadcast.id)
    await luis.reads("En curso")
    assert await state(office) == "running"
    await presses(office, luis, RESUME, broadcast.id)
    await luis.reads("El aviso ya no está en ese punto")
    assert await acts(office) == ["submit", "approve", "pause", "resume"]


async def test_a_second_press_of_pause_or_stop_changes_nothing_and_says_so(office):
    carmen, luis, _, broadcast = await running(office)
    for act, value in ((PAUSE, ""), (STOP, "!")):
        await presses(office, luis, act, broadcast.id, value)
        await presses(office, carmen, act, broadcast.id, value)
        await carmen.reads("El aviso ya no está en ese punto")
    await luis.repeat_last()
    await office.settle()
    assert await acts(office) == ["submit", "approve", "pause", "stop"]


async def test_stopping_asks_once_and_says_what_was_not_sent(office):
    carmen, luis, _, broadcast = await running(office)
    await walk(office, broadcast, most=1)
    await presses(office, carmen, STOP, broadcast.id)
    await carmen.reads("¿Detener este aviso?")
    assert await state(office) == "running"
    await carmen.press("No, volver")
    await carmen.reads("En curso")
    await presses(office, carmen, STOP, broadcast.id)
    await carmen.press("Sí, detenerlo")
    said = await carmen.reads("Detenido")
    assert "Enviados: 1 de 3" in said
    assert "No se enviarán: 2" in said
    assert await state(office) == "cancelled"
    await presses(office, luis, STOP, broadcast.id)
    await luis.reads("El aviso ya no está en ese punto")


async def test_only_the_failed_are_sent_again(office):
    carmen, luis, _, broadcast = await running(office, 20)
    await walk(office, broadcast, FAILED, FAILED)
    await presses(office, carmen, AGAIN, broadcast.id)
    await carmen.reads("Eso le toca a otra persona")
    await presses(office, luis, AGAIN, broadcast.id)
    await luis.reads("Se envía otra vez a los que fallaron: 2")
    waiting = await office.rows("SELECT count(*) FROM delivery WHERE state = 0")
    assert waiting == [(2,)]
    await walk(office, broadcast)
    await presses(office, luis, AGAIN, broadcast.id)
    await luis.reads("No queda nadie a quien enviarle otra vez")
    assert await acts(office) == ["submit", "approve", "again"]


async def it_is_over(office) -> None:
    async with office.engine.begin() as connection:
        long_ago = "UPDATE visit SET first_day = '2020-01-01', last_day = '2020-01-01'"
        await connection.exec_driver_sql(long_ago)


async def test_nobody_is_invited_to_a_visit_that_is_over(office):
    _, luis, _, broadcast = await running(office)
    await walk(office, broadcast, FAILED, most=1)
    await presses(office, luis, PAUSE, broadcast.id)
    await it_is_over(office)
    await presses(office, luis, RESUME, broadcast.id)
    await luis.reads("La visita ya pasó")
    assert await state(office) == "paused"
    async with office.engine.begin() as connection:
        await connection.exec_driver_sql("UPDATE broadcast SET state = 'done'")
    await presses(office, luis, AGAIN, broadcast.id)
    await luis.reads("La visita ya pasó")
    assert await state(office) == "done"


async def test_a_cancellation_is_paused_and_not_stopped(office):
    carmen, luis, _, broadcast = await running(office)
    await walk(office, broadcast)
    await finish(office, broadcast)
    visit = await the_visit(office, broadcast)
    await presses(office, carmen, WITHDRAW, visit.id, "!")
    cancellation = await approved(office, luis, visit)
    for value in ("", "!"):
        await presses(office, carmen, STOP, cancellation.id, value)
        await carmen.reads("la gente tiene que enterarse")
    assert await state(office) == "running"
    await presses(office, carmen, PAUSE, cancellation.id)
    assert await state(office) == "paused"
    assert "Detener" not in str((await carmen.messages())[-1].buttons)


async def test_a_visit_that_served_is_not_cancelled_any_more(office):
    carmen, _, _, broadcast = await running(office)
    await walk(office, broadcast)
    await finish(office, broadcast)
    async with office.engine.begin() as connection:
        await connection.exec_driver_sql("UPDATE visit SET made_at = now()")
    await presses(office, carmen, WITHDRAW, broadcast.visit_id, "!")
    await carmen.reads("no se puede cancelar")
    assert await state(office) == "done"


async def finish(office, broadcast) -> None:
    async with transaction(office.engine) as session:
        await walks.tend(session, broadcast.id, now=await clock(session))


async def the_visit(office, broadcast) -> Visit:
    async with transaction(office.engine) as session:
        return await session.get_one(Visit, broadcast.visit_id)


async def test_what_waits_is_taken_back_by_who_writes_and_not_by_who_decides(office):
    carmen, luis, _ = await hired(office)
    visit = await drafts(office)
    waiting = await submitted(office, carmen, visit)
    await presses(office, luis, STOP, waiting.id, "!")
    await luis.reads("Eso le toca a otra persona")
    await presses(office, carmen, STOP, waiting.id)
    await carmen.reads("¿Retirar el pedido de aprobación?")
    await carmen.press("Sí, retirarlo")
    await carmen.reads("El pedido de aprobación se retiró")
    assert (await broadcast_of(office, visit)).state == "cancelled"
    await submitted(office, carmen, visit)
    await carmen.reads("Enviado a aprobación")


async def acts(office) -> list[str]:
    found = await office.rows("SELECT act FROM audit_entry WHERE act <> 'join' ORDER BY id")
    return [act for (act,) in found]
