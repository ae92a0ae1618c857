"""Staff: what is not listed nobody may, and one account is one member."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from db import consulates, staff, visits
from db.staff import EVERYWHERE, INVITATION_LIVES, Act, Role, StaffMember
from db.transaction import transaction

NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)
CARMEN, ZOILA = 5_000_000_001, 5_000_000_002
MAY = {
    Role.OPERATOR: {Act.SEE, Act.WRITE, Act.RECORD, Act.STOP, Act.DELIVER},
    Role.APPROVER: {Act.SEE, Act.APPROVE, Act.STOP, Act.GO_ON},
    Role.ADMINISTRATOR: set(Act) - {Act.JUDGE},
    Role.PLANNER: {Act.JUDGE},
}


def member(role: Role, scope: list[str], revoked_at: datetime | None = None) -> StaffMember:
    return StaffMember(
        id=uuid4(),
        fingerprint=b"f",
        telegram_id=b"t",
        name=b"n",
        role=role,
        consulates=scope,
        joined_at=NOW,
        revoked_at=revoked_at,
    )


@pytest.mark.parametrize("role", Role)
def test_each_role_may_do_what_is_listed_within_its_scope(role):
    for act in Act:
        assert member(role, ["MAD"]).may(act, "MAD") is (act in MAY[role])
        assert member(role, [EVERYWHERE]).may(act, "BCN") is (act in MAY[role])
        assert not member(role, ["MAD"]).may(act, "BCN")


@pytest.mark.parametrize("role", Role)
def test_a_units_scope_is_apart_from_that_of_consulates(role):
    of_unit = member(role, []).model_copy(update={"units": ["OPE"]})
    everywhere = member(role, []).model_copy(update={"units": [EVERYWHERE]})
    for act in Act:
        assert of_unit.may_for_unit(act, "OPE") is (act in MAY[role])
        assert everywhere.may_for_unit(act, EVERYWHERE) is (act in MAY[role])
        assert not of_unit.may_for_unit(act, "SME")
        assert not of_unit.may_for_unit(act, EVERYWHERE)
        assert not of_unit.may(act, "MAD")
        assert not member(role, [EVERYWHERE]).may_for_unit(act, "OPE")
        assert not member(role, []).may(act, "MAD")
        assert not member(role, [EVERYWHERE], revoked_at=NOW).may(act, "MAD")


async def invited(session, keyring, telegram_id=CARMEN, role=Role.OPERATOR, scope=("MAD",)):
    return await staff.invite(
        session,
        keyring,
        telegram_id=telegram_id,
        name="Carmen",
        role=role,
        consulates=scope,
        now=NOW,
    )


async def test_an_invitation_lets_in_one_account_once_and_in_time(async_engine, keyring):
    async with transaction(async_engine) as session:
        code = await invited(session, keyring)
        assert await staff.join(session, keyring, code, ZOILA, now=NOW) is None
        late = NOW + INVITATION_LIVES
        assert await staff.join(session, keyring, code, CARMEN, now=late) is None
        joined = await staff.join(session, keyring, code, CARMEN, now=NOW)
        assert joined is not None
        assert await staff.join(session, keyring, code, CARMEN, now=NOW) is None
        assert (await staff.find(session, keyring, CARMEN)).id == joined.id
        assert await staff.find(session, keyring, ZOILA) is None


async def test_name_and_number_are_sealed_and_read_by_the_key(async_engine, keyring):
    async with transaction(async_engine) as session:
        code = await invited(session, keyring)
        joined = await staff.join(session, keyring, code, CARMEN, now=NOW)
        assert b"Carmen" not in joined.name
        assert str(CARMEN).encode() not in joined.telegram_id
        assert staff.name_of(keyring, joined) == "Carmen"
        assert staff.chat_of(keyring, joined) == CARMEN


async def test_the_revoked_are_nobody_and_their_waiting_invitations_die(async_engine, keyring):
    async with transaction(async_engine) as session:
        code = await invited(session, keyring)
        joined = await staff.join(session, keyring, code, CARMEN, now=NOW)
        waiting = await invited(session, keyring, role=Role.ADMINISTRATOR)
        await staff.revoke(session, joined, now=NOW)
        assert await staff.find(session, keyring, CARMEN) is None
        assert await staff.members(session) == []
        assert await staff.join(session, keyring, waiting, CARMEN, now=NOW) is None


async def test_who_is_revoked_while_they_write_is_so_once_they_have_written(async_engine, keyring):
    """Neither the member's own transaction nor the revoking one is given up."""
    async with transaction(async_engine) as session:
        await staff.join(session, keyring, await invited(session, keyring), CARMEN, now=NOW)
    writes, revokes = asyncio.Event(), asyncio.Event()

    async def member():
        async with transaction(async_engine) as session:
            found = await staff.find(session, keyring, CARMEN)
            writes.set()
            await revokes.wait()
            await staff.take_up(session, found, None, "town")

    async def administrator():
        await writes.wait()
        async with transaction(async_engine) as session:
            revokes.set()
            found = await staff.find(session, keyring, CARMEN, to_change=True)
            assert found.asking == "town", "it waited"
            await staff.revoke(session, found, now=NOW)

    async with asyncio.timeout(10):
        await asyncio.gather(member(), administrator())


def test_who_is_there_for_no_consulate_is_nobodys_to_revoke():
    assert not member(Role.ADMINISTRATOR, ["MAD"]).may_revoke(member(Role.OPERATOR, []))


async def test_who_comes_back_is_the_same_member_with_nothing_in_hand(async_engine, keyring):
    offices = [it for it in consulates.read() if isinstance(it, consulates.Consulate)]
    async with transaction(async_engine) as session:
        await consulates.load(session, offices)
        code = await invited(session, keyring)
        joined = await staff.join(session, keyring, code, CARMEN, now=NOW)
        draft = await visits.draft(session, joined, "MAD", now=NOW)
        await staff.take_up(session, joined, draft.id, "town")
        await staff.revoke(session, joined, now=NOW + timedelta(hours=1))
        again = await invited(session, keyring, role=Role.APPROVER, scope=("BCN",))
        back = await staff.join(session, keyring, again, CARMEN, now=NOW)
        assert (back.id, back.role, back.consulates) == (joined.id, "approver", ["BCN"])
        assert (back.visit, back.asking) == (None, None)
