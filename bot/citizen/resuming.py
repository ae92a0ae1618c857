"""Going on where the person was: after an interruption, a stale button, a word in passing."""

from aiogram.types import CallbackQuery, Message

from bot.citizen import rendering
from bot.citizen.conversation import Conversation
from bot.citizen.offering import offered
from bot.citizen.placing import ask_consulate
from bot.citizen.rendering import Shown
from bot.citizen.replies import answer
from bot.citizen.sending import Messages
from bot.citizen.welcoming import welcome
from bot.citizen.words import say
from db import interviews
from db.arrivals import Standing
from db.consulates import Consulate
from db.respondents import Respondent
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
    if place is not None and not _awaits_yes(standing.respondent):
        thanks = Shown(say(language, "thanks", place=rendering.named(place, language)))
        return with_offer(conversation, thanks, place)
    if not standing.respondent.is_greeted:
        return Shown(say(language, "nothing_open"))
    return await welcome_again(conversation, standing)


def with_offer(conversation: Conversation, thanks: Shown, office: Consulate) -> Shown:
    """Who has just helped is asked whether they want notices, unless they have some already."""
    standing = conversation.standing
    if standing is not None and standing.wants_notices:
        return thanks
    return offered(thanks, office, standing, conversation.language)


async def between(conversation: Conversation, message: Message) -> Messages:
    """Words without a question: the way to begin, or the welcome that still waits for a yes."""
    standing, language = conversation.standing, conversation.language
    if standing is None or not _awaits_yes(standing.respondent):
        return answer(message, Shown(say(language, "nothing_open")))
    shown = await welcome_again(conversation, standing)
    return answer(message, shown, notice=say(language, "how_to_agree"))


def _awaits_yes(respondent: Respondent) -> bool:
    """Agreeing uses the entry up; who never agreed may have come without one."""
    has_agreed = respondent.entry is None and respondent.telegram_id is not None
    return respondent.is_greeted and not has_agreed


async def welcome_again(conversation: Conversation, standing: Standing) -> Shown:
    return await welcome(conversation, standing.consulate, standing.entry, conversation.language)
