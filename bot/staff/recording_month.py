"""/datos: a consulate records the figures of its month, one question a message."""

from bot.staff import choosing_office, month_answers, month_desk, prompting
from bot.staff.asking_figure import BACK, KEEP, LEAVE
from bot.staff.desk import Desk
from bot.staff.figure_cursor import Cursor, read
from bot.staff.messages import Messages
from bot.staff.words import means, say
from db import staff
from db.staff import Role

_WAYS = {"typed_back": BACK, "typed_leave": LEAVE, "typed_keep": KEEP, "typed_skip": KEEP}


async def command(desk: Desk) -> Messages:
    """Of which consulate, if there are several; else of which month."""
    offices = await choosing_office.offices(desk)
    if not offices:
        is_planner = desk.member.role == Role.PLANNER  # whose help says where their work is
        return await prompting.present(desk, None if is_planner else say("not_allowed"))
    only = offices[0].code if len(offices) == 1 else None
    return await month_desk.go(desk, Cursor(only))


async def pressed(desk: Desk) -> Messages:
    """FIGURES: an answer or a way, from where the button stood."""
    cursor = read(desk.member.asking)
    mark, _, answer = (desk.press.value if desk.press else "").partition("=")
    if cursor is None or mark != cursor.mark:
        return await prompting.present(desk, say("stale"))
    if not await month_desk.may(desk, cursor):
        return await _lost(desk)
    return await month_answers.pressed(desk, cursor, answer)


async def turned(desk: Desk) -> Messages:
    """OFFICES: another page of the consulates."""
    cursor = read(desk.member.asking)
    if cursor is None or cursor.consulate is not None:
        return await prompting.present(desk, say("stale"))
    return await month_desk.show(desk, cursor)


async def said(desk: Desk, cursor: Cursor) -> Messages:
    """Words in answer to what is asked; nothing else is understood."""
    if not await month_desk.may(desk, cursor):
        return await _lost(desk)
    if not desk.words:
        return await month_desk.show(desk, cursor, say("unreadable"))
    for key, way in _WAYS.items():
        if means(key, desk.words):
            return await month_answers.pressed(desk, cursor, way)
    return await month_answers.typed(desk, cursor)


async def _lost(desk: Desk) -> Messages:
    await staff.take_up(desk.session, desk.member, None)
    return await prompting.present(desk, say("office_lost"))
