"""A figure of a consulate's month is recorded as soon as it is said; a correction says why."""

from collections.abc import Sequence
from dataclasses import replace

from bot.staff import amounts, figures, month_desk, months
from bot.staff.desk import Desk
from bot.staff.figure_cursor import NOTHING_STANDS, Cursor
from bot.staff.messages import Messages
from bot.staff.noting import note
from bot.staff.sentences import seen
from bot.staff.words import say
from db import office_figures, recording
from db.observations import Observation
from db.office_figures import Figure, OfficeMonth
from db.recording import NotRecorded, Record, Recorded, Why

_SOURCE = "chat del personal"
_TIMES, _ABOVE = 10, 100  # what is usual: beyond both, an amount is asked twice
_FEWEST_LETTERS, _MOST_LETTERS = 3, 200  # of a reason


async def said(desk: Desk, cursor: Cursor, figure: Figure, words: str) -> Messages:
    """An amount, or what was meant as one; an unlikely one is asked twice."""
    dollars = figures.is_dollars(figure)
    amount = amounts.read(words, dollars=dollars)
    if amount is None:
        reason = say("dollars_unread" if dollars else "count_unread")
        return await month_desk.show(desk, cursor, f"⚠️ {reason}")
    if await _is_unlikely(desk, cursor.of, figure, amount):
        return await month_desk.go(desk, replace(cursor.at(figure), amount=amount))
    return await take(desk, cursor, figure, amount)


async def explained(desk: Desk, cursor: Cursor, figure: Figure, words: str) -> Messages:
    """The reason of a correction; of nothing but what the member was shown."""
    reason = seen(words)
    letters = sum(map(str.isalpha, reason))
    if letters < _FEWEST_LETTERS or len(reason) > _MOST_LETTERS:
        return await month_desk.show(desk, cursor, f"⚠️ {say('reason_unread')}")
    known = await office_figures.standing(desk.session, cursor.of, figure)
    amount = cursor.amount or amounts.NOT_APPLICABLE
    is_another = known is not None and known.id != cursor.against
    if known is not None and is_another and known.value != amounts.value(amount):
        return await _ask_why(desk, cursor, figure, amount, known, [])
    return await take(desk, cursor, figure, amount, reason)


async def take(
    desk: Desk, cursor: Cursor, figure: Figure, amount: str, reason: str | None = None
) -> Messages:
    """Records the amount, or asks for the reason; then what follows."""
    value, where = amounts.value(amount), office_figures.place(cursor.of, figure)
    asked = Record(where, value, _SOURCE, reason)
    match await recording.record(desk.session, desk.member, [asked], late=reason, now=desk.now):
        case Recorded() as done:
            return await _recorded(desk, cursor, figure, amount, done)
        case [NotRecorded(why=Why.UNEXPLAINED, known=Observation() as known), *others]:
            closed = [it.period for it in others if it.why is Why.SEALED]
            return await _ask_why(desk, cursor, figure, amount, known, closed)
        case [NotRecorded(why=Why.SEALED, period=period), *_]:
            return await _ask_why(desk, cursor, figure, amount, None, [period])
        case [NotRecorded(why=Why.OVERLAPS, known=Observation() as known), *_]:
            span = months.span_in_words(known.month, known.last_month)
            name = figures.name(figure, desk.house.survey)
            news = f"⚠️ {say('figure_overlaps', name=name, months=span)}"
            return await follow(desk, cursor, figure, news=[news])
        case _:
            return await month_desk.go(desk, cursor.at(figure), say("not_allowed"))


async def follow(
    desk: Desk,
    cursor: Cursor,
    figure: Figure | None = None,
    notice: str | None = None,
    news: Sequence[str] = (),
) -> Messages:
    """The next figure after *figure* that is not recorded yet, or the month as a whole."""
    month = await office_figures.of_month(desk.session, cursor.of)
    order = figures.asked(desk.house.survey, month)
    place = order.index(figure) + 1 if figure in order else 0
    following = next((it for it in order[place:] if month.lacks(it)), None)
    return await month_desk.go(desk, cursor.at(following), notice, news)


async def _recorded(
    desk: Desk, cursor: Cursor, figure: Figure, amount: str, done: Recorded
) -> Messages:
    if done.new or done.corrected:
        detail = {"series": figure.input.series, "service": figure.service}
        await note(desk, "correct" if done.corrected else "record", cursor.of, **detail)
    name = figures.name(figure, desk.house.survey)
    told = figures.told(figure, amounts.value(amount))
    notice = say("served_noted", service=name, persons=told)
    news = [say("period_reopened", period=it) for it in done.reopened]
    return await follow(desk, cursor, figure, notice, news)


async def _ask_why(  # noqa: PLR0913, PLR0917 - what would be recorded, and what stands against it
    desk: Desk,
    cursor: Cursor,
    figure: Figure,
    amount: str,
    known: Observation | None,
    closed: Sequence[str | None],
) -> Messages:
    """Of a correction, and of what is recorded after its period was closed.

    Says so where somebody else has recorded it since the member was asked why.
    """
    against = NOTHING_STANDS if known is None or known.id is None else known.id
    asked = replace(cursor.at(figure), amount=amount, against=against)
    news = [say("period_closed", period=it) for it in closed]
    if known is not None and cursor.against is not None and cursor.against != known.id:
        news.insert(0, say("figure_meanwhile", value=figures.told(figure, known.value)))
    return await month_desk.go(desk, asked, news=news)


async def _is_unlikely(desk: Desk, of: OfficeMonth, figure: Figure, amount: str) -> bool:
    """Beside the months before; what stands already was found likely once."""
    value = amounts.value(amount)
    known = (await office_figures.of_month(desk.session, of)).recorded.get(figure)
    if known is not None and known.value == value:
        return False
    usual = await office_figures.usual(desk.session, of, figure)
    if value is None or usual is None:
        return False
    return value > _TIMES * usual and value > usual + _ABOVE
