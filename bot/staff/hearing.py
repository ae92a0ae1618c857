"""Words, a picture, a place: the answer to what the member is asked, if anything is."""

from bot.staff import (
    asking_served,
    beginning,
    figure_cursor,
    prompting,
    recording_month,
    served,
    visiting,
)
from bot.staff.choosing import CONSULATE
from bot.staff.desk import Desk
from bot.staff.messages import Messages
from db.visits import FIELDS


async def said(desk: Desk) -> Messages:
    visit_id, asking = desk.member.visit, desk.member.asking
    if asking == CONSULATE and desk.words:
        return await beginning.said(desk)
    cursor = figure_cursor.read(asking)
    if cursor is not None:
        return await recording_month.said(desk, cursor)
    if visit_id is None or asking is None:
        return await prompting.present(desk)
    service = asking_served.service_asked(asking)
    if service is not None:
        return await served.said(desk, visit_id, service)
    if asking in FIELDS:
        return await visiting.said(desk, visit_id, asking)
    return await prompting.present(desk)
