"""The question about one figure of a consulate's month; whether it is sure; why it changes."""

from collections.abc import Sequence
from decimal import Decimal

from bot.staff import amounts, figures, months
from bot.staff.desk import Desk
from bot.staff.figure_cursor import Cursor
from bot.staff.messages import Button, Messages, Rows
from bot.staff.words import say
from db import office_figures
from db.consulates import Consulate
from db.observations import Observation
from db.office_figures import Figure

BACK, KEEP, LEAVE, SURE = "back", "keep", "leave", "sure"
REASONS = ("reason_typed", "reason_news", "reason_twice")  # ready ones, by their words


async def show(
    desk: Desk, cursor: Cursor, figure: Figure, notice: str | None, news: Sequence[str]
) -> Messages:
    """Asks for what *cursor* lacks of *figure*. It changes nothing."""
    office = await desk.session.get_one(Consulate, cursor.of.consulate)
    month = await office_figures.of_month(desk.session, cursor.of)
    order = figures.asked(desk.house.survey, month)
    position = order.index(figure) + 1 if figure in order else 1
    step = say(
        "figure_step",
        office=office.city,
        month=months.in_words(cursor.of.month),
        position=position,
        total=len(order),
    )
    known = month.recorded.get(figure)
    if cursor.amount is None:
        text, rows = _question(desk, cursor, figure, known)
    elif cursor.against is None:
        text, rows = await _doubt(desk, cursor, figure, cursor.amount)
    else:
        text, rows = _why(cursor, figure, cursor.amount, known)
    return desk.answer("\n\n".join([*news, f"<i>{step}</i>", text]), rows, notice=notice)


def _question(
    desk: Desk, cursor: Cursor, figure: Figure, known: Observation | None
) -> tuple[str, Rows]:
    lines = [figures.question(figure, desk.house.survey)]
    if known is not None:
        lines.append(say("now_says", value=figures.told(figure, known.value)))
    on = "figure_keep" if known is not None else "skip"
    ways = [cursor.button(say("back"), BACK), cursor.button(say(on), KEEP)]
    none = [cursor.button(say("figure_none"), amounts.NOT_APPLICABLE)]
    return "\n\n".join(lines), [none, ways, [_leave(cursor)]]


async def _doubt(desk: Desk, cursor: Cursor, figure: Figure, amount: str) -> tuple[str, Rows]:
    usual = await office_figures.usual(desk.session, cursor.of, figure)
    told = figures.told(figure, amounts.value(amount))
    text = say("figure_doubt", amount=told, usual=figures.told(figure, usual or amounts.ZERO))
    rows = [
        [cursor.button(say("figure_sure", amount=told), SURE)],
        [cursor.button(say("served_not_sure"), BACK)],
        [_leave(cursor)],
    ]
    return text, rows


def _why(
    cursor: Cursor, figure: Figure, amount: str, known: Observation | None
) -> tuple[str, Rows]:
    before = say("nothing") if known is None else _quoted(figure, known.value)
    after = _quoted(figure, amounts.value(amount))
    ready = [[cursor.button(say(it), str(place))] for place, it in enumerate(REASONS)]
    asked = say("figure_why", before=before, after=after)
    if known is None:
        asked = say("figure_why_late", after=after)
    text = f"<b>{asked}</b>\n{say('hint_why')}"
    return text, [*ready, [cursor.button(say("figure_no_change"), BACK)], [_leave(cursor)]]


def _quoted(figure: Figure, value: Decimal | None) -> str:
    """A number stands for itself within a sentence; words are quoted."""
    told = figures.told(figure, value)
    return f"«{told}»" if value is None else told


def _leave(cursor: Cursor) -> Button:
    return cursor.button(say("leave"), LEAVE)
