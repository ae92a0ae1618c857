"""Sending a notice back, with a reason between colleagues that nobody stores."""

from uuid import UUID

from bot.staff import notices, reviewing, standing
from bot.staff.colleagues import writers
from bot.staff.desk import Desk
from bot.staff.messages import Messages, Say
from bot.staff.noting import note
from bot.staff.presses import REJECT, REVIEW, button
from bot.staff.words import say
from bot.tokens import from_token, token
from db import broadcasts, staff
from db.broadcasts import Broadcast, BroadcastState, Refused
from db.staff import chat_of, name_of

_ASKING = "reject "  # and the broadcast: what a member is asked out of turn
_LONGEST = 1000  # letters of a reason that fit a message with everything around


def is_asked(desk: Desk) -> bool:
    """Whether the member's next words are the reason."""
    return (desk.member.asking or "").startswith(_ASKING)


async def reject(desk: Desk) -> Messages:
    """The button: asks for the reason, or sends it back without one."""
    press = desk.press
    broadcast = await _for_decision(desk, press.subject if press else None)
    if isinstance(broadcast, Refused):
        return desk.say(say(broadcast.why))
    if broadcast.state != BroadcastState.SUBMITTED:
        return await reviewing.show(desk, broadcast, say("broadcast_decided"))
    if press and press.value == "!":
        return await _send_back(desk, broadcast, None)
    asking = f"{_ASKING}{token(broadcast.id)}"
    await staff.take_up(desk.session, desk.member, desk.member.visit, asking)
    without = button(say("reject_without"), REJECT, broadcast.id, "!")
    return desk.say(say("reject_ask"), [[without]])


async def reason(desk: Desk) -> Messages:
    """The words that the button asked for; anything else asks again."""
    asking = (desk.member.asking or "").removeprefix(_ASKING)
    broadcast = await _for_decision(desk, from_token(asking))
    if not isinstance(broadcast, Refused) and not desk.words:
        without = button(say("reject_without"), REJECT, broadcast.id, "!")
        return desk.say(say("reject_ask"), [[without]])
    await staff.take_up(desk.session, desk.member, desk.member.visit)
    if isinstance(broadcast, Refused):
        return desk.say(say(broadcast.why))
    if broadcast.state != BroadcastState.SUBMITTED:
        return await reviewing.show(desk, broadcast, say("broadcast_decided"))
    return await _send_back(desk, broadcast, desk.words[:_LONGEST])


async def _for_decision(desk: Desk, broadcast_id: UUID | None) -> Broadcast | Refused:
    """The broadcast, locked, if this member is one who decides about it."""
    if broadcast_id is None:
        return Refused("not_found")
    broadcast = await broadcasts.seen_by(desk.session, desk.member, broadcast_id, lock=True)
    if broadcast is None:
        return Refused("not_found")
    return broadcast if standing.may_approve(broadcast, desk.member) else Refused("not_allowed")


async def _send_back(desk: Desk, broadcast: Broadcast, why: str | None) -> Messages:
    await broadcasts.reject(desk.session, desk.member, broadcast, now=desk.now)
    if is_asked(desk):
        await staff.take_up(desk.session, desk.member, desk.member.visit)
    await note(desk, "reject", broadcast)
    stands = await standing.standing(desk.session, desk.house.keyring, broadcast)
    told = say("rejected_told", kind=notices.kind(broadcast), town=stands.town)
    if why:
        name = name_of(desk.house.keyring, desk.member)
        told += "\n\n" + say("rejected_reason", name=name, reason=why)
    see = [[button(say("notice_see"), REVIEW, broadcast.id)]]
    keyring = desk.house.keyring
    written = await writers(desk, broadcast)
    return [
        *desk.answer(say("rejected")),
        *(Say(chat_of(keyring, it), told, see) for it in written),
    ]
