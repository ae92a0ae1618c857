"""A draft that nobody wants any more: it asks first, and an announced visit stays as it is."""

from bot.staff import notices, overview, prompting, visiting
from bot.staff.desk import Desk
from bot.staff.messages import Messages
from bot.staff.noting import note
from bot.staff.presses import DISCARD, LIST, OPEN, button
from bot.staff.refusal import Refusal
from bot.staff.words import say
from db import broadcasts, drafts, staff, visits
from db.broadcasts import BroadcastState
from db.visits import Visit


async def pressed(desk: Desk) -> Messages:
    """DISCARD: "" asks, "!" does."""
    press = desk.press
    visit = await visiting.writable(desk, press.subject if press else None)
    if isinstance(visit, Refusal):
        return await prompting.present(desk, visit.why)
    if await _waits(desk, visit):
        return await overview.show(desk, visit, say("discard_waits"))
    if press is None or press.value != "!":
        ask = "discard_change_ask" if visit.replaces else "discard_ask"
        rows = [
            [button(say("discard_do"), DISCARD, visit.id, "!")],
            [button(say("discard_not"), OPEN, visit.id)],
        ]
        return desk.answer(say(ask, town=visit.town or say("the_town")), rows)
    return await _discard(desk, visit)


async def _discard(desk: Desk, visit: Visit) -> Messages:
    await drafts.discard(desk.session, visit)
    await note(desk, "discard", visit)
    await staff.take_up(desk.session, desk.member, visit.replaces)
    announced = visit.replaces
    original = await visits.seen_by(desk.session, desk.member, announced) if announced else None
    if original is not None:
        return await overview.show(desk, original, say("discarded_change"))
    return desk.answer(say("discarded"), [[button(say("visit_list"), LIST)]])


async def _waits(desk: Desk, visit: Visit) -> bool:
    """Whether what the draft says has been handed in and nobody has decided yet."""
    told = await broadcasts.of_visit(desk.session, visit.replaces or visit.id)
    waiting = notices.open_among(told)
    if waiting is None or waiting.state != BroadcastState.SUBMITTED:
        return False
    return waiting.change_id == (visit.id if visit.replaces else None)
