"""Of which consulate figures are recorded, where a member may record for several."""

from collections.abc import Sequence

from bot.staff.asking_figure import LEAVE
from bot.staff.desk import Desk
from bot.staff.figure_cursor import Cursor
from bot.staff.messages import Messages
from bot.staff.paging import PAGE, page_of
from bot.staff.presses import OFFICES
from bot.staff.words import say
from db.consulates import Consulate
from db.staff import Act


async def offices(desk: Desk) -> list[Consulate]:
    """Those for which the member may record."""
    return [it for it in await desk.offices() if desk.member.may(Act.RECORD, it.code)]


async def found(desk: Desk, cursor: Cursor, matches: Sequence[Consulate]) -> Messages:
    """Those that what was typed names, if they are few; else all of them, and why."""
    if 0 < len(matches) <= PAGE:
        return await show(desk, cursor, None, matches)
    return await show(desk, cursor, say("offices_many" if matches else "no_office"))


async def show(
    desk: Desk, cursor: Cursor, notice: str | None, few: Sequence[Consulate] = ()
) -> Messages:
    """A few of them, or all, page by page."""
    page = page_of(desk, few or await offices(desk))
    rows = [[cursor.button(it.name, it.code)] for it in page.shown]
    text = "\n\n".join([say("ask_office"), *page.lines])
    leave = [cursor.button(say("leave"), LEAVE)]
    return desk.answer(text, [*rows, *page.turning(OFFICES), leave], notice=notice)
