"""Staff: who may do what, for which consulates; they join by an invitation and can be revoked."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import ARRAY, ColumnElement, DateTime, LargeBinary, String, true
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped
from sqlmodel import Field, SQLModel, col, select

from db.keyring import Keyring

EVERYWHERE = "*"  # in a scope: every consulate, those of tomorrow too
INVITATION_LIVES = timedelta(days=2)
_CODE_BYTES = 18  # 144 random bits


class Role(StrEnum):
    """What a member of staff is there for."""

    OPERATOR = "operator"
    APPROVER = "approver"
    ADMINISTRATOR = "administrator"
    PLANNER = "planner"


class Act(StrEnum):
    """What can be done to a visit, its notice, a colleague or a unit's part of the plan.

    What is not listed nobody may.
    """

    SEE = "see"
    WRITE = "write"  # a visit, its changes, and handing them in for approval
    RECORD = "record"  # who was served, and the figures of a consulate's month
    APPROVE = "approve"  # or send back; never what one has written
    STOP = "stop"  # pause or cancel a broadcast that runs
    GO_ON = "go on"  # resume it, or send again to those it failed to reach
    REVOKE = "revoke"
    DELIVER = "deliver"  # a unit's values, and its part of a period
    JUDGE = "judge"  # return or accept what a unit handed in; close and publish a period


_SENDS = {Act.SEE, Act.APPROVE, Act.STOP, Act.GO_ON}
_WRITES = {Act.SEE, Act.WRITE, Act.RECORD, Act.STOP, Act.DELIVER}
_MAY = {
    Role.OPERATOR: _WRITES,
    Role.APPROVER: _SENDS,
    Role.ADMINISTRATOR: _WRITES | _SENDS | {Act.REVOKE},
    Role.PLANNER: {Act.JUDGE},
}


class StaffMember(SQLModel, table=True):
    """One person of the ministry, known by the number of their Telegram account, never a name."""

    __tablename__ = "staff_member"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    fingerprint: bytes = Field(sa_type=LargeBinary, unique=True)
    telegram_id: bytes = Field(sa_type=LargeBinary)  # sealed for `id`
    name: bytes = Field(sa_type=LargeBinary)  # sealed for `id`: as colleagues call them
    role: str
    consulates: list[str] = Field(sa_type=ARRAY(String))  # the scope: codes, or EVERYWHERE
    units: list[str] = Field(default_factory=list, sa_type=ARRAY(String))  # likewise
    joined_at: datetime = Field(sa_type=DateTime(timezone=True))
    revoked_at: datetime | None = Field(default=None, sa_type=DateTime(timezone=True))
    visit: UUID | None = Field(default=None, foreign_key="visit.id")  # the one in hand
    asking: str | None = None  # what they are asked out of turn, for that visit or of a month

    def may(self, act: Act, consulate: str) -> bool:
        """Whether they may do *act* for *consulate*, as long as nobody revokes them."""
        in_scope = EVERYWHERE in self.consulates or consulate in self.consulates
        return self.revoked_at is None and in_scope and act in _MAY[Role(self.role)]

    def may_for_unit(self, act: Act, unit: str) -> bool:
        """The same of a unit; EVERYWHERE asks for the whole register."""
        in_scope = EVERYWHERE in self.units or unit in self.units
        return self.revoked_at is None and in_scope and act in _MAY[Role(self.role)]

    def may_revoke(self, colleague: "StaffMember") -> bool:
        """Only whose whole scope lies within one's own."""
        offices, units = colleague.consulates, colleague.units
        in_offices = all(self.may(Act.REVOKE, it) for it in offices)
        in_units = all(self.may_for_unit(Act.REVOKE, it) for it in units)
        return bool(offices or units) and in_offices and in_units


class StaffInvitation(SQLModel, table=True):
    """A single-use code that lets in exactly one Telegram account, within INVITATION_LIVES."""

    __tablename__ = "staff_invitation"

    code_hash: bytes = Field(primary_key=True, sa_type=LargeBinary)
    fingerprint: bytes = Field(sa_type=LargeBinary)  # of the account it is for
    member_id: UUID  # the id that the member will have, if new: the name is sealed for it
    name: bytes = Field(sa_type=LargeBinary)
    role: str
    consulates: list[str] = Field(sa_type=ARRAY(String))
    units: list[str] = Field(default_factory=list, sa_type=ARRAY(String))
    expires_at: datetime = Field(sa_type=DateTime(timezone=True))
    used_at: datetime | None = Field(default=None, sa_type=DateTime(timezone=True))


async def invite(  # noqa: PLR0913 - an invitation says all of this
    session: AsyncSession,
    keyring: Keyring,
    *,
    telegram_id: int,
    name: str,
    role: Role,
    consulates: Sequence[str],
    units: Sequence[str] = (),
    now: datetime,
) -> str:
    """The code of a new invitation; only its hash is kept."""
    fingerprint = keyring.fingerprint(telegram_id)
    known = await _of(session, fingerprint)
    member_id = known.id if known else uuid4()
    code = secrets.token_urlsafe(_CODE_BYTES)
    session.add(
        StaffInvitation(
            code_hash=_hash(code),
            fingerprint=fingerprint,
            member_id=member_id,
            name=keyring.seal(name, str(member_id)),
            role=role,
            consulates=list(consulates),
            units=list(units),
            expires_at=now + INVITATION_LIVES,
        )
    )
    await session.flush()
    return code


async def join(
    session: AsyncSession, keyring: Keyring, code: str, telegram_id: int, *, now: datetime
) -> StaffMember | None:
    """The member whom the code lets in; none for a code unknown, used, expired or another's.

    Somebody who was a member before stays the same one, so that what they wrote stays theirs.
    """
    fingerprint = keyring.fingerprint(telegram_id)
    invitation = await session.get(StaffInvitation, _hash(code), with_for_update=True)
    if (
        invitation is None
        or invitation.used_at is not None
        or invitation.expires_at <= now
        or invitation.fingerprint != fingerprint
    ):
        return None
    invitation.used_at = now
    member = await _of(session, fingerprint)
    if member is None:
        member = StaffMember(
            id=invitation.member_id,
            fingerprint=fingerprint,
            telegram_id=keyring.seal(str(telegram_id), str(invitation.member_id)),
            name=invitation.name,
            role=invitation.role,
            consulates=invitation.consulates,
            units=invitation.units,
            joined_at=now,
        )
    elif member.id == invitation.member_id:
        member.name = invitation.name
    member.role, member.consulates = invitation.role, invitation.consulates
    member.units = invitation.units
    member.revoked_at = None
    session.add_all([invitation, member])
    await session.flush()
    return member


async def find(
    session: AsyncSession, keyring: Keyring, telegram_id: int, *, to_change: bool = False
) -> StaffMember | None:
    """The member who writes from this account, unless revoked.

    Who revokes them meanwhile waits until this transaction has ended, or this finds it done. Only
    who changes the member locks it alone.
    """
    query = select(StaffMember).where(StaffMember.fingerprint == keyring.fingerprint(telegram_id))
    member = (await session.scalars(query.with_for_update(read=not to_change))).one_or_none()
    return member if member is not None and member.revoked_at is None else None


async def members(session: AsyncSession) -> Sequence[StaffMember]:
    """All who are not revoked, the longest-serving first."""
    current = select(StaffMember).where(col(StaffMember.revoked_at).is_(None))
    return (await session.scalars(current.order_by(col(StaffMember.joined_at)))).all()


async def is_dispensable(session: AsyncSession, member: StaffMember) -> bool:
    """Whether nobody is left without an administrator when this member goes.

    Locks all administrators: of two who leave at once, the second sees the first gone.
    """
    if member.role != Role.ADMINISTRATOR:
        return True
    query = select(StaffMember).where(StaffMember.role == Role.ADMINISTRATOR)
    fresh = {"populate_existing": True}
    locked = query.order_by(col(StaffMember.id)).with_for_update()
    found = (await session.scalars(locked, execution_options=fresh)).all()
    return any(it.id != member.id and it.may_revoke(member) for it in found)


async def revoke(session: AsyncSession, member: StaffMember, *, now: datetime) -> None:
    """From the next update on they are nobody; invitations that wait for them die with it."""
    member.revoked_at = now
    member.visit = member.asking = None
    waiting = select(StaffInvitation).where(
        StaffInvitation.fingerprint == member.fingerprint,
        col(StaffInvitation.used_at).is_(None),
    )
    for invitation in (await session.scalars(waiting)).all():
        invitation.used_at = now
        session.add(invitation)
    session.add(member)
    await session.flush()


async def take_up(
    session: AsyncSession, member: StaffMember, visit: UUID | None, asking: str | None = None
) -> None:
    """The visit that the member's next words are about, and what they are asked of it."""
    member.visit, member.asking = visit, asking
    session.add(member)
    await session.flush()


def name_of(keyring: Keyring, member: StaffMember) -> str:
    return keyring.unseal(member.name, str(member.id))


def chat_of(keyring: Keyring, member: StaffMember) -> int:
    """The Telegram id to write to."""
    return int(keyring.unseal(member.telegram_id, str(member.id)))


def within(scope: Sequence[str], consulate: Mapped[str]) -> ColumnElement[bool]:
    """The rows whose *consulate* lies in the scope: what every query for a member asks."""
    return true() if EVERYWHERE in scope else consulate.in_(scope)


async def _of(session: AsyncSession, fingerprint: bytes) -> StaffMember | None:
    found = select(StaffMember).where(StaffMember.fingerprint == fingerprint)
    return (await session.scalars(found)).one_or_none()


def _hash(code: str) -> bytes:
    return hashlib.sha256(code.encode()).digest()
