"""A writer's side of a notice: see it as people will, and hand it in for another to approve."""

from bot.staff import freezing, notices, noting, proposal, reading
from bot.staff.colleagues import approvers, called, future_approvers
from bot.staff.desk import Desk
from bot.staff.messages import Messages, Toast
from bot.staff.presses import OPEN, REVIEW, SUBMIT, WITHDRAW, button
from bot.staff.proposal import Proposal
from bot.staff.words import say
from db import broadcasts, deliveries, reach, visits, watches
from db.broadcasts import Broadcast, BroadcastKind, BroadcastState, Refused


async def preview(desk: Desk) -> Messages:
    """What people would read, and how many they are; nothing is stored."""
    proposed = await proposal.of_draft(desk)
    if isinstance(proposed, Refused):
        return desk.say(say(proposed.why))
    picture = await visits.flyer_of(desk.session, proposed.draft)
    read = reading.exactly(desk.chat, proposed.contents, proposed.draft, picture)
    visit, excluded = proposed.visit, {}
    if proposed.kind is BroadcastKind.NOTICE:
        people = await reach.of_consulate(desk.session, visit.consulate, visit.id)
        excluded = await deliveries.excluded(desk.session, visit.consulate)
    else:
        people = await reach.of_told(desk.session, visit.id)
    buttons = [[button(say("notice_submit"), SUBMIT, proposed.draft.id)]]
    return [*read, *desk.say(reading.audience(proposed.kind, people, excluded), buttons)]


async def example(desk: Desk) -> Messages:
    """A button of a notice that is only shown."""
    return [Toast(desk.query.id, say("preview_example"))] if desk.query else []


async def submit(desk: Desk) -> Messages:
    proposed = await proposal.of_draft(desk)
    if isinstance(proposed, Refused):
        return desk.say(say(proposed.why))
    await _take_back_outdated(desk, proposed)
    return await _hand_in(desk, proposed)


async def withdraw(desk: Desk) -> Messages:
    """Cancels an announced visit: asks, and then hands the cancellation in."""
    proposed = await proposal.of_cancellation(desk)
    if isinstance(proposed, Refused):
        return desk.say(say(proposed.why))
    visit = proposed.visit
    if desk.press is None or desk.press.value != "!":
        buttons = [
            [button(say("withdraw_do"), WITHDRAW, visit.id, "!")],
            [button(say("withdraw_not"), OPEN, visit.id)],
        ]
        return desk.answer(say("withdraw_ask", town=visit.town), buttons)
    return await _hand_in(desk, proposed)


async def _take_back_outdated(desk: Desk, proposed: Proposal) -> None:
    """What waits for approval makes room for what the draft says now."""
    told = await broadcasts.of_visit(desk.session, proposed.visit.id)
    waiting = notices.open_among(told)
    if waiting is None or waiting.change_id != proposed.change_id:
        return
    locked = await broadcasts.seen_by(desk.session, desk.member, waiting.id, lock=True)
    if locked and await freezing.is_outdated(desk.session, locked, proposed.draft):
        cancelled = BroadcastState.CANCELLED
        await broadcasts.steer(desk.session, locked, cancelled, now=desk.now)
        await noting.note(desk, "take back", locked)


async def _hand_in(desk: Desk, proposed: Proposal) -> Messages:
    """Freezes it, and has those told who may approve it."""
    broadcast = await broadcasts.submit(
        desk.session,
        visit_id=proposed.visit.id,
        change_id=proposed.change_id,
        consulate=proposed.visit.consulate,
        kind=proposed.kind,
        writers=[*proposed.writers, desk.member.id],
        contents=proposed.contents,
        draft=await freezing.digest(desk.session, proposed.draft),
        now=desk.now,
    )
    if isinstance(broadcast, Refused):
        return desk.say(say(broadcast.why))
    await noting.note(desk, "submit", broadcast)
    asked = await approvers(desk, broadcast)
    told = say("submitted_to", names=called(desk, asked)) if asked else None
    await watches.open_for(desk.session, broadcast.id, [it.id for it in asked])
    lines = [
        say("submitted"),
        reading.audience(
            broadcast.kind,
            await reach.of_broadcast(desk.session, broadcast.id),
            broadcast.excluded,
        ),
        told or await _nobody(desk, broadcast),
    ]
    if proposed.kind is not BroadcastKind.CANCELLATION:
        lines.append(say("submitted_frozen"))
    see = button(say("notice_see"), REVIEW, broadcast.id)
    return desk.answer("\n\n".join(lines), [[see]])


async def _nobody(desk: Desk, broadcast: Broadcast) -> str:
    """Nobody can approve it yet: said at once, with whom to invite for it."""
    others = await future_approvers(desk, broadcast)
    who = say("submitted_invite_by", names=called(desk, others)) if others else ""
    return f"{say('submitted_nobody')} {who or say('submitted_invite')}"
