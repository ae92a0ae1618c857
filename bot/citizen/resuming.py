"""Going on where the person was: after an interruption, a stale button, a repeated update."""

from aiogram.types import CallbackQuery, Message, Update

from bot.citizen import rendering
from bot.citizen.conversation import Conversation
from bot.citizen.placing import ask_consulate
from bot.citizen.rendering import Shown
from bot.citizen.replies import answer
from bot.citizen.sending import Messages
from bot.citizen.welcoming import welcome
from bot.citizen.words import say
from db import interviews
from db.interviews import Standing
from surveys import interview


async def go_on(
    conversation: Conversation, event: Message | CallbackQuery, notice: str | None = None
) -> Messages:
    """Shows what the person should do now, and changes nothing."""
    return answer(event, await present(conversation), notice=notice)


async def present(conversation: Conversation) -> Shown:
    """The current question, or what stands in its place."""
    standing, language = conversation.standing, conversation.language
    if standing is None:
        return Shown(say(language, "nothing_open"))
    held = standing.interview
    if held is None:
        return await _after_or_before(conversation)
    walk = await conversation.walk()
    if walk is None:
        return ask_consulate(language)
    turn = interview.current(walk.survey, walk.answers, held.at)
    return rendering.shown(turn, walk, language)


async def _after_or_before(conversation: Conversation) -> Shown:
    """Thanks after an interview, the welcome before the first."""
    standing, language = conversation.standing, conversation.language
    assert standing is not None  # noqa: S101 - present() asked
    place = await interviews.last_place(conversation.session, standing.respondent)
    if place is not None and standing.respondent.entry is None:
        return Shown(say(language, "thanks", place=rendering.named(place, language)))
    return _welcome(conversation, standing)


async def between(conversation: Conversation, message: Message) -> Messages:
    """Words without a question: the way to begin, or the welcome that still waits for a yes."""
    standing, language = conversation.standing, conversation.language
    if standing is None or standing.respondent.telegram_id is not None:
        return answer(message, Shown(say(language, "nothing_open")))
    return answer(message, _welcome(conversation, standing))


async def repeat(conversation: Conversation, update: Update) -> Messages:
    """The answer to an update that came before: its effects stand, its words may be lost."""
    if update.callback_query is not None:
        return await go_on(conversation, update.callback_query)
    if update.message is None:
        return []
    standing = conversation.standing
    if standing is None or standing.interview is not None:
        return await go_on(conversation, update.message)
    if (update.message.text or "").startswith("/start"):
        return answer(update.message, _welcome(conversation, standing))
    return await go_on(conversation, update.message)


def _welcome(conversation: Conversation, standing: Standing) -> Shown:
    survey, language = conversation.shelf.current, conversation.language
    return welcome(survey, standing.consulate, standing.entry, language)
