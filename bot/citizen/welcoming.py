"""The one message before the first question: who asks, what for, where to read more."""

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from bot.catalogue import LANGUAGES
from bot.citizen.presses import Agree, Speak
from bot.citizen.rendering import Shown, named
from bot.citizen.words import CONSENT_VERSION, say
from db.consulates import Consulate
from db.entries import Entry
from db.interviews import known_from
from surveys import Survey, interview


def welcome(
    survey: Survey, consulate: Consulate | None, entry: Entry | None, language: str
) -> Shown:
    """The greeting with its one button; the other languages stand below it."""
    place = named(consulate, language) if consulate else say(language, "any_consulate")
    told = known_from(entry, survey)
    questions = interview.progress(survey, {}, None, told).total
    consent = Agree(version=CONSENT_VERSION, entry=entry.code if entry else "")
    agree = InlineKeyboardButton(text=say(language, "agree"), callback_data=consent.pack())
    others = [
        InlineKeyboardButton(
            text=say(other, "language_name"), callback_data=Speak(language=other).pack()
        )
        for other in LANGUAGES
        if other != language
    ]
    return Shown(
        say(language, "welcome", place=place, questions=questions),
        InlineKeyboardMarkup(inline_keyboard=[[agree], others]),
    )
