"""What a person may always ask: what is kept, in which language, and that it be erased."""

import hashlib

from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message

from bot.catalogue import LANGUAGES
from bot.citizen import resuming
from bot.citizen.conversation import Conversation
from bot.citizen.presses import Erase, Speak
from bot.citizen.rendering import Shown
from bot.citizen.replies import answer, only_notice
from bot.citizen.sending import Messages
from bot.citizen.starting import greet
from bot.citizen.words import say
from db import consents, interviews, respondents


async def privacy(message: Message, conversation: Conversation) -> Messages:
    return answer(message, Shown(say(conversation.language, "privacy")))


async def help_(message: Message, conversation: Conversation) -> Messages:
    return answer(message, Shown(say(conversation.language, "help")))


async def next_language(message: Message, conversation: Conversation) -> Messages:
    """Each call moves to the next language we speak."""
    standing = conversation.standing
    index = (LANGUAGES.index(conversation.language) + 1) % len(LANGUAGES)
    language = LANGUAGES[index]
    if standing is None:
        return answer(message, await greet(conversation, None, language))
    await respondents.speak(conversation.session, standing.respondent, language)
    return await resuming.go_on(conversation, message, say(language, "language_changed"))


async def speak(
    query: CallbackQuery, callback_data: Speak, conversation: Conversation
) -> Messages:
    """The button stands under the welcome, which comes in the language it names."""
    standing = conversation.standing
    known = callback_data.language in LANGUAGES
    language = callback_data.language if known else conversation.language
    if standing is None:
        return answer(query, await greet(conversation, None, language))
    await respondents.speak(conversation.session, standing.respondent, language)
    notice = say(language, "language_changed")
    if standing.interview is None:
        return answer(query, await resuming.welcome_again(conversation, standing), notice=notice)
    return await resuming.go_on(conversation, query, notice)


async def erase(message: Message, conversation: Conversation) -> Messages:
    """Asks once, because what is erased does not come back."""
    language = conversation.language
    if conversation.standing is None:
        return answer(message, Shown(say(language, "nothing_to_erase")))
    yes, no = (
        InlineKeyboardButton(text=say(language, key), callback_data=Erase(sure=sure).pack())
        for key, sure in (("erase_yes", True), ("erase_no", False))
    )
    buttons = InlineKeyboardMarkup(inline_keyboard=[[yes], [no]])
    return answer(message, Shown(say(language, "erase_ask"), buttons))


async def erase_answered(
    query: CallbackQuery, callback_data: Erase, conversation: Conversation
) -> Messages:
    """Erases at once and gives a receipt; a second tap leaves the receipt where it is."""
    standing, language = conversation.standing, conversation.language
    if standing is None:
        return only_notice(query, say(language, "nothing_to_erase"))
    if not callback_data.sure:
        return await resuming.go_on(conversation, query, say(language, "kept"))
    if standing.interview is not None:
        await interviews.close(conversation.session, standing.interview, now=conversation.now)
    await consents.withdraw(conversation.session, standing.respondent.id, now=conversation.now)
    await respondents.forget(conversation.session, standing.respondent)
    return receipt(query, conversation)


def receipt(query: CallbackQuery, conversation: Conversation) -> Messages:
    """Names nobody, and is the same when the same press is delivered again."""
    pressed = conversation.keyring.fingerprint(conversation.telegram_id) + query.id.encode()
    number = hashlib.sha256(pressed).hexdigest()[:8].upper()
    date = f"{conversation.now:%Y-%m-%d %H:%M}"
    return answer(query, Shown(say(conversation.language, "erased", receipt=number, date=date)))
