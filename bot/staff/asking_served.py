"""The question about one service: how many persons it reached at a visit."""

from bot.staff import values
from bot.staff.desk import Desk
from bot.staff.messages import Button, Messages
from bot.staff.presses import LEAVE, SERVED, button
from bot.staff.words import say
from db import observations, visits
from db.interviews import SERVICE_QUESTION
from db.staff import Act
from db.visits import Visit, VisitState

END = "."  # in a button, instead of a service: nothing more is asked
_ASKED = "served:"  # what stands before the service while a member is asked about it


def asking_for(service: str) -> str:
    """What a member is asked, as their cursor keeps it."""
    return f"{_ASKED}{service}"


def service_asked(asking: str | None) -> str | None:
    """The service that the cursor names; none for a field of a draft."""
    is_service = asking is not None and asking.startswith(_ASKED)
    return asking.removeprefix(_ASKED) if asking and is_service else None


def may_record(desk: Desk, visit: Visit) -> bool:
    """Whether this member may say who was served, and the visit's first day has come."""
    is_told = visit.state == VisitState.ANNOUNCED
    may = desk.member.may(Act.RECORD, visit.consulate)
    return is_told and may and visits.has_come(visit, desk.now)


async def services(desk: Desk, visit: Visit) -> list[str]:
    """The visit's services, and those recorded before a correction took them away.

    In the survey's order.
    """
    known = desk.house.survey.question(SERVICE_QUESTION).choice_names
    recorded = await observations.served_at(desk.session, visit.id)
    return [name for name in known if name in (visit.services or []) or name in recorded]


async def show(desk: Desk, visit: Visit, service: str, notice: str | None = None) -> Messages:
    """Asks how many; what was recorded before may stand. Changes nothing."""
    order = await services(desk, visit)
    place = order.index(service) if service in order else 0
    known = (await observations.served_at(desk.session, visit.id)).get(order[place])
    name = values.service_names([order[place]], desk.house.survey)
    lines = [
        f"<i>{say('step', place=visit.town, position=place + 1, total=len(order))}</i>",
        f"<b>{say('ask_served', service=name)}</b>\n{say('hint_served')}",
    ]
    ways: list[Button] = []
    if place > 0:
        ways.append(button(say("back"), SERVED, visit.id, order[place - 1]))
    if known is not None:
        lines.append(say("now_says", value=known))
        after = order[place + 1] if place + 1 < len(order) else END
        ways.append(button(say("keep"), SERVED, visit.id, after))
    rows = [*([ways] if ways else []), [button(say("leave"), LEAVE, visit.id)]]
    return desk.answer("\n\n".join(lines), rows, notice=notice)
