"""An invitation lets in one account, once, in time; nobody else gets any further."""

from datetime import timedelta

import pytest

from db import staff
from db.staff import Role
from db.transaction import clock, transaction


async def test_a_member_is_welcomed_by_name_role_and_scope(office):
    carmen = await office.hires("Carmen", Role.OPERATOR, ["MAD", "BCN"])
    welcome = await carmen.reads("Bienvenido/a")
    assert "Carmen" in welcome
    assert "operador/a de Barcelona, Madrid" in welcome
    assert await office.rows("SELECT act, detail->>'role' FROM audit_entry") == [
        ("join", "operator")
    ]


async def test_a_stranger_learns_their_number_and_nothing_else(office):
    stranger = office.person("Zoila")
    for attempt in ("hola", "/visita", "/visitas", "/avisos", "/ayuda", "/start", "/nada"):
        await stranger.say(attempt)
        heard = await stranger.reads("personal de los consulados")
        assert "Bienvenido" not in heard
    for kind in ("photo", "sticker", "voice", "location"):
        await stranger.sends(kind)
        await stranger.reads("personal de los consulados")
    assert await office.rows("SELECT 1 FROM visit UNION ALL SELECT 1 FROM staff_member") == []


async def test_an_invitation_works_once_and_for_nobody_else(office):
    code = await office.invites("Carmen", Role.OPERATOR, ["MAD"])
    thief = office.person("Zoila")
    await thief.start(code)
    await thief.reads("Esa invitación no sirve")
    carmen = office.person("Carmen")
    await carmen.start(code)
    await carmen.reads("Bienvenido/a")
    async with transaction(office.engine) as session:
        member = (await staff.members(session))[0]
        await staff.revoke(session, member, now=await clock(session))
    await carmen.start(code)
    await carmen.reads("Esa invitación no sirve")


async def test_an_invitation_dies_after_two_days(office):
    code = await office.invites("Carmen", Role.OPERATOR, ["MAD"])
    async with transaction(office.engine) as session:
        late = await clock(session) + staff.INVITATION_LIVES + timedelta(seconds=1)
        carmen = 5_000_000_000
        assert await staff.join(session, office.keyring, code, carmen, now=late) is None


async def test_who_comes_back_is_the_same_member_with_the_new_role(office):
    await office.hires("Carmen", Role.OPERATOR, ["MAD"])
    before = await office.rows("SELECT id FROM staff_member")
    await office.hires("Carmen", Role.APPROVER, ["BCN"])
    assert await office.rows("SELECT id FROM staff_member") == before
    assert await office.rows("SELECT role, consulates FROM staff_member") == [
        ("approver", ["BCN"])
    ]


async def test_the_revoked_are_strangers_from_the_next_word_on(office):
    carmen = await office.hires("Carmen", Role.OPERATOR, ["MAD"])
    async with transaction(office.engine) as session:
        member = (await staff.members(session))[0]
        await staff.revoke(session, member, now=await clock(session))
    await carmen.say("/ayuda")
    await carmen.reads("personal de los consulados")


@pytest.mark.parametrize("forged", ["", "x", "ñ", "a" * 5000, "../../etc", "%00"])
async def test_any_other_code_is_refused(office, forged):
    zoila = office.person("Zoila")
    await zoila.say(f"/start {forged}"[:4096])
    await zoila.reads("personal de los consulados")
