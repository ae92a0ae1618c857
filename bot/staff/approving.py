"""The second person: approves exactly what they were shown, or sends it back."""

from bot.staff import freezing, reading, reviewing
from bot.staff.desk import Desk
from bot.staff.messages import Messages
from bot.staff.noting import note
from bot.staff.presses import REVIEW, button
from bot.staff.proposal import moves_what_was_made
from bot.staff.words import say
from db import broadcasts, entries, reach, visits, watches
from db.broadcasts import Broadcast, BroadcastKind, Refused
from db.entries import KIND_NOTICE, KIND_VISIT
from db.staff import Act
from db.visits import Visit, VisitState


async def approve(desk: Desk) -> Messages:
    """One of two who press at once wins; the other is told how it stands."""
    found = await _locked(desk)
    if isinstance(found, Refused):
        return desk.say(say(found.why))
    broadcast, visit, draft = found
    refused = await _approve(desk, broadcast, visit, draft)
    if refused is not None:
        return await reviewing.show(desk, broadcast, say(refused.why))
    return desk.answer(
        say("approved", what=await _what_follows(desk, broadcast)),
        [[button(say("notice_see"), REVIEW, broadcast.id)]],
    )


async def _approve(desk: Desk, broadcast: Broadcast, visit: Visit, draft: Visit) -> Refused | None:
    """Everything that an approval brings about, in this one transaction."""
    if not desk.member.may(Act.APPROVE, broadcast.consulate):
        return Refused("not_allowed")
    code = desk.press.value if desk.press else ""
    undecided = broadcast.state == broadcasts.BroadcastState.SUBMITTED
    if undecided and desk.member.id in draft.writers:
        return Refused("broadcast_own")
    if undecided and (why := await _obstacle(desk, broadcast, visit, draft)):
        return Refused(why)
    refused = await broadcasts.approve(desk.session, desk.member, broadcast, code, now=desk.now)
    if refused is not None:
        return refused
    await _take_effect(desk, broadcast, visit, draft)
    await watches.open_for(desk.session, broadcast.id, [desk.member.id, *broadcast.writers])
    await note(desk, "approve", broadcast, code=broadcast.code)
    return None


async def _obstacle(desk: Desk, broadcast: Broadcast, visit: Visit, draft: Visit) -> str | None:
    """Why what was handed in cannot take effect any more, if so."""
    if await freezing.is_outdated(desk.session, broadcast, draft):
        return "broadcast_outdated"
    if draft.state not in _STATES[BroadcastKind(broadcast.kind)]:
        return "broadcast_outdated"
    if broadcast.kind == BroadcastKind.CORRECTION and visit.state != VisitState.ANNOUNCED:
        return "broadcast_outdated"
    if moves_what_was_made(visit, draft):
        return "visit_made_day"
    if broadcast.kind == BroadcastKind.CANCELLATION and visit.made_at is not None:
        return "visit_was_made"
    invites = broadcast.kind != BroadcastKind.CANCELLATION
    return "notice_past" if invites and visits.is_over(draft, desk.now) else None


_STATES = {
    BroadcastKind.NOTICE: {VisitState.DRAFT, VisitState.ANNOUNCED},  # the rest of the people
    BroadcastKind.CORRECTION: {VisitState.DRAFT},
    BroadcastKind.CANCELLATION: {VisitState.ANNOUNCED},
}


async def _take_effect(desk: Desk, broadcast: Broadcast, visit: Visit, draft: Visit) -> None:
    """The visit becomes what people are told of it."""
    match BroadcastKind(broadcast.kind):
        case BroadcastKind.NOTICE:
            visit.state = VisitState.ANNOUNCED
            visit.announced_at = visit.announced_at or desk.now
        case BroadcastKind.CORRECTION:
            await visits.take_over(desk.session, visit, draft)
        case BroadcastKind.CANCELLATION:
            visit.state, visit.cancelled_at = VisitState.CANCELLED, desk.now
    desk.session.add(visit)
    await desk.session.flush()
    for kind in (KIND_NOTICE, KIND_VISIT):
        await entries.of_visit(desk.session, visit, kind)


async def _what_follows(desk: Desk, broadcast: Broadcast) -> str:
    people = await reach.of_broadcast(desk.session, broadcast.id)
    if people:
        return say("approved_sends", people=reading.persons(people))
    is_notice = broadcast.kind == BroadcastKind.NOTICE
    return say("approved_nobody" if is_notice else "approved_takes_effect")


async def _locked(desk: Desk) -> tuple[Broadcast, Visit, Visit] | Refused:
    """The broadcast with its visit and draft: nobody else writes or decides meanwhile.

    Locked in the order in which they are when one is handed in: draft, visit, broadcast.
    """
    subject = desk.press.subject if desk.press else None
    seen = subject and await broadcasts.seen_by(desk.session, desk.member, subject)
    if not seen:
        return Refused("not_found")
    session, member = desk.session, desk.member
    draft_id = seen.change_id or seen.visit_id
    draft = await visits.seen_by(session, member, draft_id, lock=True)
    visit = await visits.seen_by(session, member, seen.visit_id, lock=True)
    broadcast = await broadcasts.seen_by(session, member, seen.id, lock=True)
    if draft is None or visit is None or broadcast is None:
        return Refused("not_found")
    return broadcast, visit, draft
