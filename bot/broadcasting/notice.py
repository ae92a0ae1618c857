"""A visit in words: the card people see in their chat, and the notices they are sent of it."""

import html
from collections.abc import Iterator

from babel.dates import format_date, format_time

from bot.broadcasting.words import say
from bot.catalogue import LANGUAGES
from bot.tokens import token
from db.broadcasts import Content
from db.consulates import Consulate
from db.interviews import SERVICE_QUESTION
from db.visits import Visit
from surveys import Survey, wording

# What a button under a visit does; the citizens' bot answers it.
PREFIX = "v"
GOING, NOT_GOING, FLYER, MAP, CALENDAR = "y", "n", "f", "m", "c"
_LOCALES = {"es": "es_PE", "en": "en_US"}
_DAY = {"es": "EEEE, d 'de' MMMM", "en": "EEEE, MMMM d"}  # CLDR's "full" without the year

Buttons = list[list[dict[str, str]]]


def notice(visit: Visit, consulate: Consulate, survey: Survey) -> dict[str, Content]:
    """The first notice of a visit, by language."""
    return {
        language: Content(
            _message(card(visit, consulate, survey, language), language, "ask_going", "opt_out"),
            buttons(visit, language),
        )
        for language in LANGUAGES
    }


def correction(
    visit: Visit, before: Visit, consulate: Consulate, survey: Survey
) -> dict[str, Content]:
    """What people are told when the visit changed, and what the notices they have become."""
    contents = {}
    for language in LANGUAGES:
        told = card(visit, consulate, survey, language, "changed")
        now, then = (list(_lines(it, survey, language)) for it in (visit, before))
        gone = "\n".join([say(language, "said_before"), *(it for it in then if it not in now)])
        contents[language] = Content(
            _message(f"{told}\n\n{gone}", language, "ask_again", "opt_out"),
            buttons(visit, language),
            _message(told, language, "ask_again", "opt_out"),
            buttons(visit, language),
        )
    return contents


def cancellation(visit: Visit, consulate: Consulate) -> dict[str, Content]:
    """What people are told when nobody will come, and what the notices they have become."""
    contents = {}
    for language in LANGUAGES:
        lines = [
            say(language, "cancelled", consulate=_named(consulate, language), town=visit.town),
            say(language, "cancelled_when", days=days(visit, language)),
        ]
        if visit.contact:
            lines.append(say(language, "cancelled_contact", contact=visit.contact))
        text = "\n\n".join(lines)
        contents[language] = Content(_message(text, language, "opt_out"), (), text)
    return contents


def card(
    visit: Visit,
    consulate: Consulate,
    survey: Survey,
    language: str,
    heading: str = "announced",
) -> str:
    """Where, when, what for and what to bring, as Telegram's HTML."""
    title = say(language, heading, consulate=_named(consulate, language), town=visit.town)
    return "\n".join([title, "", *_lines(visit, survey, language)])


def _lines(visit: Visit, survey: Survey, language: str) -> Iterator[str]:
    yield f"🗓 {_when(visit, language)}"
    if visit.place:
        yield say(language, "place", place=visit.place)
    yield say(language, "services", services=", ".join(service_names(visit, survey, language)))
    if visit.requirements:
        yield say(language, "requirements", requirements=visit.requirements)
    if visit.capacity:
        yield say(language, "capacity", capacity=visit.capacity)
    if visit.contact:
        yield say(language, "contact", contact=visit.contact)


def service_names(visit: Visit, survey: Survey, language: str) -> list[str]:
    choices = survey.question(SERVICE_QUESTION).choices
    wanted = visit.services or []
    return [wording.choice(choice, language) for choice in choices if choice.name in wanted]


def _when(visit: Visit, language: str) -> str:
    """In the town's own time; a tap on it tells the reader's, where Telegram knows how.

    Without a format the entity shows the text as it stands, which is also what an older Telegram
    shows (Bot API, "Date-time entity formatting").
    """
    locale = _LOCALES[language]
    opens, closes = (format_time(it, "short", locale=locale) for it in (visit.opens, visit.closes))
    hours = say(language, "hours", opens=opens, closes=closes)
    moment = f"{html.escape(days(visit, language))}, {hours}"
    town = say(language, "of_the_town", town=visit.town)
    return f'<tg-time unix="{int(visit.begins_at.timestamp())}">{moment}</tg-time> ({town})'


def days(visit: Visit, language: str) -> str:
    """«sábado, 12 de diciembre de 2026», or from the first day to the last."""
    locale = _LOCALES[language]
    last = format_date(visit.last_day, "full", locale=locale)
    if visit.first_day == visit.last_day:
        return last
    return f"{format_date(visit.first_day, _DAY[language], locale=locale)} – {last}"  # noqa: RUF001 - a span's dash


def buttons(visit: Visit, language: str) -> Buttons:
    """What one can do about a visit: say whether one goes, see where, keep the date."""
    rows = [
        [
            _button(visit, language, "going", GOING),
            _button(visit, language, "not_going", NOT_GOING),
        ]
    ]
    if visit.flyer:
        rows.append([_button(visit, language, "flyer", FLYER)])
    if visit.latitude is not None:
        rows.append([_button(visit, language, "map", MAP)])
    return [*rows, [_button(visit, language, "calendar", CALENDAR)]]


def _button(visit: Visit, language: str, key: str, act: str) -> dict[str, str]:
    data = f"{PREFIX}:{token(visit.id)}:{act}"
    return {"text": say(language, key), "callback_data": data}


def _message(told: str, language: str, *keys: str) -> str:
    return "\n\n".join([told, *(say(language, key) for key in keys)])


def _named(consulate: Consulate, language: str) -> str:
    """The office's own name with the article that a sentence begins with."""
    if language != "es":
        return f"The {consulate.name}"
    return f"{'La' if consulate.name.startswith('Sección') else 'El'} {consulate.name}"
