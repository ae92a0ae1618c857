"""Of which consulate the person speaks, when no entry has told it: by name, city or country."""

import re
from functools import partial

from aiogram.types import CallbackQuery, Message

from bot.citizen import presses, rendering
from bot.citizen.conversation import Conversation
from bot.citizen.presses import Look, Press
from bot.citizen.rendering import Shown
from bot.citizen.replies import answer
from bot.citizen.sending import Messages
from bot.citizen.words import say
from bot.search import matching
from db import consulates, interviews
from db.consulates import Consulate
from db.interviews import Interview
from surveys import interview

_CODE = re.compile(r"[A-Z]{3}")


def ask_consulate(language: str) -> Shown:
    return Shown(say(language, "ask_consulate"))


def ask_place(language: str) -> Shown:
    """Whose visits the person wants to see, when nothing has told it."""
    return Shown(say(language, "ask_place"))


def which_consulate(found: list[Consulate], language: str) -> Shown:
    """Several may be meant: the one pressed shows its visits."""
    return rendering.consulates(found, language, lambda office: Look(of=office.code))


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
            return answer(message, rendering.consulates(found, language, partial(_press, held)))


def _press(held: Interview, office: Consulate) -> Press:
    return Press(turn=held.turn, act=presses.PLACE, value=office.code)


async def press(
    query: CallbackQuery, code: str, conversation: Conversation, held: Interview
) -> Messages:
    """Takes the office whose button was pressed."""
    found = await office(conversation, code)
    if found is None:
        return answer(query, ask_consulate(conversation.language))
    return await place(query, conversation, held, found)


async def office(conversation: Conversation, code: str) -> Consulate | None:
    """The office that a button names; none for a code that was altered."""
    is_code = _CODE.fullmatch(code)
    return await conversation.session.get(Consulate, code) if is_code else None


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
