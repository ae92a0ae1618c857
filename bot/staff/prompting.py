"""What the member should see now: what they are asked, the visit in hand, or where to begin."""

from bot.staff import asking, asking_served, choosing, figure_cursor, month_desk, overview
from bot.staff.desk import Desk
from bot.staff.messages import Messages
from bot.staff.words import say
from db import visits
from db.staff import EVERYWHERE, Act, Role, name_of
from db.visits import FIELDS, VisitState


async def welcome(desk: Desk) -> Messages:
    """Who we take the member for, and what can be done here."""
    member = desk.member
    places = [it.city for it in await desk.offices()]
    if EVERYWHERE in member.consulates:
        places = [say("everywhere")]
    duties = [say("whole_plan")] if EVERYWHERE in member.units else list(member.units)
    scope = ", ".join([*places, *duties])
    name, role = name_of(desk.house.keyring, member), say(f"role_{member.role}")
    return desk.say(f"{say('welcome', name=name, role=role, scope=scope)}\n\n{help_text(desk)}")


async def help_(desk: Desk) -> Messages:
    return desk.say(help_text(desk))


def help_text(desk: Desk) -> str:
    """Only what this member may do."""
    if not desk.member.consulates:  # a unit's or a planner's: nothing here is theirs
        return say("help_planner")
    commands = "\n".join(say(f"help_{it}") for it in _COMMANDS[Role(desk.member.role)])
    return f"{say('help')}\n\n{commands}"


_COMMANDS = {
    Role.OPERATOR: ("visit", "visits", "figures", "notices", "help"),
    Role.APPROVER: ("visits_approver", "notices", "help"),
    Role.ADMINISTRATOR: ("visit", "visits", "figures", "notices", "revoke", "help"),
    Role.PLANNER: ("planner", "help"),
}


async def present(desk: Desk, notice: str | None = None) -> Messages:
    """The question now asked, or the visit in hand; without one, the help. Changes nothing."""
    member, asking_for = desk.member, desk.member.asking
    if asking_for == choosing.CONSULATE:
        return choosing.show(desk, await choosing.offices(desk), notice)
    cursor = figure_cursor.read(asking_for)
    if cursor is not None:
        return await month_desk.show(desk, cursor, notice)
    found = visits.seen_by(desk.session, member, member.visit) if member.visit else None
    visit = await found if found else None
    if visit is None:
        return desk.answer(help_text(desk), notice=notice)
    service = asking_served.service_asked(asking_for)
    if service is not None and asking_served.may_record(desk, visit):
        return await asking_served.show(desk, visit, service, notice)
    may_write = visit.state == VisitState.DRAFT and member.may(Act.WRITE, visit.consulate)
    if asking_for in FIELDS and may_write:
        return await asking.show(desk, visit, asking_for, notice)
    return await overview.show(desk, visit, notice)
