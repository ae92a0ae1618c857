"""Replies to a question, pressed or typed, and everything else a person may send meanwhile."""

from aiogram.types import CallbackQuery, ContentType, Message

from bot.citizen import placing, presses, rendering, resuming
from bot.citizen.conversation import Conversation
from bot.citizen.presses import Press
from bot.citizen.replies import answer
from bot.citizen.sending import Messages
from bot.citizen.words import means, say
from db import interviews
from db.interviews import Interview, Walk
from surveys import (
    AskAgain,
    Chosen,
    Finish,
    Question,
    Reply,
    Skipped,
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
        case _:
            walk = await conversation.walk()
            if walk is None:
                return answer(query, placing.ask_consulate(conversation.language))
            return await _act(query, callback_data, conversation, walk)


async def _act(
    query: CallbackQuery, press: Press, conversation: Conversation, walk: Walk
) -> Messages:
    held = walk.interview
    turn = interview.current(walk.survey, walk.answers, held.at)
    if isinstance(turn, Finish):  # an interview with nothing left to ask is closed, not open
        return await resuming.go_on(conversation, query)
    question = turn.question
    match press.act:
        case presses.BACK:
            return await _back(query, conversation, walk)
        case presses.MARK | presses.UNMARK:
            await interviews.mark(conversation.session, held, _marks(question, held, press))
            return answer(query, rendering.shown(turn, walk, conversation.language))
        case presses.CHOOSE:
            reply: Reply = Chosen(_names(question, press.value))
        case presses.DONE:
            reply = Chosen(tuple(held.marked)) if held.marked else Skipped()
        case presses.SKIP:
            reply = Skipped()
        case _:
            return await unknown_press(query, conversation)
    return await _take(query, conversation, walk, reply)


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
        return await resuming.between(conversation, message)
    walk = await conversation.walk()
    if walk is None:
        return await _consulate(message, conversation, held)
    if message.text and means(language, "typed_back", message.text):
        return await _back(message, conversation, walk)
    return await _take(message, conversation, walk, _reply(message, language))


async def _consulate(message: Message, conversation: Conversation, held: Interview) -> Messages:
    if message.text:
        return await placing.search(message, message.text, conversation, held)
    shown = placing.ask_consulate(conversation.language)
    return answer(message, shown, notice=say(conversation.language, "only_text"))


def _reply(message: Message, language: str) -> Reply:
    if message.content_type != ContentType.TEXT or message.text is None:
        return Unreadable(message.content_type)
    return Skipped() if means(language, "typed_skip", message.text) else Typed(message.text)


async def _back(
    event: Message | CallbackQuery, conversation: Conversation, walk: Walk
) -> Messages:
    turn = interview.back(walk.survey, walk.answers, walk.interview.at, walk.told)
    await interviews.show(conversation.session, walk.interview, turn)
    return answer(event, rendering.shown(turn, walk, conversation.language))


async def _take(
    event: Message | CallbackQuery, conversation: Conversation, walk: Walk, reply: Reply
) -> Messages:
    language = conversation.language
    turn = interview.take(walk.survey, walk.answers, walk.interview.at, reply, language)
    if turn.answers != walk.answers or not isinstance(turn, AskAgain):
        session, keyring, now = conversation.session, conversation.keyring, conversation.now
        await interviews.record(session, keyring, walk, turn, now=now)
    return answer(event, rendering.shown(turn, walk, language))


async def unknown_press(query: CallbackQuery, conversation: Conversation) -> Messages:
    """A button that is none of ours, or was altered: nothing changes."""
    return await resuming.go_on(conversation, query, say(conversation.language, "stale"))
