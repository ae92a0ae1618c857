"""The share kit of a visit: what a consulate posts elsewhere, and what it shows on the day."""

import html
from io import BytesIO

import segno

from bot.broadcasting.notice import card
from bot.catalogue import LANGUAGES
from bot.staff.desk import Desk
from bot.staff.messages import Message, Messages, Picture, Say
from bot.staff.reading import plain
from bot.staff.words import say
from db import entries, visits
from db.consulates import Consulate
from db.entries import KIND_NOTICE, KIND_VISIT
from db.staff import Act
from db.visits import VisitState

_SIDE = 800  # pixels, about
_BORDER = 4  # modules: the quiet zone of ISO/IEC 18004


async def share(desk: Desk) -> Messages:
    """Only of an announced visit: what is posted must have been approved."""
    subject = desk.press.subject if desk.press else None
    visit = subject and await visits.seen_by(desk.session, desk.member, subject)
    if not visit or not desk.member.may(Act.SEE, visit.consulate):
        return desk.say(say("not_found"))
    if visit.state != VisitState.ANNOUNCED:
        return desk.say(say("share_only_announced"))
    consulate = await desk.session.get_one(Consulate, visit.consulate)
    link, survey = [
        desk.house.link((await entries.of_visit(desk.session, visit, kind)).code)
        for kind in (KIND_NOTICE, KIND_VISIT)
    ]
    kit: list[Message] = [
        Say(
            desk.chat,
            html.escape(plain(card(visit, consulate, desk.house.survey, language)))
            + "\n\n"
            + say(f"share_link_{language}", link=link),
        )
        for language in LANGUAGES
    ]
    kit.append(Picture(desk.chat, qr(link), say("share_qr_notice", town=visit.town)))
    kit.append(Picture(desk.chat, qr(survey), say("share_qr_survey", town=visit.town)))
    return [*desk.say(say("share_opening")), *kit]


def qr(link: str) -> bytes:
    """A PNG of about 800 pixels that still reads with 15 % of it hidden (level M or better)."""
    code = segno.make(link, error="m", micro=False)
    modules, _ = code.symbol_size(scale=1, border=_BORDER)
    picture = BytesIO()
    code.save(picture, kind="png", scale=round(_SIDE / modules), border=_BORDER)
    return picture.getvalue()
