"""Sending a notice back, with a reason between colleagues that nobody stores."""

from uuid import UUID

from bot.staff import notices, prompting, reviewing, standing
from bot.staff.colleagues import writers
from bot.staff.desk import Desk
from bot.staff.messages import Messages, Say
from bot.staff.noting import note
from bot.staff.presses import REJECT, REVIEW, button
from bot.staff.words import means, say
from bot.tokens import from_token, token
from db import broadcasts, staff, watches
from db.broadcasts import Broadcast, BroadcastState, Refused
from db.staff import chat_of, name_of

_ASKING = "reject "  # and the broadcast: what a member is asked out of turn
_TOLD = "rejected "  # and the broadcast, once the reason was told
_NOT = "-"  # on a button: nothing is sent back
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
    if press and press.value == _NOT:
        return await _leave(desk, broadcast)
    if press and press.value == "!":
        return await _send_back(desk, broadcast, None)
    await _ask_next(desk, f"{_ASKING}{token(broadcast.id)}")
    return _ask(desk, broadcast)


async def reason(desk: Desk) -> Messages:
    """The words that the button asked for; anything else asks again."""
    asking = (desk.member.asking or "").removeprefix(_ASKING)
    broadcast = await _for_decision(desk, from_token(asking))
    if not isinstance(broadcast, Refused) and not desk.words:
        return _ask(desk, broadcast)
    if not isinstance(broadcast, Refused) and means("typed_back", desk.words):
        return await _leave(desk, broadcast)
    await _ask_next(desk, f"{_TOLD}{asking}")
    if isinstance(broadcast, Refused):
        return desk.say(say(broadcast.why))
    if broadcast.state != BroadcastState.SUBMITTED:
        return await reviewing.show(desk, broadcast, say("broadcast_decided"))
    return await _send_back(desk, broadcast, desk.words[:_LONGEST])


async def repeated(desk: Desk) -> Messages:
    """After words that were delivered twice: how the broadcast stands whose reason they were."""
    told = desk.member.asking or ""
    subject = from_token(told.removeprefix(_TOLD)) if told.startswith(_TOLD) else None
    broadcast = subject and await broadcasts.seen_by(desk.session, desk.member, subject)
    return await (reviewing.show(desk, broadcast) if broadcast else prompting.present(desk))


def _ask(desk: Desk, broadcast: Broadcast) -> Messages:
    without = button(say("reject_without"), REJECT, broadcast.id, "!")
    back = button(say("steer_back"), REJECT, broadcast.id, _NOT)
    return desk.say(say("reject_ask"), [[without], [back]])


async def _leave(desk: Desk, broadcast: Broadcast) -> Messages:
    """Nothing is sent back; the member's next words mean something else again."""
    if is_asked(desk):
        await _ask_next(desk, None)
    return await reviewing.show(desk, broadcast)


async def _ask_next(desk: Desk, asking: str | None) -> None:
    """The visit in hand stays so."""
    await staff.take_up(desk.session, desk.member, desk.member.visit, asking)


async def _for_decision(desk: Desk, broadcast_id: UUID | None) -> Broadcast | Refused:
    """The broadcast, locked, if this member is one who decides about it."""
    if broadcast_id is None:
        return Refused("not_found")
    broadcast = await broadcasts.seen_by(desk.session, desk.member, broadcast_id, lock=True)
    if broadcast is None:
        return Refused("not_found")
    return broadcast if standing.may_approve(broadcast, desk.member) else Refused("not_allowed")


async def _send_back(desk: Desk, broadcast: Broadcast, why: str | None) -> Messages:
    """That it was sent back whoever watches tells its writers, however long it takes.

    The reason is stored nowhere, so it gets one try, before anything that might fail.
    """
    await broadcasts.reject(desk.session, desk.member, broadcast, now=desk.now)
    if is_asked(desk):
        await _ask_next(desk, None)
    await note(desk, "reject", broadcast)
    await watches.open_for(desk.session, broadcast.id, broadcast.writers)
    told = await _told(desk, broadcast, why) if why else []
    return [*told, *desk.answer(say("rejected"))]


async def _told(desk: Desk, broadcast: Broadcast, why: str) -> Messages:
    """The reason to each writer."""
    keyring = desk.house.keyring
    stands = await standing.standing(desk.session, keyring, broadcast)
    heading = say("rejected_told", kind=notices.kind(broadcast), town=stands.town)
    reason = say("rejected_reason", name=name_of(keyring, desk.member), reason=why)
    see = [[button(say("notice_see"), REVIEW, broadcast.id)]]
    return [
        Say(chat_of(keyring, it), f"{heading}\n\n{reason}", see)
        for it in await writers(desk, broadcast)
    ]
