"""The one message before the first question: who asks, what for, where to read more."""

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from bot.catalogue import LANGUAGES
from bot.citizen.conversation import Conversation
from bot.citizen.presses import Agree, Speak
from bot.citizen.rendering import Shown, named, visiting
from bot.citizen.words import CONSENT_VERSION, say
from db.consulates import Consulate
from db.entries import Entry
from db.interviews import known_from
from db.visits import Visit
from surveys import interview


async def welcome(
    conversation: Conversation, consulate: Consulate | None, entry: Entry | None, language: str
) -> Shown:
    """The greeting with its one button; the other languages stand below it."""
    survey = await conversation.shelf.behind(conversation.session, entry)
    place = await _place(conversation, consulate, entry, language)
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


async def _place(
    conversation: Conversation, consulate: Consulate | None, entry: Entry | None, language: str
) -> str:
    """Where the person was served: at the consulate, or in the town that it visited."""
    if consulate is None:
        return say(language, "any_consulate")
    if entry is None or entry.visit is None:
        return named(consulate, language)
    visit = await conversation.session.get_one(Visit, entry.visit)
    return visiting(visit.town or "", consulate, language)
