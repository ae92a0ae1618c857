"""The figures of a month: recorded at once, corrected with a reason, whoever else records."""

import asyncio
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from db import flow, recording
from db.consulate_inputs import ACTS, REVENUE
from db.flow import Step
from db.office_figures import Figure
from db.recording import Place, Record
from db.spans import Span
from db.transaction import clock, transaction
from tests.staff.conftest import CARMEN
from tests.staff.month_rows import FULL, OCTOBER, PASSPORT, in_force, recorded
from tests.staff.times import turn_clock

NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)
ROSA = ("Rosa", "operator", ["MAD"])
SEMESTER = Span("2026-S2", date(2026, 7, 1), date(2026, 12, 1))
BEFORE = {PASSPORT: 120}  # stands when a correction begins


@pytest.fixture(autouse=True)
async def _clock(office):
    await turn_clock(office, NOW)


async def says(office, person, *texts: str) -> None:
    for text in texts:
        await person.say(text)
        await office.settle()


async def october(office, who=CARMEN):
    """Who was hired, asked for the first figure of October that is missing."""
    person = await office.hires(*who)
    await says(office, person, "/datos", "octubre")
    return person


async def back_to_passport(office, who=CARMEN):
    person = await october(office, who)
    await says(office, person, "atrás")
    await person.reads("Ahora dice: 120")
    return person


async def test_each_figure_is_recorded_at_once_with_its_source_and_audited(office):
    carmen = await october(office)
    await says(office, carmen, "120")
    assert await in_force(office) == [("pasaporte", 120)]
    written = (
        "SELECT series, input, month, last_month, consulate, unit, statement, source, reason,"
        " recorded_at >= :now, name IS NOT NULL FROM observation"
        " JOIN staff_member ON staff_member.id = recorded_by"
    )
    whose = (*ACTS, OCTOBER, OCTOBER, "MAD", None, None, "chat del personal", None)
    assert await office.rows(written, now=NOW) == [(*whose, True, True)]
    noted = "SELECT act, consulate, subject, detail FROM audit_entry WHERE act <> 'join'"
    detail = {"month": "2026-10", "series": ACTS.series, "service": "pasaporte"}
    assert await office.rows(noted) == [("record", "MAD", None, detail)]


async def test_what_is_said_once_is_recorded_once_however_often_it_is_delivered(office):
    carmen = await october(office)
    await says(office, carmen, "120")
    await carmen.repeat_last()
    await office.settle()
    await carmen.reads("2 de 14")
    assert await in_force(office) == [("pasaporte", 120)]
    await carmen.press("No corresponde")
    await office.settle()
    await carmen.repeat_last()
    await office.settle()
    assert "3 de 14" in (await carmen.messages())[-1].text
    assert await in_force(office) == [("pasaporte", 120), ("dni", None)]


async def test_that_there_is_no_such_thing_is_known_and_asked_no_more(office):
    carmen = await october(office)
    await says(office, carmen, "nc", "No corresponde", "0", "/datos")
    await carmen.reads("¿De qué mes son los datos?")
    assert "octubre de 2026 · faltan 11" in [it for it, _ in (await carmen.messages())[-1].buttons]
    assert await in_force(office) == [("pasaporte", None), ("dni", None), ("registro_civil", 0)]


async def test_dollars_keep_their_cents(office):
    await recorded(office, {it: value for it, value in FULL.items() if it.input == ACTS})
    carmen = await october(office)
    await carmen.reads("en dólares")
    for typed in ("1.234", "1.234,5", "12,5"):
        await says(office, carmen, typed)
        await carmen.reads("Por ejemplo: 1234.50, o 1,234.50")
    await says(office, carmen, "1,234.50")
    await carmen.reads("Anotado: Recaudación, en dólares: 1,234.50")
    assert (await in_force(office))[-1] == ("monto_recaudado", Decimal("1234.50"))


@pytest.mark.parametrize(
    ("before", "typed", "is_asked_twice"),
    [
        ([], "1000000", False),
        ([10, 20, 30], "201", True),
        ([10, 20, 30], "200", False),
        ([10, 20, 30, 100_000], "201", True),  # the last three of them
        ([0, 0], "101", True),
        ([0, 0], "100", False),
        ([5], "105", False),
        ([None, 10], "111", True),  # in one there was no such thing
        ([None], "5000", False),
    ],
)
async def test_what_is_unlikely_beside_the_months_before_is_asked_twice(
    office, before, typed, is_asked_twice
):
    for back, value in enumerate(before):
        await recorded(office, {PASSPORT: value}, date(2026, 9 - back, 1))
    carmen = await october(office)
    await says(office, carmen, typed)
    if is_asked_twice:
        await carmen.reads("¿Está bien?")
        assert await in_force(office) == []
        await carmen.press(f"Sí, {typed}")
        await office.settle()
    await carmen.reads("2 de 14")
    assert await in_force(office) == [("pasaporte", int(typed))]


async def test_a_correction_is_recorded_once_it_is_explained(office):
    await recorded(office, BEFORE)
    carmen = await back_to_passport(office)
    await says(office, carmen, "132")
    await carmen.reads("¿Por qué cambia 120 por 132?")
    for no_reason in ("sí", "123", "...", "a" * 201, "\u200b\u200b\u200b"):
        await says(office, carmen, no_reason)
        await carmen.reads("de 3 a 200 letras")
    assert await in_force(office) == [("pasaporte", 120)]
    await says(office, carmen, " Faltaban\nlos del\u202e sábado 3 ")
    await carmen.reads("Anotado: Pasaporte o salvoconducto: 132")
    assert await in_force(office) == [("pasaporte", 132)]
    assert await office.rows("SELECT value, reason FROM observation ORDER BY id") == [
        (120, None),
        (132, "Faltaban los del sábado 3"),
    ]
    audited = "SELECT act, detail::text LIKE '%sábado%' FROM audit_entry WHERE act <> 'join'"
    assert await office.rows(audited) == [("correct", False)]


@pytest.mark.parametrize(
    "reason", ["Error de digitación", "Llegó información nueva", "Se contó dos veces"]
)
async def test_a_ready_reason_is_as_good_as_a_typed_one(office, reason):
    await recorded(office, BEFORE)
    carmen = await back_to_passport(office)
    await says(office, carmen, "no corresponde")
    await carmen.reads("¿Por qué cambia 120 por «no corresponde»?")
    await carmen.press(reason)
    await office.settle()
    why = "SELECT value, reason FROM observation WHERE superseded_at IS NULL"
    assert await office.rows(why) == [(None, reason)]


async def test_the_same_again_is_no_correction(office):
    await recorded(office, BEFORE)
    carmen = await back_to_passport(office)
    await says(office, carmen, "120")
    await carmen.reads("2 de 14")
    assert await office.rows("SELECT count(*) FROM observation") == [(1,)]
    assert await office.rows("SELECT act FROM audit_entry WHERE act <> 'join'") == []


async def test_of_two_colleagues_who_record_at_once_the_second_is_asked_why(office):
    carmen, rosa = await october(office), await october(office, ROSA)
    await asyncio.gather(carmen.say("120"), rosa.say("130"))
    await office.settle()
    ((_, known),) = await in_force(office)
    first = int(known)
    second, theirs = (rosa, 130) if first == 120 else (carmen, 120)
    await second.reads(f"¿Por qué cambia {first} por {theirs}?")
    await second.press("Llegó información nueva")
    await office.settle()
    assert await in_force(office) == [("pasaporte", theirs)]


async def test_a_reason_given_for_another_value_is_asked_again(office):
    await recorded(office, BEFORE)
    carmen, rosa = await back_to_passport(office), await back_to_passport(office, ROSA)
    await says(office, carmen, "132")
    await says(office, rosa, "125", "Se contó dos veces")
    await says(office, carmen, "Error de digitación")
    await carmen.reads("Mientras tanto otra persona anotó 125")
    assert await in_force(office) == [("pasaporte", 125)]
    await says(office, carmen, "Error de digitación")
    await carmen.reads("Anotado: Pasaporte o salvoconducto: 132")
    assert await in_force(office) == [("pasaporte", 132)]


async def test_a_colleague_who_recorded_the_same_meanwhile_leaves_nothing_to_explain(office):
    await recorded(office, BEFORE)
    carmen, rosa = await back_to_passport(office), await back_to_passport(office, ROSA)
    await says(office, carmen, "132")
    await says(office, rosa, "132", "Se contó dos veces")
    await says(office, carmen, "Error de digitación")
    await carmen.reads("Anotado: Pasaporte o salvoconducto: 132")
    assert await office.rows("SELECT count(*) FROM observation") == [(2,)]


@pytest.mark.parametrize("way", ["new", "correction"])
async def test_what_comes_after_the_close_reopens_the_period_and_says_so(office, way):
    if way == "correction":
        await recorded(office, BEFORE)
    async with transaction(office.engine) as session:
        now = await clock(session)
        assert await flow.take(session, None, Step.CLOSE, SEMESTER, now=now) is None
    carmen = await (october(office) if way == "new" else back_to_passport(office))
    await says(office, carmen, "132")
    await carmen.reads("El periodo 2026-S2 ya está cerrado. Si sigue, se reabre")
    await says(office, carmen, "Faltaba una hoja")
    await carmen.reads("El periodo 2026-S2 ya estaba cerrado. Se reabrió")
    reason = "SELECT comment FROM period_step WHERE step = 'reopen'"
    assert await office.rows(reason) == [("Faltaba una hoja",)]
    steps = "SELECT period, step, staff_id IS NOT NULL FROM period_step ORDER BY id"
    assert await office.rows(steps) == [("2026-S2", "close", False), ("2026-S2", "reopen", True)]
    await says(office, carmen, "7")
    assert "Se reabrió" not in (await carmen.messages())[-1].text
    assert len(await office.rows(steps)) == 2


async def test_what_was_recorded_of_a_longer_period_is_not_asked_month_by_month(office):
    place = Place(*REVENUE, *SEMESTER[1:], consulate="MAD")
    async with transaction(office.engine) as session:
        await recording.record(session, None, [Record(place, Decimal(9000))], now=NOW)
    await recorded(office, {it: value for it, value in FULL.items() if it.input != REVENUE})
    carmen = await october(office)
    whole = "en conjunto de julio de 2026 a diciembre de 2026"
    await carmen.reads(f"Recaudación, en dólares: registrado {whole}")
    await carmen.press("Cambiar un dato")
    await carmen.reads("¿Qué dato cambia?")
    await carmen.press("Recaudación, en dólares")
    await carmen.reads("¿Cuánto se recaudó")
    await says(office, carmen, "1500.00")
    assert f"ya se registró {whole}" in (await carmen.messages())[-1].text
    assert "monto_recaudado" not in dict(await in_force(office))


async def test_what_was_recorded_of_a_service_that_is_gone_is_told_and_can_be_corrected(office):
    gone = Figure(ACTS, "apostilla")
    await recorded(office, FULL | {gone: 5, Figure(ACTS): 7})
    carmen = await october(office)
    await carmen.reads("apostilla: 5")
    for label, reason in (("apostilla", "5 por 6"), ("Actuaciones consulares", "7 por 6")):
        await carmen.press("Cambiar un dato")
        await carmen.reads("¿Qué dato cambia?")
        await carmen.press(label)
        await office.settle()
        await says(office, carmen, "6")
        await carmen.reads(f"¿Por qué cambia {reason}?")
        await carmen.press("Error de digitación")
        await office.settle()
    assert (await in_force(office))[-2:] == [("apostilla", 6), ("actuaciones_consulares", 6)]
