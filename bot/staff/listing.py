"""The visits of a member's consulates: first those that lack who was served, then what comes."""

from datetime import timedelta

from bot.staff import days, overview, prompting
from bot.staff.desk import Desk
from bot.staff.messages import Messages
from bot.staff.paging import page_of
from bot.staff.presses import LIST, OPEN, button
from bot.staff.words import say
from db import staff, visits
from db.visits import Visit, VisitState

_REMEMBERED = timedelta(days=60)


async def listing(desk: Desk) -> Messages:
    """/visitas, and LIST with a page.

    What was in hand is put down: words that follow answer nothing old.
    """
    await staff.take_up(desk.session, desk.member, None)
    found = await _ordered(desk)
    if not found:
        return desk.answer(say("no_visits"))
    page = page_of(desk, found)
    lines = [say("visits")]
    if any(_lacks_persons(desk, it) for it in found):
        lines.append(say("visits_lack"))
    rows = [[button(_label(desk, it), OPEN, it.id)] for it in page.shown]
    return desk.answer("\n\n".join([*lines, *page.lines]), [*rows, *page.turning(LIST)])


async def open_(desk: Desk) -> Messages:
    """OPEN: takes a visit in hand and shows it."""
    subject = desk.press.subject if desk.press else None
    visit = await visits.seen_by(desk.session, desk.member, subject) if subject else None
    if visit is None:
        return await prompting.present(desk, say("not_found"))
    await staff.take_up(desk.session, desk.member, visit.id)
    return await overview.show(desk, visit)


async def _ordered(desk: Desk) -> list[Visit]:
    """Reminders, drafts, what comes, and last what was recorded and may be corrected."""
    since = (desk.now - _REMEMBERED).date()
    found = await visits.listed(desk.session, desk.member, since=since)
    kept = [it for it in found if it.state != VisitState.CANCELLED or not _is_over(desk, it)]
    return sorted(kept, key=lambda it: _rank(desk, it))


def _rank(desk: Desk, visit: Visit) -> int:
    if _lacks_persons(desk, visit):
        return 0
    if visit.state == VisitState.DRAFT:
        return 1
    return 3 if _is_over(desk, visit) else 2


def _lacks_persons(desk: Desk, visit: Visit) -> bool:
    is_past = visit.state == VisitState.ANNOUNCED and _is_over(desk, visit)
    return is_past and visit.made_at is None


def _is_over(desk: Desk, visit: Visit) -> bool:
    return visits.is_over(visit, desk.now)


def _label(desk: Desk, visit: Visit) -> str:
    """«📣 Toledo · sáb 12 dic»."""
    sign = say(f"sign_{visit.state}")
    if visit.state == VisitState.DRAFT and visit.replaces:
        sign = say("sign_change")
    if _lacks_persons(desk, visit):
        sign = say("sign_lacks")
    elif visit.made_at is not None:
        sign = say("sign_recorded")
    when = days.in_short(visit.first_day) if visit.first_day else say("no_day")
    return say("visit_label", sign=sign, town=visit.town or visit.consulate, when=when)
