"""The figures of a consulate's month in words: how each is called, asked and told."""

from decimal import Decimal

from bot.staff import amounts, values
from bot.staff.words import say
from db import office_figures
from db.consulate_inputs import REVENUE
from db.interviews import SERVICE_QUESTION
from db.office_figures import Figure, MonthFigures
from surveys import Survey


def asked(survey: Survey, month: MonthFigures) -> list[Figure]:
    """Those of every month, and what was recorded of a service that there is no longer."""
    order = office_figures.figures(survey.question(SERVICE_QUESTION).choice_names)
    return [*order, *(it for it in month.recorded if it not in order)]


def lacking(survey: Survey, month: MonthFigures) -> list[Figure]:
    return [it for it in asked(survey, month) if month.lacks(it)]


def name(figure: Figure, survey: Survey) -> str:
    """«Recaudación, en dólares»; of acts the service."""
    if figure.service is None:
        return say(f"figure_{figure.input.name}")
    return values.service_names([figure.service], survey) or figure.service


def question(figure: Figure, survey: Survey) -> str:
    """The question and what helps to answer it."""
    hint = say("hint_dollars" if is_dollars(figure) else "hint_count")
    of_service = say("ask_acts_of", service=name(figure, survey))
    ask = of_service if figure.service else say(f"ask_{figure.input.name}")
    return f"<b>{ask}</b>\n{hint}"


def is_dollars(figure: Figure) -> bool:
    return figure.input == REVENUE


def told(figure: Figure, known: Decimal | None) -> str:
    """«132», «1,234.50», «no corresponde»."""
    return amounts.in_words(known, dollars=is_dollars(figure))
