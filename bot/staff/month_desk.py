"""What a member sees where they stand among the figures of consulates' months."""

from collections.abc import Sequence

from bot.staff import asking_figure, choosing_month, choosing_office, month_summary
from bot.staff.desk import Desk
from bot.staff.figure_cursor import Cursor
from bot.staff.messages import Messages
from bot.staff.words import say
from db import staff
from db.consulates import Consulate
from db.staff import Act


async def may(desk: Desk, cursor: Cursor) -> bool:
    """Whether the member may still record where they stand."""
    if cursor.consulate is None:
        return bool(await choosing_office.offices(desk))
    return desk.member.may(Act.RECORD, cursor.consulate)


async def show(
    desk: Desk, cursor: Cursor, notice: str | None = None, news: Sequence[str] = ()
) -> Messages:
    """*news* stays in the message, where a notice after a press goes by. It changes nothing."""
    if not await may(desk, cursor):
        return desk.answer(say("office_lost"), notice=notice)
    if cursor.consulate is None:
        return await choosing_office.show(desk, cursor, notice)
    if cursor.month is None:
        office = await desk.session.get_one(Consulate, cursor.consulate)
        return await choosing_month.show(desk, cursor, office, notice)
    if cursor.figure is None:
        return await month_summary.show(desk, cursor, notice, news)
    return await asking_figure.show(desk, cursor, cursor.figure, notice, news)


async def go(
    desk: Desk, cursor: Cursor, notice: str | None = None, news: Sequence[str] = ()
) -> Messages:
    """From here on the member stands at *cursor*."""
    await staff.take_up(desk.session, desk.member, None, str(cursor))
    return await show(desk, cursor, notice, news)
