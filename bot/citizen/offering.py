"""The offer to be told of visits: a few lines and a button below what was asked for."""

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from bot.citizen.presses import Follow
from bot.citizen.rendering import Shown, named
from bot.citizen.words import NOTICES_VERSION, say
from db.arrivals import Standing
from db.consulates import Consulate


def offered(shown: Shown, office: Consulate, standing: Standing | None, language: str) -> Shown:
    """*shown* with the offer, unless the person is told of this consulate's visits already."""
    followed = standing.respondent.consulate if standing and standing.wants_notices else None
    if followed == office.code:
        return shown
    text = say(language, "notices_offer", place=named(office, language), city=office.city)
    if followed is not None:
        text = f"{text} {say(language, 'notices_instead')}"
    consent = Follow(version=NOTICES_VERSION, consulate=office.code)
    agree = InlineKeyboardButton(text=say(language, "notices_agree"), callback_data=consent.pack())
    rows = shown.buttons.inline_keyboard if shown.buttons else []
    return Shown(f"{shown.text}\n\n{text}", InlineKeyboardMarkup(inline_keyboard=[*rows, [agree]]))
