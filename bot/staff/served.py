"""Persons served at a visit, service by service; each number is kept as soon as it is said."""

import re
import unicodedata
from uuid import UUID

from bot.staff import asking_served, prompting, values
from bot.staff.desk import Desk
from bot.staff.messages import Messages
from bot.staff.noting import note
from bot.staff.presses import LIST, OPEN, SERVED, SHARE, button
from bot.staff.words import means, say
from db import observations, staff, visits
from db.staff import Act
from db.visits import Visit

MOST = 5000  # persons for one service at one visit; beyond it somebody mistyped
_UNLIKELY = 500  # asked twice where the visit has no capacity to compare with
_OVERRUN = 2  # times the capacity: beyond that, asked twice
_NUMBER = re.compile(r"\d{1,6}")


async def pressed(desk: Desk) -> Messages:
    """SERVED: "" begins, a service asks for it, service=number confirms an unlikely number."""
    press = desk.press
    visit = await _recordable(desk, press.subject if press else None)
    if isinstance(visit, str):
        return await prompting.present(desk, say(visit))
    order = await asking_served.services(desk, visit)
    service, _, number = (press.value if press else "").partition("=")
    if number:
        known = service in order and _NUMBER.fullmatch(number) and int(number) <= MOST
        if not known or (desk.member.visit, desk.member.asking) != (
            visit.id,
            asking_served.asking_for(service),
        ):
            return await prompting.present(desk, say("stale"))
        return await _record(desk, visit, service, int(number))
    if service == asking_served.END:
        return await _end(desk, visit)
    return await _ask(desk, visit, service if service in order else order[0])


async def said(desk: Desk, visit_id: UUID, service: str) -> Messages:
    """A number; or a way back or out."""
    visit = await _recordable(desk, visit_id)
    if isinstance(visit, str):
        await staff.take_up(desk.session, desk.member, None)
        return await prompting.present(desk, say(visit))
    order = await asking_served.services(desk, visit)
    if service not in order or means("typed_back", desk.words):
        place = order.index(service) if service in order else 0
        return await _ask(desk, visit, order[max(place - 1, 0)])
    if means("typed_leave", desk.words):
        await staff.take_up(desk.session, desk.member, None)
        return desk.answer(say("served_left"), [[button(say("visit_list"), LIST)]])
    if means("typed_keep", desk.words) and await _known(desk, visit, service) is not None:
        return await _next(desk, visit, service)
    return await _number(desk, visit, service)


async def _number(desk: Desk, visit: Visit, service: str) -> Messages:
    number = _read(desk.words)
    if number is None or number > MOST:
        reason = say("served_unread", most=MOST)
        return await asking_served.show(desk, visit, service, f"⚠️ {reason}")
    if number > _likely(visit):
        return _doubt(desk, visit, service, number)
    return await _record(desk, visit, service, number)


def _read(words: str) -> int | None:
    """Digits of any script; nothing else, so that no point is taken for a comma."""
    digits = unicodedata.normalize("NFKC", words)
    return int(digits) if _NUMBER.fullmatch(digits) else None


def _likely(visit: Visit) -> int:
    return _OVERRUN * visit.capacity if visit.capacity else _UNLIKELY


def _doubt(desk: Desk, visit: Visit, service: str, number: int) -> Messages:
    rows = [
        [button(say("served_sure", persons=number), SERVED, visit.id, f"{service}={number}")],
        [button(say("served_not_sure"), SERVED, visit.id, service)],
    ]
    return desk.answer(say("served_doubt", persons=number, likely=_likely(visit)), rows)


async def _record(desk: Desk, visit: Visit, service: str, number: int) -> Messages:
    """The same number again is no correction."""
    if await _known(desk, visit, service) != number:
        await observations.record_served(
            desk.session, desk.member, visit, service, number, now=desk.now
        )
        await note(desk, "record", visit, service=service)
    name = values.service_names([service], desk.house.survey)
    return await _next(desk, visit, service, say("served_noted", service=name, persons=number))


async def _next(desk: Desk, visit: Visit, service: str, notice: str | None = None) -> Messages:
    order = await asking_served.services(desk, visit)
    place = order.index(service) + 1
    if place < len(order):
        return await _ask(desk, visit, order[place], notice)
    return await _end(desk, visit, notice)


async def _ask(desk: Desk, visit: Visit, service: str, notice: str | None = None) -> Messages:
    await staff.take_up(desk.session, desk.member, visit.id, asking_served.asking_for(service))
    return await asking_served.show(desk, visit, service, notice)


async def _end(desk: Desk, visit: Visit, notice: str | None = None) -> Messages:
    await staff.take_up(desk.session, desk.member, visit.id)
    total = sum((await observations.served_at(desk.session, visit.id)).values())
    rows = [
        [button(say("notice_share"), SHARE, visit.id)],
        [button(say("see_visit"), OPEN, visit.id)],
    ]
    return desk.answer(say("served_end", town=visit.town, persons=total), rows, notice=notice)


async def _known(desk: Desk, visit: Visit, service: str) -> int | None:
    return (await observations.served_at(desk.session, visit.id)).get(service)


async def _recordable(desk: Desk, visit_id: UUID | None) -> Visit | str:
    """The visit, locked; or the key of why not."""
    session, member = desk.session, desk.member
    visit = await visits.seen_by(session, member, visit_id, lock=True) if visit_id else None
    if visit is None:
        return "not_found"
    if not member.may(Act.RECORD, visit.consulate):
        return "not_allowed"
    return visit if asking_served.may_record(desk, visit) else "served_too_early"
