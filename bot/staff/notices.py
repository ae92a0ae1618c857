"""The notices of a visit: how each stands, and what a member may do about them now."""

from collections.abc import Sequence

from bot.staff import freezing
from bot.staff.desk import Desk
from bot.staff.messages import Button, Rows
from bot.staff.presses import PREVIEW, REVIEW, SHARE, SUBMIT, WITHDRAW, button
from bot.staff.words import say
from db import broadcasts, reach, visits
from db.broadcasts import Broadcast, BroadcastState
from db.staff import Act
from db.visits import Visit, VisitState

OPEN = {BroadcastState.SUBMITTED, BroadcastState.RUNNING, BroadcastState.PAUSED}
_SHOWN = 3  # of a visit's notices, in its overview


async def buttons_for(desk: Desk, visit: Visit) -> Rows:
    """What this member may do about the visit's notices in its present state."""
    all_told = await broadcasts.of_visit(desk.session, visit.replaces or visit.id)
    unfinished = open_among(all_told)
    row: list[Button] = []
    if visit.state == VisitState.DRAFT and visits.next_field(visit) is None:
        row = await _of_draft(desk, visit, unfinished)
    elif visit.state == VisitState.ANNOUNCED:
        row = await _of_announced(desk, visit, unfinished)
    told = _about(visit, all_told)
    if told and desk.member.may(Act.SEE, visit.consulate):
        row.append(button(say("notice_see"), REVIEW, told[0].id))
    return [[it] for it in row]


async def _of_draft(desk: Desk, visit: Visit, unfinished: Broadcast | None) -> list[Button]:
    if not desk.member.may(Act.WRITE, visit.consulate):
        return []
    row = [button(say("notice_preview"), PREVIEW, visit.id)]
    if unfinished is None:
        row.append(button(say("notice_submit"), SUBMIT, visit.id))
    elif await freezing.is_outdated(desk.session, unfinished, visit):
        row.append(button(say("notice_submit_again"), SUBMIT, visit.id))
    return row


async def _of_announced(desk: Desk, visit: Visit, unfinished: Broadcast | None) -> list[Button]:
    row = []
    if desk.member.may(Act.SEE, visit.consulate):
        row.append(button(say("notice_share"), SHARE, visit.id))
    writes = desk.member.may(Act.WRITE, visit.consulate)
    if writes and unfinished is None and not visits.is_over(visit, desk.now):
        if rest := await reach.of_consulate(desk.session, visit.consulate, visit.id):
            row.append(button(say("notice_submit_rest", count=rest), SUBMIT, visit.id))
        if visit.made_at is None:
            row.append(button(say("notice_withdraw"), WITHDRAW, visit.id))
    return row


async def lines_for(desk: Desk, visit: Visit) -> list[str]:
    """How each notice of the visit stands, the latest first."""
    all_told = await broadcasts.of_visit(desk.session, visit.replaces or visit.id)
    lines = [line(it) for it in _about(visit, all_told)[:_SHOWN]]
    unfinished = open_among(all_told)
    if visit.state == VisitState.DRAFT and unfinished is not None:
        if unfinished.change_id != (visit.id if visit.replaces else None):
            lines.append(say("notice_submit_later"))
        elif await freezing.is_outdated(desk.session, unfinished, visit):
            lines.append(say("broadcast_outdated"))
    return lines


def open_among(told: Sequence[Broadcast]) -> Broadcast | None:
    """The one of a visit's broadcasts that waits or runs: there is never a second."""
    return next((it for it in told if it.state in OPEN), None)


def _about(visit: Visit, told: Sequence[Broadcast]) -> list[Broadcast]:
    return [it for it in told if visit.replaces is None or it.change_id == visit.id]


def line(broadcast: Broadcast) -> str:
    """«Corrección: en curso, 12 de 50»."""
    return f"{kind(broadcast)}: {state(broadcast)}"


def kind(broadcast: Broadcast) -> str:
    return say(f"notice_kind_{broadcast.kind}")


def state(broadcast: Broadcast) -> str:
    key = str(broadcast.state)
    if broadcast.state == BroadcastState.CANCELLED and broadcast.decided_by is None:
        key = "withdrawn"
    return say(f"notice_state_{key}", sent=broadcast.sent, total=broadcast.total)
