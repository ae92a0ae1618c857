"""/revocar: administrators, within their scope; from the next word on a stranger."""

import asyncio

from sqlalchemy import text

from bot.staff.presses import COLLEAGUES, REVOKE
from db import staff
from db.staff import Role
from db.transaction import clock, transaction
from tests.staff.affairs import administrator, hired, member, presses

WAITING = (
    "SELECT 1 FROM pg_stat_activity WHERE datname = current_database()"
    " AND wait_event_type = 'Lock'"
)


async def test_an_administrator_takes_access_away_at_once(office):
    carmen, _, _ = await hired(office)
    adela = await administrator(office)
    await adela.say("/revocar")
    await adela.reads("¿A quién le quita el acceso?")
    labels = [label for label, _ in (await adela.messages())[-1].buttons]
    assert "Carmen: operador/a, MAD" in labels
    assert not any("Pedro" in label for label in labels)
    await adela.press("Carmen: operador/a, MAD")
    await adela.reads("¿Quitar el acceso a Carmen?")
    await carmen.say("/ayuda")
    await carmen.reads("itinerantes")
    await adela.press("Sí, quitar el acceso")
    await adela.reads("Carmen ya no tiene acceso")
    await carmen.say("/ayuda")
    await carmen.reads("personal de los consulados")
    noted = await office.rows("SELECT act, detail->>'role' FROM audit_entry ORDER BY id")
    assert noted[-1] == ("revoke", "operator")


async def test_many_colleagues_are_turned_page_by_page(office):
    adela = await administrator(office)
    async with transaction(office.engine) as session:
        now = await clock(session)
        for number in range(120):
            told = {"telegram_id": 900_000 + number, "name": f"Persona {number}"}
            code = await staff.invite(
                session,
                office.keyring,
                **told,
                role=Role.OPERATOR,
                consulates=["MAD"],
                now=now,
            )
            await staff.join(session, office.keyring, code, told["telegram_id"], now=now)
    await adela.say("/revocar")
    await adela.reads("Página 1 de 16")
    assert len((await adela.messages())[-1].buttons) == 9
    await adela.press("Siguientes →")
    await adela.reads("Página 2 de 16")
    await presses(office, adela, COLLEAGUES, value="99")
    last = next(it for it in await adela.messages() if "Página 16 de 16" in it.text)
    assert [label for label, _ in last.buttons][-1] == "← Anteriores"


async def test_a_colleague_whose_scope_widens_meanwhile_is_out_of_reach(office):
    await office.hires("Carmen", Role.OPERATOR, ["MAD"])
    adela = await administrator(office)
    carmen = await member(office, "Carmen")
    widened = text("UPDATE staff_member SET consulates = '{MAD,BCN}' WHERE id = :id")
    async with office.engine.begin() as connection:
        await connection.execute(widened, {"id": carmen.id})
        revoking = asyncio.create_task(presses(office, adela, REVOKE, carmen.id, "!"))
        async with asyncio.timeout(10):
            while not await office.rows(WAITING):  # noqa: ASYNC110 - the database's
                await asyncio.sleep(0.01)
    await revoking
    await adela.reads("ya no está a su alcance")
    assert await office.rows("SELECT 1 FROM staff_member WHERE revoked_at IS NOT NULL") == []


async def test_others_revoke_nobody(office):
    carmen, luis, pedro = await hired(office)
    adela = await administrator(office)
    for person, name in ((carmen, "Luis"), (luis, "Carmen"), (pedro, "Carmen"), (adela, "Pedro")):
        await presses(office, person, REVOKE, (await member(office, name)).id, "!")
        await person.reads("ya no está a su alcance")
        await person.say("/revocar")
        if person is not adela:
            await person.reads("Eso le toca a otra persona")
    assert await office.rows("SELECT 1 FROM staff_member WHERE revoked_at IS NOT NULL") == []


async def test_a_wider_scope_is_out_of_reach(office):
    adela = await administrator(office)
    await office.hires("Carmen", Role.OPERATOR, ["MAD", "BCN"])
    await office.hires("Zoe", Role.OPERATOR, ["*"])
    for name in ("Carmen", "Zoe"):
        await presses(office, adela, REVOKE, (await member(office, name)).id, "!")
        await adela.reads("ya no está a su alcance")


async def test_the_last_administrator_stays_until_there_is_another(office):
    adela = await administrator(office)
    own = (await member(office, "Adela")).id
    await presses(office, adela, REVOKE, own, "!")
    await adela.reads("Usted es el único administrador")
    await office.hires("Berta", Role.ADMINISTRATOR, ["BCN"])
    await presses(office, adela, REVOKE, own, "!")
    await adela.reads("Usted es el único administrador")
    await office.hires("Dora", Role.ADMINISTRATOR, ["MAD", "BCN"])
    await presses(office, adela, REVOKE, own, "!")
    await adela.reads("Adela ya no tiene acceso")


async def test_two_administrators_who_revoke_each_other_at_once_leave_one(office):
    adela = await administrator(office)
    berta = await office.hires("Berta", Role.ADMINISTRATOR, ["MAD"])
    ids = [(await member(office, name)).id for name in ("Adela", "Berta")]
    await asyncio.gather(
        presses(office, adela, REVOKE, ids[1], "!"), presses(office, berta, REVOKE, ids[0], "!")
    )
    await office.settle()
    left = await office.rows("SELECT count(*) FROM staff_member WHERE revoked_at IS NULL")
    assert left == [(1,)]
    assert await office.rows("SELECT count(*) FROM audit_entry WHERE act = 'revoke'") == [(1,)]
