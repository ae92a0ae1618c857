"""Visits as a person sees them in the chat: a list with a button each, and the card of one."""

from collections.abc import Sequence
from datetime import datetime

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup
from babel.dates import format_skeleton

from bot.broadcasting import notice
from bot.broadcasting.words import say as say_of_visit
from bot.citizen.presses import Attend, Look
from bot.citizen.rendering import Shown
from bot.citizen.ticking import ticked
from bot.citizen.words import say
from bot.tokens import token
from db import visits
from db.consulates import Consulate
from db.visits import Visit, VisitState
from surveys import Survey

_LOCALES = {"es": "es_PE", "en": "en_US"}


def listed(found: Sequence[Visit], of: str | None, text: str, labels: Sequence[str]) -> Shown:
    """One button a visit, which opens its card in the list's place.

    The card leads back to the list *of* what was asked for, else of the visit's consulate.
    """
    rows = [
        [
            InlineKeyboardButton(
                text=label, callback_data=Look(of=of or it.consulate, visit=token(it.id)).pack()
            )
        ]
        for it, label in zip(found, labels, strict=True)
    ]
    return Shown(text, InlineKeyboardMarkup(inline_keyboard=rows))


def label(visit: Visit, language: str, now: datetime, away: float | None = None) -> str:
    """«Toledo · sáb, 12 dic.», with the year unless it is this one.

    With how far *away* it is in km, or its consulate's city is.
    """
    assert visit.first_day is not None  # noqa: S101 - what is public is complete
    is_this_year = visit.first_day.year == visits.today_in(visit, now).year
    shown = "MMMEd" if is_this_year else "yMMMEd"
    day = format_skeleton(shown, visit.first_day, locale=_LOCALES[language])
    named = f"{visit.town} · {day}"
    if away is None:
        return named
    key = "kilometres" if visit.latitude is not None else "kilometres_to_office"
    return f"{named} · {say(language, key, km=max(1, round(away)))}"


def card(
    visit: Visit, office: Consulate, survey: Survey, language: str, *, is_going: bool | None
) -> Shown:
    """What is announced, with a ✓ on what the person has said; of a cancelled one, just that."""
    if visit.state == VisitState.CANCELLED:
        cancelled = notice.cancellation(visit, office)[language].edited
        return Shown(cancelled or "")
    text = notice.card(visit, office, survey, language)
    markup = {"inline_keyboard": notice.buttons(visit, language)}
    buttons = InlineKeyboardMarkup.model_validate(markup)
    if is_going is not None:
        act = notice.GOING if is_going else notice.NOT_GOING
        buttons = ticked(buttons, Attend(visit=token(visit.id), act=act).pack())
    return Shown(f"{text}\n\n{say_of_visit(language, 'ask_going')}", buttons)


def with_way_back(shown: Shown, of: str, language: str) -> Shown:
    """The same with a button to the list it came from."""
    back = InlineKeyboardButton(text=say(language, "all_visits"), callback_data=Look(of=of).pack())
    rows = shown.buttons.inline_keyboard if shown.buttons else []
    return Shown(shown.text, InlineKeyboardMarkup(inline_keyboard=[*rows, [back]]))


def with_offices(shown: Shown, offices: Sequence[Consulate]) -> Shown:
    """The same with a button to the visits of each."""
    if not offices:
        return shown
    rows = shown.buttons.inline_keyboard if shown.buttons else []
    more = [
        [InlineKeyboardButton(text=it.name, callback_data=Look(of=it.code).pack())]
        for it in offices
    ]
    return Shown(shown.text, InlineKeyboardMarkup(inline_keyboard=[*rows, *more]))
