"""/start and consent: from the code on the wall to the first question in one tap."""

import re

from aiogram.filters import CommandObject, Filter
from aiogram.types import CallbackQuery, Message

from bot.citizen import rendering, resuming
from bot.citizen.conversation import Conversation
from bot.citizen.placing import ask_consulate
from bot.citizen.presses import Agree
from bot.citizen.rendering import Shown
from bot.citizen.replies import answer
from bot.citizen.sending import Messages
from bot.citizen.welcoming import welcome
from bot.citizen.words import CONSENT_VERSION, means, say
from db import consents, entries, interviews, respondents
from db.arrivals import Standing
from db.entries import Entry
from db.interviews import Walk
from db.respondents import Respondent
from surveys import interview

CODE = re.compile(r"[A-Za-z0-9_-]{1,64}")  # a /start payload, says Telegram


async def start(message: Message, command: CommandObject, conversation: Conversation) -> Messages:
    """Goes on with an open interview; another entry ends it where it stands and greets anew."""
    standing = conversation.standing
    code = (command.args or "").strip()
    entry = await _entry(conversation, code)
    held = standing.interview if standing else None
    if held is not None:
        if entry is None or entry.code == held.entry:
            notice = say(conversation.language, "again")
            return await resuming.go_on(conversation, message, notice)
        await interviews.close(conversation.session, held, now=conversation.now)
    lost = say(conversation.language, "unknown_entry") if code and entry is None else None
    return answer(message, await greet(conversation, entry), notice=lost)


async def _entry(conversation: Conversation, code: str) -> Entry | None:
    """What leads to a survey; a notice's code does not."""
    if not CODE.fullmatch(code):
        return None
    entry = await entries.find(conversation.session, code)
    return None if entry is None or entry.kind == entries.KIND_NOTICE else entry


async def greet(
    conversation: Conversation, entry: Entry | None, language: str | None = None
) -> Shown:
    """Remembers through which entry the person came, and welcomes them."""
    language = language or conversation.language
    newcomer = Respondent(
        fingerprint=conversation.keyring.fingerprint(conversation.telegram_id),
        language=language,
        entry=entry.code if entry else None,
        greeted_at=conversation.now,
    )
    await respondents.greet(conversation.session, newcomer)
    consulate = await entries.consulate_of(conversation.session, entry)
    return await welcome(conversation, consulate, entry, language)


async def agree(
    query: CallbackQuery, callback_data: Agree, conversation: Conversation
) -> Messages:
    """Consent is this press under this text: it is kept, and the first question comes.

    Under a welcome that is no longer the last one, or in older words, it agrees to nothing yet.
    """
    standing = conversation.standing
    if standing is not None and standing.interview is not None:
        return await resuming.go_on(conversation, query, say(conversation.language, "again"))
    if standing is None:
        entry = await _entry(conversation, callback_data.entry)
        return answer(query, await greet(conversation, entry))
    shown = Agree(version=CONSENT_VERSION, entry=standing.respondent.entry or "")
    if callback_data != shown:
        again = await resuming.welcome_again(conversation, standing)
        return answer(query, again, notice=say(conversation.language, "stale"))
    return await _begin(query, conversation, standing)


class SaysYes(Filter):
    """A person who was greeted and types their agreement instead of pressing it."""

    async def __call__(self, message: Message, conversation: Conversation) -> bool:
        standing = conversation.standing
        return (
            standing is not None
            and standing.interview is None
            and standing.respondent.is_greeted
            and means("typed_agree", message.text or "")
        )


async def agree_in_words(message: Message, conversation: Conversation) -> Messages:
    assert conversation.standing is not None  # noqa: S101 - SaysYes asked
    return await _begin(message, conversation, conversation.standing)


async def _begin(
    event: Message | CallbackQuery, conversation: Conversation, standing: Standing
) -> Messages:
    session, keyring, now = conversation.session, conversation.keyring, conversation.now
    consent = consents.Consent(
        respondent_id=standing.respondent.id,
        purpose=consents.SURVEY,
        text_version=CONSENT_VERSION,
        language=conversation.language,
        given_at=now,
    )
    await respondents.agreed(session, keyring, standing.respondent, conversation.telegram_id)
    await consents.give(session, consent)
    survey = await conversation.shelf.behind(session, standing.entry)
    held = await interviews.begin(session, keyring, survey, standing, now=now)
    if standing.consulate is None:
        return answer(event, ask_consulate(conversation.language))
    known = interviews.known_from(standing.entry, survey)
    answers = {**interviews.of_time(survey, held, standing.consulate), **known}
    walk = Walk(survey, held, standing.consulate, answers, frozenset(known))
    turn = interview.current(survey, answers, held.at)
    return answer(event, rendering.shown(turn, walk, conversation.language))
