"""/visitas and its ways: the visits of one's consulate, near a place, or of a code scanned."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from aiogram.filters import CommandObject, Filter
from aiogram.types import CallbackQuery, Message

from bot.citizen import cards, placing, resuming
from bot.citizen.attending import find, last_said
from bot.citizen.conversation import Conversation
from bot.citizen.offering import offered
from bot.citizen.placing import ask_place, which_consulate
from bot.citizen.presses import Look
from bot.citizen.rendering import Shown
from bot.citizen.replies import answer
from bot.citizen.sending import Messages
from bot.citizen.starting import CODE
from bot.citizen.words import bare, say
from bot.distance import Place, kilometres, of_office, of_visit
from bot.search import MOST, named
from db import consulates, entries, home, visits
from db.consulates import Consulate
from db.visits import Visit, VisitState

_FAR = 1000  # km; nobody goes farther for a passport
_FEW = 5  # visits near a place
_A_DAY = timedelta(days=1)


async def coming(message: Message, conversation: Conversation) -> Messages:
    """/visitas: of the consulate we know of, else the person says which."""
    language = conversation.language
    office = await home.of(conversation.session, conversation.standing)
    if office is not None:
        return answer(message, await _of_office(conversation, office))
    if conversation.is_asking:  # a city typed now says which consulate served them
        return await resuming.go_on(conversation, message, say(language, "consulate_first"))
    return answer(message, ask_place(language))


class SharesPlace(Filter):
    """A location between surveys; within one it is a reply that we cannot read."""

    async def __call__(self, message: Message, conversation: Conversation) -> bool:
        return message.location is not None and not conversation.is_asking


async def near(message: Message, conversation: Conversation) -> Messages:
    assert message.location is not None  # noqa: S101 - SharesPlace asked
    place = Place(message.location.latitude, message.location.longitude)
    return answer(message, await _near(conversation, place.about))


class NamesPlace(Filter):
    """Words between surveys that name a visit's town, a consulate, its city or its country."""

    async def __call__(
        self, message: Message, conversation: Conversation
    ) -> bool | dict[str, Any]:
        words = message.text or "/"
        if words.startswith("/") or conversation.is_asking:
            return False
        offices = named(await consulates.every(conversation.session), words)
        there = [it for it in await _coming(conversation) if bare(it.town or "") == bare(words)]
        return {"offices": offices, "there": there} if offices or there else False


async def at_place(
    message: Message, offices: list[Consulate], there: list[Visit], conversation: Conversation
) -> Messages:
    """What comes to the town named; a consulate of that name stands below it."""
    match there, offices:
        case [], [office]:
            return answer(message, await _of_office(conversation, office))
        case [], _:
            return answer(message, which_consulate(offices, conversation.language))
        case _:
            shown = await _in_town(conversation, there)
            return answer(message, cards.with_offices(shown, offices))


class OpensVisit(Filter):
    """/start with the code of a public visit's notice: no survey begins, and none ends.

    So does its survey's code while there is nothing to say yet: before the visit has come, or
    when it was cancelled.
    """

    async def __call__(
        self, _: Message, command: CommandObject, conversation: Conversation
    ) -> bool | dict[str, Any]:
        code = (command.args or "").strip()
        entry = await entries.find(conversation.session, code) if CODE.fullmatch(code) else None
        if entry is None or entry.visit is None:
            return False
        visit = await visits.find(conversation.session, entry.visit)
        if visit is None or (entry.kind == entries.KIND_VISIT and _serves(conversation, visit)):
            return False
        return {"visit": visit}


def _serves(conversation: Conversation, visit: Visit) -> bool:
    is_on = visit.state == VisitState.ANNOUNCED
    return is_on and visits.has_come(visit, conversation.now)


async def open_visit(message: Message, visit: Visit, conversation: Conversation) -> Messages:
    """Its card and the offer; of one that is over, what comes instead."""
    office = await conversation.session.get_one(Consulate, visit.consulate)
    if visits.is_over(visit, conversation.now):
        over = say(conversation.language, "visit_over")
        return answer(message, await _of_office(conversation, office), notice=over)
    return answer(message, await _card(conversation, visit, office))


async def look(query: CallbackQuery, callback_data: Look, conversation: Conversation) -> Messages:
    """A card in its list's place, or the list in its card's."""
    of, language = callback_data.of, conversation.language
    if not callback_data.visit:
        return answer(query, await _listed(conversation, of))
    visit = await find(conversation, callback_data.visit)
    if visit is None or visits.is_over(visit, conversation.now):
        lost = say(language, "visit_over" if visit else "visit_unknown")
        return answer(query, await _listed(conversation, of), notice=lost)
    office = await conversation.session.get_one(Consulate, visit.consulate)
    shown = await _card(conversation, visit, office, is_offered=False)
    return answer(query, cards.with_way_back(shown, of, language))


async def _listed(conversation: Conversation, of: str) -> Shown:
    if place := Place.read(of):
        return await _near(conversation, place)
    office = await placing.office(conversation, of)
    return await _of_office(conversation, office) if office else ask_place(conversation.language)


async def _of_office(conversation: Conversation, office: Consulate) -> Shown:
    language = conversation.language
    match await _coming(conversation, office.code):
        case []:
            shown = Shown(say(language, "no_visits", office=office.name))
        case [only]:
            return await _card(conversation, only, office)
        case found:
            labels = [cards.label(visit, language, conversation.now) for visit in found[:MOST]]
            text = say(language, "visits_of", office=office.name)
            shown = cards.listed(found[:MOST], office.code, text, labels)
    return offered(_with_ways(conversation, shown), office, conversation.standing, language)


async def _in_town(conversation: Conversation, found: Sequence[Visit]) -> Shown:
    """The one visit's card, or a list; the offer is of their consulate, when they share it."""
    language, session = conversation.language, conversation.session
    office = await session.get_one(Consulate, found[0].consulate)
    if len(found) == 1:
        return await _card(conversation, found[0], office)
    labels = [cards.label(it, language, conversation.now) for it in found[:MOST]]
    text = say(language, "visits_in_town", town=found[0].town)
    shown = cards.listed(found[:MOST], None, text, labels)
    if any(it.consulate != office.code for it in found):
        return shown
    return offered(shown, office, conversation.standing, language)


async def _near(conversation: Conversation, place: Place) -> Shown:
    """The nearest few; the offer is of the nearest one's consulate, else of the nearest.

    Where nothing comes, whoever has notices keeps them: another consulate would bring no more.
    """
    language, standing = conversation.language, conversation.standing
    offices = {it.code: it for it in await consulates.every(conversation.session)}

    def away(visit: Visit) -> float:
        return kilometres(place, of_visit(visit, offices[visit.consulate]))

    every = await _coming(conversation)
    found = [it for it in sorted(every, key=away) if away(it) <= _FAR][:_FEW]
    if found:
        labels = [cards.label(it, language, conversation.now, away(it)) for it in found]
        shown = cards.listed(found, str(place), say(language, "visits_near"), labels)
        office = offices[found[0].consulate]
    else:
        shown = Shown(say(language, "no_visits_near", km=_FAR))
        if standing is not None and standing.wants_notices:
            return Shown(f"{shown.text}\n\n{say(language, 'visits_of_yours')}")
        office = min(offices.values(), key=lambda it: kilometres(place, of_office(it)))
    return offered(shown, office, standing, language)


async def _coming(conversation: Conversation, consulate: str | None = None) -> Sequence[Visit]:
    """Announced and not over, the soonest first, by the clocks of each town."""
    since = (conversation.now - _A_DAY).date()
    found = await visits.coming(conversation.session, since=since, consulate=consulate)
    return [it for it in found if not visits.is_over(it, conversation.now)]


async def _card(
    conversation: Conversation, visit: Visit, office: Consulate, *, is_offered: bool = True
) -> Shown:
    survey, language = conversation.shelf.consular, conversation.language
    is_going = await last_said(conversation, visit)
    shown = cards.card(visit, office, survey, language, is_going=is_going)
    if not is_offered:
        return shown
    return offered(shown, office, conversation.standing, language)


def _with_ways(conversation: Conversation, shown: Shown) -> Shown:
    """How to look elsewhere; while a survey asks, what is typed is an answer."""
    if conversation.is_asking:
        return shown
    ways = say(conversation.language, "visits_elsewhere")
    return Shown(f"{shown.text}\n\n{ways}", shown.buttons)
