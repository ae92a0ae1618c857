"""A consulate's month as it stands: every figure, and the way to each."""

from collections.abc import Sequence

from bot.staff import figures, months
from bot.staff.asking_figure import BACK, LEAVE
from bot.staff.desk import Desk
from bot.staff.figure_cursor import Cursor, code_of
from bot.staff.messages import Messages
from bot.staff.words import say
from db import office_figures
from db.consulate_inputs import ACTS
from db.consulates import Consulate
from db.office_figures import Figure, MonthFigures

GO_ON, LIST, SUMMARY = "on", "list", "month"


async def show(desk: Desk, cursor: Cursor, notice: str | None, news: Sequence[str]) -> Messages:
    """What is recorded, and — for what is not. It changes nothing."""
    month = await office_figures.of_month(desk.session, cursor.of)
    lacking = len(figures.lacking(desk.house.survey, month))
    lines = [*news, await _heading(desk, cursor), *_values(desk, month)]
    lines.append(say("figures_lack", count=lacking) if lacking else say("figures_complete"))
    rows = [[cursor.button(say("figures_go_on"), GO_ON)]] if lacking else []
    rows += [
        [cursor.button(say("visit_edit"), LIST)],
        [cursor.button(say("other_month"), BACK)],
        [cursor.button(say("figures_done"), LEAVE)],
    ]
    return desk.answer("\n\n".join(lines), rows, notice=notice)


async def list_figures(desk: Desk, cursor: Cursor) -> Messages:
    """Which figure is to be asked again."""
    month = await office_figures.of_month(desk.session, cursor.of)
    named = figures.asked(desk.house.survey, month)
    rows = [[cursor.button(figures.name(it, desk.house.survey), code_of(it))] for it in named]
    text = f"{await _heading(desk, cursor)}\n\n{say('which_field')}"
    return desk.answer(text, [*rows, [cursor.button(say("back"), SUMMARY)]])


async def _heading(desk: Desk, cursor: Cursor) -> str:
    office = await desk.session.get_one(Consulate, cursor.of.consulate)
    month = months.in_words(cursor.of.month)
    return f"<b>{say('month_of', office=office.city, month=month)}</b>"


def _values(desk: Desk, month: MonthFigures) -> list[str]:
    """The acts by service in a paragraph, the rest in another."""
    order = figures.asked(desk.house.survey, month)
    acts = [_line(desk, it, month) for it in order if it.input == ACTS]
    rest = [_line(desk, it, month) for it in order if it.input != ACTS]
    return ["\n".join([f"<b>{say('figure_actuaciones_consulares')}</b>", *acts]), "\n".join(rest)]


def _line(desk: Desk, figure: Figure, month: MonthFigures) -> str:
    known, longer = month.recorded.get(figure), month.longer.get(figure.input)
    told = say("nothing")
    if known is not None:
        told = figures.told(figure, known.value)
    elif longer is not None:
        told = say("figure_within", months=months.span_in_words(longer.month, longer.last_month))
    return say("figure_line", name=figures.name(figure, desk.house.survey), value=told)
