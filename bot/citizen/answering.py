"""Replies to a question, pressed or typed, and everything else a person may send meanwhile."""

from aiogram.types import CallbackQuery, ContentType, Message

from bot.citizen import placing, presses, rendering, resuming
from bot.citizen.conversation import Conversation
from bot.citizen.presses import Press
from bot.citizen.replies import answer
from bot.citizen.sending import Messages
from bot.citizen.words import means, say
from db import answers, interviews
from db.interviews import Interview, Standing
from surveys import (
    Answers,
    Ask,
    Chosen,
    Finish,
    Question,
    Reply,
    Skipped,
    Survey,
    Typed,
    Unreadable,
    interview,
)


async def pressed(
    query: CallbackQuery, callback_data: Press, conversation: Conversation
) -> Messages:
    """A press counts only in the turn it was shown in, and only for the person it was shown to."""
    standing = conversation.standing
    held = standing.interview if standing else None
    if standing is None or held is None or callback_data.turn != held.turn:
        return await resuming.go_on(conversation, query, say(conversation.language, "stale"))
    match callback_data.act:
        case presses.PLACE:
            return await placing.press(query, callback_data.value, conversation, held)
        case presses.ELSEWHERE:
            return await placing.elsewhere(query, conversation, standing)
        case _ if standing.consulate is None:
            return answer(query, placing.ask_consulate(conversation.language))
        case _:
            return await _act(query, callback_data, conversation, standing, held)


async def _act(
    query: CallbackQuery,
    press: Press,
    conversation: Conversation,
    standing: Standing,
    held: Interview,
) -> Messages:
    survey = conversation.shelf.of(held)
    given = await answers.answers_of(conversation.session, conversation.keyring, survey, held)
    turn = interview.current(survey, given, held.at)
    if isinstance(turn, Finish):  # an interview with nothing left to ask is closed, not open
        return await resuming.go_on(conversation, query)
    question = turn.question
    match press.act:
        case presses.BACK:
            return await _back(query, conversation, standing, held, given)
        case presses.MARK | presses.UNMARK:
            await interviews.mark(conversation.session, held, _marks(question, held, press))
            return await resuming.go_on(conversation, query)
        case presses.CHOOSE:
            reply: Reply = Chosen(_names(question, press.value))
        case presses.DONE:
            reply = Chosen(tuple(held.marked)) if held.marked else Skipped()
        case presses.SKIP:
            reply = Skipped()
        case _:
            return await resuming.go_on(conversation, query, say(conversation.language, "stale"))
    return await _take(query, conversation, standing, survey, given, reply)


def _names(question: Question, value: str) -> tuple[str, ...]:
    """The choice at the pressed place; none for a place that the list does not have."""
    if value.isdigit() and int(value) < len(question.choices):
        return (question.choices[int(value)].name,)
    return ()


def _marks(question: Question, held: Interview, press: Press) -> list[str]:
    pressed = set(_names(question, press.value))
    marks = set(held.marked) | pressed if press.act == presses.MARK else set(held.marked) - pressed
    return [choice.name for choice in question.choices if choice.name in marks]


async def said(message: Message, conversation: Conversation) -> Messages:
    """Any message: an answer, a consulate's name, a way back, or something we cannot read."""
    standing, language = conversation.standing, conversation.language
    held = standing.interview if standing else None
    if standing is None or held is None:
        return await resuming.go_on(conversation, message, say(language, "nothing_open"))
    if standing.consulate is None:
        if not message.text:
            shown = placing.ask_consulate(language)
            return answer(message, shown, notice=say(language, "only_text"))
        return await placing.search(message, message.text, conversation, held)
    survey = conversation.shelf.of(held)
    given = await answers.answers_of(conversation.session, conversation.keyring, survey, held)
    if message.text and means(language, "typed_back", message.text):
        return await _back(message, conversation, standing, held, given)
    return await _take(message, conversation, standing, survey, given, _reply(message, language))


def _reply(message: Message, language: str) -> Reply:
    if message.content_type != ContentType.TEXT or message.text is None:
        return Unreadable(message.content_type)
    return Skipped() if means(language, "typed_skip", message.text) else Typed(message.text)


async def _back(
    event: Message | CallbackQuery,
    conversation: Conversation,
    standing: Standing,
    held: Interview,
    given: Answers,
) -> Messages:
    survey, language = conversation.shelf.of(held), conversation.language
    turn = interview.back(survey, given, held.at)
    await interviews.show(conversation.session, survey, held, turn)
    assert standing.consulate is not None  # noqa: S101 - both callers asked
    return answer(event, rendering.shown(turn, survey, held, standing.consulate, language))


async def _take(
    event: Message | CallbackQuery,
    conversation: Conversation,
    standing: Standing,
    survey: Survey,
    given: Answers,
    reply: Reply,
) -> Messages:
    held, language = standing.interview, conversation.language
    assert held is not None and standing.consulate is not None  # noqa: S101, PT018 - callers asked
    turn = interview.take(survey, given, held.at, reply, language)
    if isinstance(turn, Ask | Finish):
        await interviews.record(
            conversation.session,
            conversation.keyring,
            survey,
            standing,
            given,
            turn,
            now=conversation.now,
        )
    return answer(event, rendering.shown(turn, survey, held, standing.consulate, language))


async def unknown_press(query: CallbackQuery, conversation: Conversation) -> Messages:
    """A button that is none of ours, or was altered: nothing changes."""
    return await resuming.go_on(conversation, query, say(conversation.language, "stale"))
