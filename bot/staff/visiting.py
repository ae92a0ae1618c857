"""The wizard of a visit: the draft row is its state, and each member has a cursor of their own."""

from collections.abc import Awaitable, Callable
from uuid import UUID

from bot.staff import asking, consequences, fields, overview, prompting, values
from bot.staff.desk import Desk
from bot.staff.fields import Values
from bot.staff.messages import Messages
from bot.staff.noting import note
from bot.staff.presses import EDIT, LIST, OPEN, button
from bot.staff.refusal import Refusal
from bot.staff.words import means, say
from db import staff, visits
from db.staff import Act
from db.visits import FIELDS, Visit, VisitState


async def pressed(desk: Desk) -> Messages:
    """ANSWER: a ready answer, or "" to leave the field as it is."""
    field, _, answer = _value(desk).partition("=")
    visit = await _asked(desk, field)
    if isinstance(visit, Refusal):
        return await prompting.present(desk, visit.why)
    return await (answered(desk, visit, field, answer) if answer else go_on(desk, visit))


async def marked(desk: Desk) -> Messages:
    """MARK: ticks a service, which is not stored, or tells those that are ticked."""
    visit = await _asked(desk, "services")
    if isinstance(visit, Refusal):
        return await prompting.present(desk, visit.why)
    names = asking.ticked(desk, await asking.setting(desk, visit))
    if names and _value(desk).endswith("!"):
        return await _keep_answer(desk, visit, "services", {"services": names})
    return await asking.show(desk, visit, "services")


async def back(desk: Desk) -> Messages:
    """BACK: from the field that the button stood under."""
    visit = await _asked(desk, _value(desk))
    if isinstance(visit, Refusal):
        return await prompting.present(desk, visit.why)
    return await before(desk, visit, _value(desk))


async def leave(desk: Desk) -> Messages:
    """LEAVE: the draft stays as it is."""
    if desk.press is None or desk.press.subject != desk.member.visit:
        return await prompting.present(desk, say("stale"))
    return await left(desk)


async def edit(desk: Desk) -> Messages:
    """EDIT: a field to be asked again, or the list of them."""
    visit = await writable(desk, desk.press.subject if desk.press else None)
    if isinstance(visit, Refusal):
        return await prompting.present(desk, visit.why)
    field = _value(desk)
    order = fields.asked(await asking.setting(desk, visit))
    if field in order or field == visits.next_field(visit):
        return await ask(desk, visit, field)
    return await list_fields(desk, visit)


async def list_fields(desk: Desk, visit: Visit) -> Messages:
    """Which field is to be asked again."""
    await staff.take_up(desk.session, desk.member, visit.id)
    order = fields.asked(await asking.setting(desk, visit))
    named = [button(say(f"field_{it}"), EDIT, visit.id, it) for it in order]
    rows = [named[i : i + 2] for i in range(0, len(named), 2)]
    text = f"{say('which_field')}\n\n{values.summary(visit, desk.house.survey)}"
    return desk.answer(text, [*rows, [button(say("back"), OPEN, visit.id)]])


async def ask(desk: Desk, visit: Visit, field: str, notice: str | None = None) -> Messages:
    """Asks *field* of this member from now on."""
    await staff.take_up(desk.session, desk.member, visit.id, field)
    return await asking.show(desk, visit, field, notice)


async def go_on(desk: Desk, visit: Visit, notice: str | None = None) -> Messages:
    """What follows: the first empty field, or the visit as a whole.

    Where the country has one zone only, it is not asked for.
    """
    setting = await asking.setting(desk, visit)
    if visit.timezone is None and "timezone" not in fields.asked(setting):
        own = setting.office.timezone
        await visits.write(desk.session, desk.member, visit, timezone=own)
    field = visits.next_field(visit)
    if field is not None:
        return await ask(desk, visit, field, notice)
    await staff.take_up(desk.session, desk.member, visit.id)
    return await overview.show(desk, visit, notice)


async def said(desk: Desk, visit_id: UUID, field: str) -> Messages:
    """Words, a place or a picture, in answer to *field*."""
    visit = await writable(desk, visit_id)
    if isinstance(visit, Refusal):
        await staff.take_up(desk.session, desk.member, None)
        return await prompting.present(desk, visit.why)
    for key, way in _WAYS.items():
        if means(key, desk.words):
            return await way(desk, visit, field)
    if desk.words:
        return await answered(desk, visit, field, desk.words)
    return await _sent(desk, visit, field)


async def _sent(desk: Desk, visit: Visit, field: str) -> Messages:
    """A picture or a place where it is asked for; nothing else is understood."""
    spot = desk.message.location if desk.message else None
    if field == "flyer" and desk.picture:
        await visits.put_flyer(desk.session, desk.member, visit, desk.picture)
        return await _keep_answer(desk, visit, field, {"flyer": True})
    if field == "place" and spot:
        columns = {"latitude": spot.latitude, "longitude": spot.longitude}
        await _write(desk, visit, field, columns)
        return await ask(desk, visit, field, say("point_noted"))
    reason = "picture_unread" if field == "flyer" else "unreadable"
    return await asking.show(desk, visit, field, say(reason))


async def answered(desk: Desk, visit: Visit, field: str, answer: str) -> Messages:
    """Takes an answer, or asks again with the reason."""
    setting = await asking.setting(desk, visit)
    understood = fields.read(field, answer, setting)
    if isinstance(understood, Refusal):
        return await asking.show(desk, visit, field, f"⚠️ {understood.why}")
    return await _keep_answer(desk, visit, field, understood)


async def before(desk: Desk, visit: Visit, field: str) -> Messages:
    """The field asked before this one."""
    earlier = fields.before(field, await asking.setting(desk, visit))
    if not earlier:
        return await asking.show(desk, visit, field, say("first_question"))
    return await ask(desk, visit, earlier[-1])


async def keep(desk: Desk, visit: Visit, _field: str) -> Messages:
    """Leaves the field as it is; an empty one is asked again."""
    return await go_on(desk, visit)


async def left(desk: Desk, _visit: Visit | None = None, _field: str = "") -> Messages:
    """The draft stays, and is not in hand any more."""
    await staff.take_up(desk.session, desk.member, None)
    return desk.answer(say("left"), [[button(say("visit_list"), LIST)]])


async def writable(desk: Desk, visit_id: UUID | None) -> Visit | Refusal:
    """A draft that this member may write, locked until the transaction ends."""
    session, member = desk.session, desk.member
    visit = await visits.seen_by(session, member, visit_id, lock=True) if visit_id else None
    if visit is None:
        return Refusal(say("not_found"))
    if not member.may(Act.WRITE, visit.consulate):
        return Refusal(say("not_allowed"))
    if visit.state != VisitState.DRAFT:
        return Refusal(say("no_draft"))
    return visit


async def _asked(desk: Desk, field: str) -> Visit | Refusal:
    """The draft whose *field* the pressed button stood under, if that is asked now."""
    visit = await writable(desk, desk.press.subject if desk.press else None)
    if isinstance(visit, Refusal):
        return visit
    is_asked = (desk.member.visit, desk.member.asking) == (visit.id, field)
    return visit if is_asked and field in FIELDS else Refusal(say("stale"))


async def _keep_answer(desk: Desk, visit: Visit, field: str, understood: Values) -> Messages:
    entailed = consequences.of(understood, await asking.setting(desk, visit))
    if isinstance(entailed, Refusal):
        return await asking.show(desk, visit, field, f"⚠️ {entailed.why}")
    had_hours = visit.opens is not None
    await _write(desk, visit, field, entailed)
    notice = noted(desk, visit, field)
    if had_hours and visit.opens is None:
        notice = f"{notice}\n{say('hours_emptied')}"
    return await go_on(desk, visit, notice)


async def _write(desk: Desk, visit: Visit, field: str, columns: Values) -> None:
    await visits.write(desk.session, desk.member, visit, **columns)
    await note(desk, "write", visit, field=field)


def noted(desk: Desk, visit: Visit, field: str) -> str:
    """What was understood: «Anotado: sábado, 12 de diciembre de 2026»."""
    return say("noted", value=values.in_words(visit, field, desk.house.survey)[:_GLIMPSE])


def _value(desk: Desk) -> str:
    return desk.press.value if desk.press else ""


_WAYS: dict[str, Callable[[Desk, Visit, str], Awaitable[Messages]]] = {
    "typed_back": before,
    "typed_leave": left,
    "typed_keep": keep,
}
_GLIMPSE = 150  # letters of an answer that are read back at once
