"""A writer sees the notice as people will, and hands it in for another person to approve."""

from datetime import date

from sqlalchemy import text

from bot.staff.presses import LIST, PREVIEW, SUBMIT, WITHDRAW
from db.staff import Role
from tests.staff.affairs import (
    agree,
    approved,
    broadcast_of,
    changes,
    drafts,
    hired,
    press,
    presses,
    submitted,
    walk,
    watched,
    writes,
)


async def test_a_preview_shows_every_language_and_the_count_and_stores_nothing(office):
    carmen, luis, _ = await hired(office)
    await agree(office, 2)
    leaving, blocking = await agree(office, 1), await agree(office, 1)
    await agree(office, 5, "BCN")
    async with office.engine.begin() as connection:
        left = text("UPDATE consent SET withdrawn_at = now() WHERE respondent_id = ANY(:them)")
        await connection.execute(left, {"them": leaving})
        block = text("UPDATE respondent SET blocked_at = now() WHERE id = ANY(:them)")
        await connection.execute(block, {"them": blocking})
    visit = await drafts(office)
    await presses(office, carmen, PREVIEW, visit.id)
    count = await carmen.reads("Lo recibirán: 2 personas")
    assert "pidieron no recibirlos más: 1" in count
    assert "bloquearon el chat: 1" in count
    chat = await carmen.transcript()
    assert "atenderá en Huelva" in chat
    assert "will serve in Huelva" in chat
    assert "[Iré · ejemplo] [No iré · ejemplo]" in chat
    assert await office.rows("SELECT 1 FROM broadcast UNION ALL SELECT 1 FROM delivery") == []
    assert "Huelva" not in await luis.transcript()


async def test_an_example_says_that_it_is_one(office):
    carmen, *_ = await hired(office)
    visit = await drafts(office)
    await presses(office, carmen, PREVIEW, visit.id)
    await carmen.reads("Nadie lo recibirá por ahora")
    await carmen.press("Iré · ejemplo")
    await carmen.reads("Es un ejemplo")


async def test_who_may_approve_is_told_and_whoever_may_not_is_not(office):
    carmen, luis, pedro = await hired(office)
    await agree(office, 1)
    visit = await drafts(office)
    async with watched(office):
        await submitted(office, carmen, visit)
        assert "Se le avisará a: Luis." in await carmen.reads("Enviado a aprobación")
        await luis.reads("Espera aprobación")
    assert "Huelva" not in await pedro.transcript()


async def test_who_hands_in_learns_at_once_that_nobody_can_approve(office):
    adela = await office.hires("Adela", Role.ADMINISTRATOR, ["MAD"])
    visit = await drafts(office, "Adela")
    await submitted(office, adela, visit)
    said = await adela.reads("Nadie puede aprobarlo todavía")
    assert "Pida que inviten a una persona más" in said


async def test_who_could_be_invited_is_named(office):
    adela = await office.hires("Adela", Role.ADMINISTRATOR, ["MAD"])
    await office.hires("Carmen", Role.OPERATOR, ["MAD"])
    await office.hires("Pedro", Role.OPERATOR, ["BCN"])
    visit = await drafts(office, "Adela")
    await submitted(office, adela, visit)
    said = await adela.reads("Nadie puede aprobarlo todavía")
    assert "Podría invitarse como aprobador/a a: Carmen." in said


async def test_an_unfinished_past_or_endless_draft_is_not_handed_in(office):
    carmen, *_ = await hired(office)
    long_ago = {"first_day": date(2020, 1, 2), "last_day": date(2020, 1, 2)}
    for fields, refusal in (
        ({"contact": None}, "Faltan datos"),
        (long_ago, "ya pasó"),
        ({"requirements": "x" * 4000}, "demasiado largo"),
    ):
        visit = await drafts(office, **fields)
        for act in (PREVIEW, SUBMIT):
            await presses(office, carmen, act, visit.id)
            await carmen.reads(refusal)
    assert await office.rows("SELECT 1 FROM broadcast") == []


async def test_it_is_handed_in_once(office):
    carmen, *_ = await hired(office)
    visit = await drafts(office)
    await submitted(office, carmen, visit)
    await presses(office, carmen, SUBMIT, visit.id)
    await carmen.reads("Ya hay un aviso de esta visita")
    assert await office.rows("SELECT count(*) FROM broadcast") == [(1,)]


async def test_a_draft_changed_meanwhile_takes_the_place_of_what_was_handed_in(office):
    carmen, luis, _ = await hired(office)
    await agree(office, 1)
    visit = await drafts(office)
    first = await submitted(office, carmen, visit)
    await writes(office, visit, capacity=80)
    second = await submitted(office, carmen, visit)
    assert await office.rows("SELECT state FROM broadcast ORDER BY submitted_at") == [
        ("cancelled",),
        ("submitted",),
    ]
    await presses(office, luis, "ap", first.id, first.code)
    await luis.reads("Otra persona ya decidió, o el pedido se retiró")
    await presses(office, luis, "ap", second.id, second.code)
    await luis.reads("Aprobado por usted")


async def test_a_change_is_handed_in_as_a_correction_of_the_visit_itself(office):
    carmen, luis, _ = await hired(office)
    await agree(office, 2)
    visit = await drafts(office)
    await submitted(office, carmen, visit)
    await walk(office, await approved(office, luis, visit))
    change = await changes(office, visit, place="Otro lugar")
    await presses(office, carmen, PREVIEW, change.id)
    await carmen.reads("Lo recibirán: 2 personas")
    assert "Y en esto se convierten" in await carmen.transcript()
    correction = await submitted(office, carmen, change)
    assert (correction.kind, correction.visit_id) == ("correction", visit.id)
    assert (correction.change_id, correction.total) == (change.id, 4)
    buttons = await office.rows(
        "SELECT buttons::text FROM broadcast_text WHERE broadcast_id = :id", id=correction.id
    )
    notice = await office.rows(
        "SELECT DISTINCT buttons::text FROM broadcast_text WHERE broadcast_id <> :id",
        id=correction.id,
    )
    assert set(buttons) == set(notice), "they press the visit, not its draft"


async def test_a_cancellation_is_asked_for_and_then_handed_in(office):
    carmen, luis, _ = await hired(office)
    await agree(office, 1)
    visit = await drafts(office)
    await presses(office, carmen, WITHDRAW, visit.id, "!")
    await carmen.reads("La visita ya no está en ese punto")
    await submitted(office, carmen, visit)
    await walk(office, await approved(office, luis, visit))
    await presses(office, carmen, WITHDRAW, visit.id)
    await carmen.reads("¿Cancelar la visita a Huelva?")
    await carmen.press("Sí, cancelar la visita")
    await carmen.reads("Enviado a aprobación")
    assert (await broadcast_of(office, visit)).kind == "cancellation"
    assert await office.rows("SELECT state FROM visit") == [("announced",)]
    await approved(office, luis, visit)
    assert await office.rows("SELECT state, cancelled_at IS NULL FROM visit") == [
        ("cancelled", False)
    ]


async def test_a_button_pressed_under_a_point_on_the_map_is_answered_below_it(office):
    """Only a forged client does so; a point cannot be edited into a text."""
    carmen, _, _ = await hired(office)
    await presses(office, carmen, PREVIEW, (await drafts(office)).id)
    point = next(it for it in await carmen.messages() if "ubicación" in it.text and it.from_bot)
    await carmen.press_stale(point.id, press(LIST))
    await office.settle()
    last = (await carmen.messages())[-1]
    assert (last.id > point.id, "Huelva" in str(last.buttons)) == (True, True)
