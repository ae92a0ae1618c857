"""Which month of a consulate is recorded: the last ones are on buttons, others are typed."""

from datetime import date

from bot.staff import choosing_office, figures, months
from bot.staff.asking_figure import BACK, LEAVE
from bot.staff.desk import Desk
from bot.staff.figure_cursor import Cursor
from bot.staff.messages import Messages
from bot.staff.words import say
from db import office_figures
from db.consulates import Consulate
from db.office_figures import MonthFigures


async def show(desk: Desk, cursor: Cursor, office: Consulate, notice: str | None) -> Messages:
    current = months.running(office, desk.now)
    offered = months.offered(current)
    found = await office_figures.of_months(desk.session, office.code, offered)
    rows = [[cursor.button(_label(desk, it, current), f"{it.of.month:%Y-%m}")] for it in found]
    ways = [cursor.button(say("leave"), LEAVE)]
    if len(await choosing_office.offices(desk)) > 1:
        ways.insert(0, cursor.button(say("back"), BACK))
    return desk.answer(say("ask_month", office=office.city), [*rows, ways], notice=notice)


def _label(desk: Desk, found: MonthFigures, current: date) -> str:
    """«octubre de 2026 · faltan 3», «noviembre de 2026 (en curso) · faltan 14»."""
    month = months.in_words(found.of.month)
    if found.of.month == current:
        month = say("month_running", month=month)
    lacking = len(figures.lacking(desk.house.survey, found))
    if not lacking:
        return say("month_complete", month=month)
    return say("month_lacks", month=month, count=lacking)
