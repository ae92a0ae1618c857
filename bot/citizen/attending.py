"""The buttons under a visit, in the chat or in a notice: going or not, its picture, place, dates.

A press never touches the words above them: those are the notice's.
"""

from collections.abc import Sequence
from typing import Any

from aiogram.methods import AnswerCallbackQuery, SendDocument, SendPhoto, SendVenue, TelegramMethod
from aiogram.types import BufferedInputFile, CallbackQuery

from bot.broadcasting import notice
from bot.citizen import calendar_file
from bot.citizen.conversation import Conversation
from bot.citizen.presses import Attend
from bot.citizen.replies import only_notice
from bot.citizen.sending import Messages
from bot.citizen.ticking import tick
from bot.citizen.words import say
from bot.tokens import from_token
from db import attendances, visits
from db.attendances import Attendance
from db.consulates import Consulate
from db.visits import Visit, VisitState


async def pressed(
    query: CallbackQuery, callback_data: Attend, conversation: Conversation
) -> Messages:
    """Answers for visits that are public; of one that is not, as of one that never was."""
    act, language = callback_data.act, conversation.language
    visit = await find(conversation, callback_data.visit)
    if visit is None:
        return only_notice(query, say(language, "visit_unknown"))
    if visits.is_over(visit, conversation.now):
        return only_notice(query, say(language, "visit_over"))
    if visit.state == VisitState.CANCELLED:
        told = only_notice(query, say(language, "visit_cancelled"))
        is_kept = act == notice.CALENDAR  # then it is struck out there, too
        return [*told, *await _calendar(query, visit, conversation)] if is_kept else told
    if act in {notice.GOING, notice.NOT_GOING}:
        return await _attend(query, callback_data, conversation, visit)
    if found := await _material(query, act, visit, conversation):
        return [AnswerCallbackQuery(callback_query_id=query.id), *found]
    return only_notice(query, say(language, "no_longer_there"))


async def find(conversation: Conversation, written: str) -> Visit | None:
    """The public visit of a button's token; none for one altered, or never announced."""
    number = from_token(written)
    return None if number is None else await visits.find(conversation.session, number)


async def _attend(
    query: CallbackQuery, pressed: Attend, conversation: Conversation, visit: Visit
) -> Messages:
    """Keeps what they say now; delivered again, shows what they said last."""
    session, is_going = conversation.session, pressed.act == notice.GOING
    person = await conversation.somebody() if conversation.is_new else None
    if person is not None:
        said = Attendance(
            visit_id=visit.id, respondent_id=person.id, going=is_going, at=conversation.now
        )
        await attendances.say(session, said)
    else:
        is_going = bool(await last_said(conversation, visit))
    acts = (notice.GOING, notice.NOT_GOING) if is_going else (notice.NOT_GOING, notice.GOING)
    chosen, rival = (Attend(visit=pressed.visit, act=act).pack() for act in acts)
    toast = say(conversation.language, "noted_going" if is_going else "noted_not_going")
    return tick(query, toast, chosen, [rival])


async def last_said(conversation: Conversation, visit: Visit) -> bool | None:
    """Whether the person said that they go; none where they said nothing."""
    if conversation.standing is None:
        return None
    person = conversation.standing.respondent
    return await attendances.said(conversation.session, visit.id, person.id)


async def _material(
    query: CallbackQuery, act: str, visit: Visit, conversation: Conversation
) -> Messages:
    """The picture, the map or the calendar's file; nothing of what the visit does not have."""
    chat_id = query.from_user.id
    match act:
        case notice.FLYER:
            picture = await visits.flyer_of(conversation.session, visit)
            if picture is None:
                return []
            photo = BufferedInputFile(picture, "afiche")
            return [SendPhoto(chat_id=chat_id, photo=photo)]
        case notice.MAP if visit.latitude is not None and visit.longitude is not None:
            return [
                SendVenue(
                    chat_id=chat_id,
                    latitude=visit.latitude,
                    longitude=visit.longitude,
                    title=visit.place or visit.town or "",
                    address=visit.town or "",
                )
            ]
        case notice.CALENDAR:
            return await _calendar(query, visit, conversation)
        case _:
            return []


async def _calendar(
    query: CallbackQuery, visit: Visit, conversation: Conversation
) -> Sequence[TelegramMethod[Any]]:
    office = await conversation.session.get_one(Consulate, visit.consulate)
    file = calendar_file.written(
        visit, office, conversation.shelf.consular, conversation.language, now=conversation.now
    )
    document = BufferedInputFile(file, calendar_file.NAME)
    return [SendDocument(chat_id=query.from_user.id, document=document)]
