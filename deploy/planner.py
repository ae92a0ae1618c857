"""Who acts in the register from a terminal, and on which period."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from analytics.period import NotAPeriod, Period
from analytics.source import LIMA
from db import audit, register, staff
from db.keyring import Keyring
from db.spans import Span
from db.staff import EVERYWHERE, Act, StaffMember
from db.transaction import clock
from db.units import Unit
from deploy import database
from deploy.settings import SettingError, Settings


@dataclass(frozen=True)
class Planner:
    """One transaction of one person, who holds the register's lock until it ends.

    Without a member it is whoever holds the terminal, who may do everything and is nobody's name.
    """

    session: AsyncSession
    member: StaffMember | None
    now: datetime

    @property
    def today(self) -> date:
        """The day in the ministry's calendar."""
        return self.now.astimezone(LIMA).date()

    def need_begun(self, period: Period) -> None:
        """Raises SettingError where nothing of the period can be known yet."""
        if period.first_month > self.today:
            raise SettingError(
                f"{period} todavía no empieza: comienza el {period.first_month}. "
                "[periodo-por-empezar]"
            )

    def need_ended(self, period: Period) -> None:
        """Raises SettingError where the period still runs."""
        if period.last_day >= self.today:
            raise SettingError(
                f"{period} todavía no termina: acaba el {period.last_day}. [periodo-en-curso]"
            )

    def need(self, act: Act, unit: str = EVERYWHERE) -> None:
        """Raises SettingError where the member may not."""
        if self.member is not None and not self.member.may_for_unit(act, unit):
            whose = "todo el plan" if unit == EVERYWHERE else f"la unidad {unit}"
            raise SettingError(f"Su función no le permite hacerlo para {whose}. [sin-permiso]")

    async def note(self, act: str, **detail: Any) -> None:
        await audit.note(self.session, self.member, act, now=self.now, **detail)


@asynccontextmanager
async def planner(
    settings: Settings, account: int | None, *, reads: bool = False
) -> AsyncIterator[Planner]:
    """Who only *reads* waits for nobody.

    Raises:
        SettingError: nobody of the staff uses this account.
    """
    with database.address(settings) as url:
        async with database.once(url) as session:
            member = None
            if account is not None:
                keyring = Keyring(settings.keyring_secret(create=False))
                member = await member_of(session, keyring, account)
            if not reads:
                await register.lock(session)
            yield Planner(session, member, await clock(session))


async def member_of(session: AsyncSession, keyring: Keyring, account: int) -> StaffMember:
    """Raises SettingError where nobody of the staff has this account."""
    member = await staff.find(session, keyring, account)
    if member is None:
        raise SettingError(f"Nadie del personal usa la cuenta {account}. [personal]")
    return member


def period_of(text: str) -> Period:
    """Raises SettingError where the text names none."""
    found = Period.parse(text)
    if isinstance(found, NotAPeriod):
        raise SettingError(str(found))
    return found


def span_of(period: Period) -> Span:
    return Span(str(period), period.first_month, period.last_month)


async def unit_of(session: AsyncSession, code: str) -> Unit:
    """Raises SettingError where there is no such unit."""
    found = await session.get(Unit, code.strip().upper())
    if found is None:
        raise SettingError(
            f"No hay ninguna unidad «{code}». «pulso units list» las muestra. [unidad-no-existe]"
        )
    return found
