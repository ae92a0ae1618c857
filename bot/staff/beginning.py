"""Where a draft comes from: a new visit of one of the member's consulates, or a change to one."""

from bot.search import matching
from bot.staff import choosing, prompting, visiting
from bot.staff.choosing import CONSULATE
from bot.staff.desk import Desk
from bot.staff.messages import Messages
from bot.staff.noting import note
from bot.staff.paging import PAGE
from bot.staff.presses import EDIT, NEW, button
from bot.staff.words import say
from db import drafts, staff, visits
from db.consulates import Consulate
from db.staff import Act
from db.visits import Visit, VisitState


async def command(desk: Desk) -> Messages:
    """/visita: on with what one has begun, or a new one."""
    begun = await drafts.unfinished(desk.session, desk.member)
    offered = [
        button(say("go_on_with", town=it.town), EDIT, it.id, visits.next_field(it) or "")
        for it in begun[-PAGE:]
        if it.town
    ]
    if not offered:
        return await _new(desk, "")
    await staff.take_up(desk.session, desk.member, None)  # words that follow answer nothing old
    rows = [*([it] for it in offered), [button(say("begin_anew"), NEW)]]
    return desk.answer(say("begun_already"), rows)


async def pressed(desk: Desk) -> Messages:
    """NEW: a visit of the consulate named, or of one to be chosen."""
    return await _new(desk, desk.press.value if desk.press else "")


async def said(desk: Desk) -> Messages:
    """The consulate by its name, city or country."""
    offices = await choosing.offices(desk)
    found = matching(offices, desk.words)
    if len(found) == 1:
        return await _begin(desk, found[0])
    return choosing.show(desk, found or offices, None if found else say("no_office"))


async def change(desk: Desk) -> Messages:
    """CHANGE: what is to be different about an announced visit; one change at a time."""
    session, member = desk.session, desk.member
    subject = desk.press.subject if desk.press else None
    visit = await visits.seen_by(session, member, subject, lock=True) if subject else None
    refused = _why_not(desk, visit)
    if visit is None or refused:
        return await prompting.present(desk, say(refused or "not_found"))
    found = await drafts.change_to(session, visit)
    if found is None:
        found = await visits.change_of(session, member, visit, now=desk.now)
        await note(desk, "change", found)
    await staff.take_up(session, member, found.id)
    return await visiting.list_fields(desk, found)


def _why_not(desk: Desk, visit: Visit | None) -> str | None:
    if visit is None:
        return "not_found"
    if not desk.member.may(Act.WRITE, visit.consulate):
        return "not_allowed"
    if visit.state != VisitState.ANNOUNCED or visits.is_over(visit, desk.now):
        return "no_change"
    return None


async def _new(desk: Desk, code: str) -> Messages:
    offices = await choosing.offices(desk)
    if not offices:
        return await prompting.present(desk, say("not_allowed"))
    if code and code not in {it.code for it in offices}:
        return await prompting.present(desk, say("not_found"))
    chosen = [it for it in offices if code in {"", it.code}]
    if len(chosen) == 1:
        return await _begin(desk, chosen[0])
    await staff.take_up(desk.session, desk.member, None, CONSULATE)
    return choosing.show(desk, offices)


async def _begin(desk: Desk, office: Consulate) -> Messages:
    """A draft with nothing in it yet; one that is there already is as good as a new one."""
    begun = await drafts.unfinished(desk.session, desk.member)
    blank = (it for it in begun if it.consulate == office.code and drafts.is_blank(it))
    draft = next(blank, None)
    if draft is None:
        draft = await visits.draft(desk.session, desk.member, office.code, now=desk.now)
        await note(desk, "draft", draft)
    return await visiting.go_on(desk, draft)
