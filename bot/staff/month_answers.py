"""What a button or typed words answer, wherever a member stands among the figures of months."""

from dataclasses import replace

from bot.search import matching
from bot.staff import (
    amounts,
    choosing_office,
    figures,
    month_desk,
    month_summary,
    months,
    recording_figure,
)
from bot.staff.asking_figure import BACK, KEEP, LEAVE, REASONS, SURE
from bot.staff.desk import Desk
from bot.staff.figure_cursor import Cursor, code_of
from bot.staff.messages import Messages
from bot.staff.month_summary import GO_ON, LIST
from bot.staff.refusal import Refusal
from bot.staff.words import means, say
from db import office_figures, staff
from db.consulates import Consulate
from db.office_figures import Figure


async def pressed(desk: Desk, cursor: Cursor, answer: str) -> Messages:
    """A way, or one of the ready answers of where the member stands."""
    if answer == LEAVE:
        await staff.take_up(desk.session, desk.member, None)
        return desk.answer(say("figures_left"))
    if answer == BACK:
        return await _back(desk, cursor)
    if cursor.consulate is None:
        codes = {it.code for it in await choosing_office.offices(desk)}
        return await _office(desk, cursor, answer if answer in codes else None)
    if cursor.month is None:
        return await _month(desk, cursor, answer)
    if cursor.figure is None:
        return await _of_summary(desk, cursor, answer)
    return await _of_figure(desk, cursor, cursor.figure, answer)


async def typed(desk: Desk, cursor: Cursor) -> Messages:
    """Words that are no way back or out."""
    if cursor.consulate is None:
        found = matching(await choosing_office.offices(desk), desk.words)
        if len(found) == 1:
            return await _office(desk, cursor, found[0].code)
        return await choosing_office.found(desk, cursor, found)
    if cursor.month is None:
        return await _month(desk, cursor, desk.words)
    if cursor.figure is None:
        return await month_desk.show(desk, cursor, say("figures_none_asked"))
    return await _typed_of_figure(desk, cursor, cursor.figure)


async def _typed_of_figure(desk: Desk, cursor: Cursor, figure: Figure) -> Messages:
    """The reason that is asked for; else an amount, or whether the one that waits is sure."""
    if cursor.against is not None:
        return await recording_figure.explained(desk, cursor, figure, desk.words)
    if cursor.amount is not None and means("typed_yes", desk.words):
        return await recording_figure.take(desk, cursor, figure, cursor.amount)
    if cursor.amount is not None and means("typed_no", desk.words):
        return await _back(desk, cursor)
    return await recording_figure.said(desk, cursor, figure, desk.words)


async def _office(desk: Desk, cursor: Cursor, code: str | None) -> Messages:
    if code is None:
        return await month_desk.show(desk, cursor, say("no_office"))
    return await month_desk.go(desk, Cursor(code))


async def _month(desk: Desk, cursor: Cursor, said: str) -> Messages:
    """On with what is missing of the month, or to the whole of it."""
    office = await desk.session.get_one(Consulate, cursor.consulate)
    month = months.read(said, months.running(office, desk.now))
    if isinstance(month, Refusal):
        return await month_desk.show(desk, cursor, f"⚠️ {month.why}")
    return await recording_figure.follow(desk, replace(cursor, month=month))


async def _of_summary(desk: Desk, cursor: Cursor, answer: str) -> Messages:
    if answer == GO_ON:
        return await recording_figure.follow(desk, cursor)
    if answer == LIST:
        return await month_summary.list_figures(desk, cursor)
    meant = (it for it in await _asked(desk, cursor) if code_of(it) == answer)
    figure = next(meant, None)
    if figure is not None:
        return await month_desk.go(desk, cursor.at(figure))
    return await month_desk.show(desk, cursor)


async def _of_figure(desk: Desk, cursor: Cursor, figure: Figure, answer: str) -> Messages:
    """Keeping an amount that waits would be no answer to whether it is sure, or to why."""
    if answer == KEEP and cursor.amount is None:
        return await recording_figure.follow(desk, cursor, figure)
    if answer == amounts.NOT_APPLICABLE and cursor.amount is None:
        return await recording_figure.take(desk, cursor, figure, answer)
    if cursor.amount is not None and cursor.against is None and answer == SURE:
        return await recording_figure.take(desk, cursor, figure, cursor.amount)
    if cursor.against is not None and answer in map(str, range(len(REASONS))):
        reason = say(REASONS[int(answer)])
        return await recording_figure.explained(desk, cursor, figure, reason)
    return await month_desk.show(desk, cursor)


async def _back(desk: Desk, cursor: Cursor) -> Messages:
    """To what was asked before: the figure before, the months, the consulates."""
    if cursor.figure is not None and cursor.amount is not None:
        return await month_desk.go(desk, cursor.at(cursor.figure))
    if cursor.figure is not None:
        order = await _asked(desk, cursor)
        place = order.index(cursor.figure) if cursor.figure in order else 0
        if place > 0:
            return await month_desk.go(desk, cursor.at(order[place - 1]))
    if cursor.month is not None:
        return await month_desk.go(desk, Cursor(cursor.consulate))
    several = len(await choosing_office.offices(desk)) > 1
    if cursor.consulate is not None and several:
        return await month_desk.go(desk, Cursor())
    return await month_desk.show(desk, cursor, say("first_question"))


async def _asked(desk: Desk, cursor: Cursor) -> list[Figure]:
    month = await office_figures.of_month(desk.session, cursor.of)
    return figures.asked(desk.house.survey, month)
