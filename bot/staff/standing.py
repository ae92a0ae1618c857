"""How a broadcast stands, in one message with what its reader may do about it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from bot.staff import notices
from bot.staff.messages import Button, Rows
from bot.staff.presses import AGAIN, OPEN, PAUSE, RESUME, REVIEW, STOP, button
from bot.staff.words import say
from db import watches
from db.broadcasts import Broadcast, BroadcastKind, BroadcastState, must_arrive
from db.budget import BULK_RATE
from db.consulates import Consulate
from db.keyring import Keyring
from db.staff import Act, StaffMember, name_of
from db.visits import Visit

_STOPPED = {BroadcastState.CANCELLED, BroadcastState.DONE}
_ENDED = _STOPPED | {BroadcastState.REJECTED}
_MINUTE = 60


@dataclass(frozen=True)
class Standing:
    """A broadcast with what its message names."""

    broadcast: Broadcast
    town: str
    city: str
    decider: str | None
    failures: Mapping[str, int]

    @property
    def heading(self) -> str:
        kind = notices.kind(self.broadcast)
        return say("review_heading", kind=kind, town=self.town, city=self.city)

    @property
    def label(self) -> str:
        """For a button that leads to it."""
        return say("notices_of", kind=notices.kind(self.broadcast), town=self.town, city=self.city)


async def standing(session: AsyncSession, keyring: Keyring, broadcast: Broadcast) -> Standing:
    visit = await session.get_one(Visit, broadcast.visit_id)
    office = await session.get_one(Consulate, broadcast.consulate)
    decider = None
    if broadcast.decided_by is not None:
        member = await session.get_one(StaffMember, broadcast.decided_by)
        decider = name_of(keyring, member)
    failures = await watches.failures(session, broadcast.id) if broadcast.failed else {}
    return Standing(broadcast, visit.town or "", office.city, decider, failures)


def text(stands: Standing, pace: float = BULK_RATE) -> str:
    """Its state, and once it was approved how far it came; *pace* is in deliveries a second."""
    return "\n".join([stands.heading, "", *_lines(stands, pace)])


def _lines(stands: Standing, pace: float) -> Iterator[str]:
    broadcast = stands.broadcast
    approved = broadcast.decided_by is not None
    if broadcast.state == BroadcastState.CANCELLED and not approved:
        yield say("progress_withdrawn")
        return
    yield say(f"progress_{broadcast.state}")
    if broadcast.state == BroadcastState.PAUSED:
        yield say(broadcast.pause_reason or "paused_by_person")
    if broadcast.state == BroadcastState.REJECTED or not approved:
        return
    yield say("progress_by", name=stands.decider)
    if broadcast.total == 0:
        yield say("progress_nobody")
        return
    yield ""
    yield from _counts(stands)
    if broadcast.state == BroadcastState.RUNNING and broadcast.waiting:
        yield _time_left(broadcast.waiting / max(pace, 0.1))


def _counts(stands: Standing) -> Iterator[str]:
    broadcast = stands.broadcast
    key = "sent" if broadcast.kind == BroadcastKind.NOTICE else "messages"
    yield say(f"progress_{key}", sent=broadcast.sent, total=broadcast.total)
    if broadcast.failed:
        yield say("progress_failed", count=broadcast.failed)
        for reason, count in stands.failures.items():
            yield say("progress_reason", count=count, reason=say(reason))
    for key in ("blocked", "opted_out", "unknown"):
        if count := getattr(broadcast, key):
            yield say(f"progress_{key}", count=count)
    if broadcast.waiting:
        key = "never" if broadcast.state in _STOPPED else "waiting"
        yield say(f"progress_{key}", count=broadcast.waiting)


def _time_left(seconds: float) -> str:
    if seconds < _MINUTE:
        return say("progress_seconds")
    return say("progress_minutes", minutes=round(seconds / _MINUTE))


def buttons(broadcast: Broadcast, member: StaffMember) -> Rows:
    """What this member may do about it now."""
    ways = list(_buttons(broadcast, member))
    if broadcast.state in _ENDED and member.may(Act.SEE, broadcast.consulate):
        ways.append(button(say("see_visit"), OPEN, broadcast.change_id or broadcast.visit_id))
    return [[it] for it in ways]


def _buttons(broadcast: Broadcast, member: StaffMember) -> Iterator[Button]:
    stops = member.may(Act.STOP, broadcast.consulate)
    goes_on = member.may(Act.GO_ON, broadcast.consulate)
    match broadcast.state:
        case BroadcastState.SUBMITTED:
            if may_approve(broadcast, member):
                yield button(say("review_read"), REVIEW, broadcast.id)
            elif member.may(Act.SEE, broadcast.consulate):
                yield button(say("notice_see"), REVIEW, broadcast.id)
        case BroadcastState.RUNNING if stops and broadcast.total:
            yield button(say("steer_pause"), PAUSE, broadcast.id)
            if not must_arrive(broadcast):
                yield button(say("steer_stop"), STOP, broadcast.id)
        case BroadcastState.PAUSED:
            if goes_on:
                yield button(say("steer_resume"), RESUME, broadcast.id)
            if stops and not must_arrive(broadcast):
                yield button(say("steer_stop"), STOP, broadcast.id)
        case BroadcastState.DONE if goes_on and broadcast.failed:
            yield button(say("steer_again"), AGAIN, broadcast.id)
        case _:
            pass


def may_approve(broadcast: Broadcast, member: StaffMember) -> bool:
    return member.may(Act.APPROVE, broadcast.consulate) and member.id not in broadcast.writers
