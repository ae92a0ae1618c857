"""Who comes in: an invitation lets in the one account it was made for; others are told how."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession
from telegram import Update, User

from bot.staff.desk import Desk, House
from bot.staff.messages import Messages, Say, Toast
from bot.staff.prompting import welcome
from bot.staff.words import say
from db import audit, staff


async def start(
    session: AsyncSession, house: House, now: datetime, update: Update, user: User
) -> Messages:
    """/start CODE. A code delivered twice lets in once, and welcomes twice."""
    message = update.message
    _, _, code = ((message.text or "") if message else "").partition(" ")
    member = await staff.find(session, house.keyring, user.id)
    if code.strip():
        joined = await staff.join(session, house.keyring, code.strip(), user.id, now=now)
        if joined is not None:
            await audit.note(
                session,
                joined,
                "join",
                now=now,
                subject=joined.id,
                role=joined.role,
                consulates=joined.consulates,
            )
            return await welcome(Desk(session, house, now, update, joined))
        if member is None:
            refused = say("invitation_refused")
            return [Say(user.id, refused), *stranger(update, user, house)]
    if member is None:
        return stranger(update, user, house)
    return await welcome(Desk(session, house, now, update, member))


def stranger(update: Update, user: User, house: House) -> Messages:
    """What everybody outside hears, whatever they send: how to come in, and where citizens go."""
    told = Say(user.id, say("stranger", number=user.id, citizens=house.citizens))
    query = update.callback_query
    return [Toast(query.id), told] if query else [told]
