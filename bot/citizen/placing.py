"""Of which consulate the person speaks, when no entry has told it: by name, city or country."""

from collections.abc import Sequence

from aiogram.types import CallbackQuery, Message

from bot.citizen import rendering
from bot.citizen.conversation import Conversation
from bot.citizen.rendering import Shown
from bot.citizen.replies import answer
from bot.citizen.search import matching
from bot.citizen.sending import Messages
from bot.citizen.words import say
from db import consulates, interviews
from db.consulates import Consulate
from db.interviews import Interview
from surveys import interview


def ask_consulate(language: str) -> Shown:
    return Shown(say(language, "ask_consulate"))


async def search(
    message: Message, typed: str, conversation: Conversation, held: Interview
) -> Messages:
    """The offices that *typed* may mean; a single one is taken at once, and can be changed."""
    language = conversation.language
    found = matching(await consulates.every(conversation.session), typed)
    match found:
        case []:
            lost = say(language, "no_consulate", typed=typed[:60])
            return answer(message, ask_consulate(language), notice=lost)
        case [only]:
            return await place(message, conversation, held, only)
        case _:
            return answer(message, rendering.consulates(found, held, language))


async def press(
    query: CallbackQuery, code: str, conversation: Conversation, held: Interview
) -> Messages:
    """Takes the office whose button was pressed."""
    offices: Sequence[Consulate] = await consulates.every(conversation.session)
    for office in offices:
        if office.code == code:
            return await place(query, conversation, held, office)
    return answer(query, ask_consulate(conversation.language))


async def place(
    event: Message | CallbackQuery, conversation: Conversation, held: Interview, office: Consulate
) -> Messages:
    await interviews.place(conversation.session, held, office.code)
    walk = await conversation.walk(office)
    assert walk is not None  # noqa: S101 - its consulate has just been told
    turn = interview.current(walk.survey, walk.answers, held.at)
    return answer(event, rendering.shown(turn, walk, conversation.language))


async def elsewhere(
    event: Message | CallbackQuery, conversation: Conversation, held: Interview
) -> Messages:
    """Back to the choice of consulate; what has been answered goes with the person."""
    await interviews.place(conversation.session, held, None)
    return answer(event, ask_consulate(conversation.language))
