"""Who works at the desks: invited, listed and revoked from a terminal."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from db import audit, consulates, installation, staff, units
from db.keyring import Keyring
from db.staff import EVERYWHERE, Role, StaffMember, name_of
from db.transaction import clock
from deploy import database
from deploy.settings import SettingError, Settings

ROLES = {
    "operador": Role.OPERATOR,
    "aprobador": Role.APPROVER,
    "administrador": Role.ADMINISTRATOR,
    "planificador": Role.PLANNER,
}
_IN_SPANISH = {role: name for name, role in ROLES.items()}


@dataclass(frozen=True)
class Newcomer:
    """Somebody to be let in: whose account, how colleagues call them, and what for."""

    telegram_id: int
    name: str
    role: Role
    scope: Sequence[str]
    units: Sequence[str] = ()


async def invite(settings: Settings, newcomer: Newcomer, username: str) -> str:
    """The link of a new invitation, and how long it lives.

    Raises:
        SettingError: there is no such consulate, or the scope is empty.
    """
    async with _desk(settings) as (session, keyring):
        known = {it.code for it in await consulates.every(session)}
        strange = sorted(set(newcomer.scope) - known - {EVERYWHERE})
        if strange:
            raise SettingError(
                f"No hay ningún consulado con el código «{strange[0]}». [consulado]"
            )
        acronyms = {it.code for it in await units.every(session)}
        strange = sorted(set(newcomer.units) - acronyms - {EVERYWHERE})
        if strange:
            raise SettingError(f"No hay ninguna unidad «{strange[0]}». [unidad-no-existe]")
        now = await clock(session)
        code = await staff.invite(
            session,
            keyring,
            telegram_id=newcomer.telegram_id,
            name=newcomer.name,
            role=newcomer.role,
            consulates=newcomer.scope,
            units=newcomer.units,
            now=now,
        )
        scope: dict[str, Any] = {"consulates": list(newcomer.scope), "units": list(newcomer.units)}
        await audit.note(session, None, "invite", now=now, role=newcomer.role, **scope)
    hours = int(staff.INVITATION_LIVES.total_seconds() // 3600)
    return (
        f"https://t.me/{username}?start={code}\n"
        f"O bien, en el chat del bot: /start {code}\n"
        f"Sirve una sola vez, durante {hours} horas, y solo a la cuenta {newcomer.telegram_id}."
    )


async def listed(settings: Settings) -> str:
    async with _desk(settings) as (session, keyring):
        found = await staff.members(session)
        lines = [_line(keyring, it) for it in found]
    return "\n".join(lines) or "Todavía no hay nadie. Invite a alguien: pulso staff invite."


async def revoke(settings: Settings, telegram_id: int) -> str:
    """Takes the access away at once.

    Raises:
        SettingError: no member writes from this account.
    """
    async with _desk(settings) as (session, keyring):
        member = await staff.find(session, keyring, telegram_id, to_change=True)
        if member is None:
            raise SettingError(f"Nadie del personal usa la cuenta {telegram_id}. [personal]")
        now = await clock(session)
        await staff.revoke(session, member, now=now)
        await audit.note(
            session,
            None,
            "revoke",
            now=now,
            subject=member.id,
            role=member.role,
            consulates=member.consulates,
        )
        return f"{name_of(keyring, member)} ya no tiene acceso."


def _line(keyring: Keyring, member: StaffMember) -> str:
    offices = "todos" if EVERYWHERE in member.consulates else ",".join(member.consulates)
    duties = "todo el plan" if EVERYWHERE in member.units else ",".join(member.units)
    scope = " · ".join(filter(None, (offices, duties)))
    role, since = _IN_SPANISH[Role(member.role)], f"{member.joined_at:%Y-%m-%d}"
    number = staff.chat_of(keyring, member)
    return f"{number}\t{name_of(keyring, member)}\t{role}\t{scope}\tdesde {since}"


@asynccontextmanager
async def _desk(settings: Settings) -> AsyncIterator[tuple[AsyncSession, Keyring]]:
    """One transaction, with the key that opens the staff's names.

    Raises:
        SettingError: the key does not fit this database.
    """
    keyring = Keyring(settings.keyring_secret(create=False))
    with database.address(settings) as url:
        async with database.once(url) as session:
            kind = await installation.kind(session) or "real"
            mismatch = await installation.claim(session, keyring, kind)
            if mismatch is not None:
                raise SettingError(str(mismatch))
            yield session, keyring
