"""A visit at a glance: what it says, who comes, how its notices stand, and what can be done."""

from collections.abc import Iterator

from bot.broadcasting.notice import card
from bot.staff import notices
from bot.staff.desk import Desk
from bot.staff.messages import Button, Messages
from bot.staff.presses import CHANGE, DISCARD, EDIT, LIST, SERVED, button
from bot.staff.values import summary
from bot.staff.words import say
from db import attendances, observations, visits
from db.consulates import Consulate
from db.staff import Act
from db.visits import Visit, VisitState


async def show(desk: Desk, visit: Visit, notice: str | None = None) -> Messages:
    """The visit as this member sees it, with the buttons that they may use; it changes nothing."""
    office = await desk.session.get_one(Consulate, visit.consulate)
    parts = [say(_title(visit), town=visit.town or office.city), _content(desk, visit, office)]
    parts += await _people(desk, visit)
    parts += await notices.lines_for(desk, visit)
    if visit.state == VisitState.DRAFT and visits.is_over(visit, desk.now):
        parts.append(say("visit_too_late"))
    rows = [*await notices.buttons_for(desk, visit), *([it] for it in _buttons(desk, visit))]
    return desk.answer("\n\n".join(parts), rows, notice=notice)


def _title(visit: Visit) -> str:
    if visit.replaces and visit.state == VisitState.DRAFT:
        return "visit_is_change"
    return f"visit_is_{visit.state}"


def _content(desk: Desk, visit: Visit, office: Consulate) -> str:
    """As people will read it, once there is all they must know."""
    if visits.next_field(visit) is None:
        return card(visit, office, desk.house.survey, "es")
    return summary(visit, desk.house.survey)


async def _people(desk: Desk, visit: Visit) -> list[str]:
    """How many said they will come, and how many were served."""
    about = visit.replaces or visit.id
    lines = []
    count = await attendances.head_count(desk.session, about)
    if any(count):
        lines.append(say("visit_head_count", going=count.going, not_going=count.not_going))
    served = await observations.served_at(desk.session, about)
    if served:
        lines.append(say("visit_served", persons=sum(served.values())))
    return lines


def _buttons(desk: Desk, visit: Visit) -> Iterator[Button]:
    member, is_draft = desk.member, visit.state == VisitState.DRAFT
    is_told = visit.state == VisitState.ANNOUNCED
    may_write = member.may(Act.WRITE, visit.consulate)
    field = visits.next_field(visit)
    if is_draft and may_write and field:
        yield button(say("visit_go_on"), EDIT, visit.id, field)
    if is_draft and may_write:
        yield button(say("visit_edit"), EDIT, visit.id)
        discard = "visit_discard_change" if visit.replaces else "visit_discard"
        yield button(say(discard), DISCARD, visit.id)
    if is_told and may_write and not visits.is_over(visit, desk.now):
        yield button(say("visit_change"), CHANGE, visit.id)
    if is_told and member.may(Act.RECORD, visit.consulate) and visits.has_come(visit, desk.now):
        yield button(say("visit_record"), SERVED, visit.id)
    yield button(say("visit_list"), LIST)
