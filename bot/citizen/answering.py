"""Replies to a question, pressed or typed, and everything else a person may send meanwhile."""

from datetime import date
from zoneinfo import ZoneInfo

from aiogram.types import CallbackQuery, Message

from bot.citizen import long_list, month, placing, presses, rendering, repeating, resuming
from bot.citizen.conversation import Conversation
from bot.citizen.presses import Press
from bot.citizen.replies import answer
from bot.citizen.sending import Messages
from bot.citizen.view import AS_ASKED, View
from bot.citizen.words import means, say
from db import interviews
from db.interviews import Interview, Walk
from surveys import (
    Ask,
    AskAgain,
    Chosen,
    Finish,
    Question,
    Reply,
    Skipped,
    Typed,
    Unreadable,
    as_text,
    at_hand,
    interview,
)


async def pressed(
    query: CallbackQuery, callback_data: Press, conversation: Conversation
) -> Messages:
    """A press counts only in the turn it was shown in, and only for the person it was shown to."""
    if not conversation.is_new:
        return await repeating.repeat(query, conversation)
    held = conversation.standing.interview if conversation.standing else None
    if held is None or callback_data.turn != held.turn:
        return await resuming.go_on(conversation, query, say(conversation.language, "stale"))
    match callback_data.act:
        case presses.PLACE:
            return await placing.press(query, callback_data.value, conversation, held)
        case presses.ELSEWHERE:
            return await placing.elsewhere(query, conversation, held)
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
            view = long_list.around(question, press.value)
            return answer(query, rendering.shown(turn, walk, conversation.language, view))
        case presses.PAGE | presses.HELP:
            view = _view(press, question, _today(conversation, walk))
            return answer(query, rendering.shown(turn, walk, conversation.language, view))
        case presses.CHOOSE if name := _name(question, press.value):
            reply: Reply = Chosen((name,))
        case presses.SAY if question.type == "date":
            reply = Typed(press.value)
        case presses.DONE:
            reply = _done(held)
        case presses.KEEP:
            reply = _same(turn)
        case presses.SKIP:
            reply = Skipped()
        case _:
            return await unknown_press(query, conversation)
    return await _take(query, conversation, walk, reply)


def _name(question: Question, value: str) -> str | None:
    """The choice at the pressed place; none for a place that the list does not have."""
    names = question.range.values if question.range else question.choice_names
    return {str(place): name for place, name in enumerate(names)}.get(value)


def _today(conversation: Conversation, walk: Walk) -> date:
    return conversation.now.astimezone(ZoneInfo(walk.consulate.timezone)).date()


def _view(press: Press, question: Question, today: date) -> View:
    """What the pressed button wants to look at."""
    if press.act == presses.HELP:
        return View(has_help=True)
    if question.type == "date":
        return View(month=month.read(press.value) or today.replace(day=1))
    return View(page=press.value)


def _marks(question: Question, held: Interview, press: Press) -> list[str]:
    pressed = {_name(question, press.value)}
    marks = set(held.marked) | pressed if press.act == presses.MARK else set(held.marked) - pressed
    return [choice.name for choice in question.choices if choice.name in marks]


def _done(held: Interview) -> Reply:
    return Chosen(tuple(held.marked)) if held.marked else Skipped()


def _same(turn: Ask | AskAgain) -> Reply:
    """To leave an answer as it is is to give it once more."""
    question, given = turn.question, at_hand(turn)
    if given is None:
        return Skipped()
    is_pressed = question.choices or question.type in {"decimal", "range"}
    return Chosen(tuple(as_text(given).split())) if is_pressed else Typed(as_text(given))


async def said(message: Message, conversation: Conversation) -> Messages:
    """Any message: an answer, a consulate's name, a way back, or something we cannot read."""
    held = conversation.standing.interview if conversation.standing else None
    if held is None:
        return await resuming.between(conversation, message)
    walk = await conversation.walk()
    if walk is None:
        return await _consulate(message, conversation, held)
    if means("typed_elsewhere", message.text or "") and held.entry is None:
        return await placing.elsewhere(message, conversation, held)
    if means("typed_back", message.text or ""):
        return await _back(message, conversation, walk)
    return await _take(message, conversation, walk, _reply(message, walk))


async def _consulate(message: Message, conversation: Conversation, held: Interview) -> Messages:
    if message.text:
        return await placing.search(message, message.text, conversation, held)
    shown = placing.ask_consulate(conversation.language)
    return answer(message, shown, notice=say(conversation.language, "only_text"))


def _reply(message: Message, walk: Walk) -> Reply:
    """What the words mean here: the name of a button, or an answer."""
    if message.text is None:
        return Unreadable(message.content_type)
    if means("typed_keep", message.text):
        turn = interview.current(walk.survey, walk.answers, walk.interview.at)
        return Skipped() if isinstance(turn, Finish) else _same(turn)
    if means("typed_done", message.text) and walk.interview.marked:
        return _done(walk.interview)
    return Skipped() if means("typed_skip", message.text) else Typed(message.text)


async def _back(
    event: Message | CallbackQuery, conversation: Conversation, walk: Walk
) -> Messages:
    turn = interview.back(walk.survey, walk.answers, walk.interview.at, walk.told)
    await interviews.show(conversation.session, walk.interview, turn)
    return answer(event, rendering.shown(turn, walk, conversation.language))


async def _take(
    event: Message | CallbackQuery, conversation: Conversation, walk: Walk, reply: Reply
) -> Messages:
    language, asked = conversation.language, walk.interview.at
    turn = interview.take(walk.survey, walk.answers, asked, reply, language)
    if turn.answers != walk.answers or not isinstance(turn, AskAgain):
        session, keyring, now = conversation.session, conversation.keyring, conversation.now
        await interviews.record(session, keyring, walk, turn, now=now)
    noted = rendering.noted(turn, walk, asked, language) if isinstance(reply, Typed) else None
    view = AS_ASKED
    if isinstance(turn, AskAgain) and isinstance(reply, Typed):
        view = View(typed=reply.text)  # which may be a part of a name in a long list
    shown = rendering.shown(turn, walk, language, view)
    if isinstance(turn, Finish):
        shown = resuming.with_offer(conversation, shown, walk.consulate)
    return answer(event, shown, notice=noted)


async def unknown_press(query: CallbackQuery, conversation: Conversation) -> Messages:
    """A button that is none of ours, or was altered: nothing changes."""
    return await resuming.go_on(conversation, query, say(conversation.language, "stale"))
