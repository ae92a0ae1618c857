"""Consent to be told of visits: a purpose of its own, given by a tap or words, ended by /baja."""

from typing import Any

from aiogram.filters import Filter
from aiogram.methods import AnswerCallbackQuery, SendMessage
from aiogram.types import CallbackQuery, Message

from bot import search
from bot.citizen import placing, resuming
from bot.citizen.conversation import Conversation
from bot.citizen.offering import offered
from bot.citizen.placing import ask_place, which_consulate
from bot.citizen.presses import Follow
from bot.citizen.rendering import Shown, named
from bot.citizen.replies import answer, only_notice
from bot.citizen.sending import Messages
from bot.citizen.ticking import tick
from bot.citizen.words import NOTICES_VERSION, after, means, say
from db import consents, consulates, home, respondents
from db.consulates import Consulate


async def agree(
    query: CallbackQuery, callback_data: Follow, conversation: Conversation
) -> Messages:
    """This press under this text is the consent; under an older text the new one is shown."""
    language = conversation.language
    office = await placing.office(conversation, callback_data.consulate)
    if office is None:
        return only_notice(query, say(language, "visit_unknown"))
    if callback_data.version != NOTICES_VERSION:
        anew = offered(Shown(say(language, "notices_anew")), office, None, language)
        return [
            AnswerCallbackQuery(callback_query_id=query.id),
            SendMessage(chat_id=query.from_user.id, text=anew.text, reply_markup=anew.buttons),
        ]
    if not await _is_kept(conversation, office):
        return [AnswerCallbackQuery(callback_query_id=query.id)]
    return tick(query, _given(office, language), callback_data.pack(), must_read=True)


class WantsNotices(Filter):
    """Between surveys, the words that the offer names, with a consulate's city or without."""

    async def __call__(
        self, message: Message, conversation: Conversation
    ) -> bool | dict[str, Any]:
        city = None if conversation.is_asking else after("typed_notices", message.text or "")
        return False if city is None else {"city": city}


async def agree_in_words(message: Message, city: str, conversation: Conversation) -> Messages:
    """For the consulate named, else the one we know of; without it that is asked first."""
    session, language = conversation.session, conversation.language
    if city:
        found = search.named(await consulates.every(session), city)
        if len(found) > 1:
            return answer(message, which_consulate(found, language))
        office = found[0] if found else None
    else:
        office = await home.of(session, conversation.standing)
    if office is None:
        return answer(message, ask_place(language))
    if not await _is_kept(conversation, office):
        return await resuming.go_on(conversation, message)
    return answer(message, Shown(_given(office, language)))


async def _is_kept(conversation: Conversation, office: Consulate) -> bool:
    """Keeps the consent. Delivered again it gives none: somebody may have left meanwhile."""
    if not conversation.is_new:
        return conversation.standing is not None and conversation.standing.wants_notices
    session, person = conversation.session, await conversation.somebody()
    consent = consents.Consent(
        respondent_id=person.id,
        purpose=consents.NOTICES,
        text_version=NOTICES_VERSION,
        language=conversation.language,
        given_at=conversation.now,
    )
    telegram_id = conversation.telegram_id
    await respondents.follow(session, conversation.keyring, person, telegram_id, office.code)
    await consents.give(session, consent)
    return True


def _given(office: Consulate, language: str) -> str:
    return say(language, "notices_given", place=named(office, language))


class SaysStop(Filter):
    """«baja» alone ends the notices at any time, but where a text is asked it is one."""

    async def __call__(self, message: Message, conversation: Conversation) -> bool:
        if not means("typed_stop", message.text or ""):
            return False
        walked = conversation.standing.interview if conversation.standing else None
        if walked is None or walked.at is None:
            return True
        survey = await conversation.shelf.of(conversation.session, walked)
        return survey.question(walked.at).type != "text"


async def stop(message: Message, conversation: Conversation) -> Messages:
    """At once, and the same for who had none. The survey goes on where it is."""
    standing = conversation.standing
    if standing is not None and conversation.is_new:
        await consents.withdraw(
            conversation.session,
            standing.respondent.id,
            now=conversation.now,
            purpose=consents.NOTICES,
        )
    elif standing is not None and standing.wants_notices:  # they have come back meanwhile
        return await resuming.go_on(conversation, message)
    return answer(message, Shown(say(conversation.language, "stopped")))
