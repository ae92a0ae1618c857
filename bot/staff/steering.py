"""Stopping a broadcast, and going on with it."""

from bot.staff import notices, reviewing
from bot.staff.desk import Desk
from bot.staff.messages import Messages
from bot.staff.noting import note
from bot.staff.presses import REVIEW, STOP, button
from bot.staff.words import say
from db import broadcasts, visits, watches
from db.broadcasts import Broadcast, BroadcastKind, BroadcastState, Refused
from db.staff import Act
from db.visits import Visit


async def pause(desk: Desk) -> Messages:
    return await _steer(desk, Act.STOP, BroadcastState.PAUSED)


async def resume(desk: Desk) -> Messages:
    return await _steer(desk, Act.GO_ON, BroadcastState.RUNNING)


async def stop(desk: Desk) -> Messages:
    """Asks once; of what still waits for approval, its writers take it back."""
    broadcast = await _locked(desk)
    if broadcast is None:
        return desk.say(say("not_found"))
    waits = broadcast.state == BroadcastState.SUBMITTED
    act = Act.WRITE if waits else Act.STOP
    if desk.press is None or desk.press.value == "!":
        return await _steer(desk, act, BroadcastState.CANCELLED)
    if not desk.member.may(act, broadcast.consulate):
        return desk.say(say("not_allowed"))
    if broadcasts.must_arrive(broadcast):
        return await reviewing.show(desk, broadcast, say("broadcast_must_arrive"))
    if broadcast.state not in notices.OPEN:
        return await reviewing.show(desk, broadcast, say("broadcast_not_so"))
    key = "review_take_back" if waits else "steer_stop"
    buttons = [
        [button(say(f"{key}_do"), STOP, broadcast.id, "!")],
        [button(say("steer_back"), REVIEW, broadcast.id)],
    ]
    return desk.say(say(f"{key}_ask"), buttons)  # below: progress would overwrite the question


async def again(desk: Desk) -> Messages:
    """To those it failed to reach, and to nobody else."""
    broadcast = await _locked(desk)
    if broadcast is None:
        return desk.say(say("not_found"))
    if not desk.member.may(Act.GO_ON, broadcast.consulate):
        return desk.say(say("not_allowed"))
    refused = await _too_late(desk, broadcast) or await broadcasts.again(desk.session, broadcast)
    if refused is not None:
        return await reviewing.show(desk, broadcast, say(refused.why))
    followers = [desk.member.id, broadcast.decided_by, *broadcast.writers]
    await watches.open_for(desk.session, broadcast.id, [it for it in followers if it])
    await note(desk, "again", broadcast, waiting=broadcast.waiting)
    return desk.answer(say("steer_again_done", count=broadcast.waiting))


async def _steer(desk: Desk, act: Act, to: BroadcastState) -> Messages:
    broadcast = await _locked(desk)
    if broadcast is None:
        return desk.say(say("not_found"))
    if not desk.member.may(act, broadcast.consulate):
        return desk.say(say("not_allowed"))
    refused = await _too_late(desk, broadcast) if to is BroadcastState.RUNNING else None
    refused = refused or await broadcasts.steer(desk.session, broadcast, to, now=desk.now)
    if refused is not None:
        return await reviewing.show(desk, broadcast, say(refused.why))
    await note(desk, _ACTS[to], broadcast, settled=broadcast.settled)
    return await reviewing.show(desk, broadcast)


async def _too_late(desk: Desk, broadcast: Broadcast) -> Refused | None:
    """Nobody is invited to a visit that is over; that one was cancelled can still be told."""
    if broadcast.kind == BroadcastKind.CANCELLATION:
        return None
    visit = await desk.session.get_one(Visit, broadcast.visit_id)
    return Refused("notice_past") if visits.is_over(visit, desk.now) else None


_ACTS = {
    BroadcastState.PAUSED: "pause",
    BroadcastState.RUNNING: "resume",
    BroadcastState.CANCELLED: "stop",
}


async def _locked(desk: Desk) -> Broadcast | None:
    subject = desk.press.subject if desk.press else None
    if subject is None:
        return None
    return await broadcasts.seen_by(desk.session, desk.member, subject, lock=True)
