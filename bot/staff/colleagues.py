"""The colleagues who have to do with a broadcast, and how they are called."""

from collections.abc import Iterable

from bot.staff.desk import Desk
from bot.staff.words import say
from db import staff
from db.broadcasts import Broadcast
from db.staff import Act, StaffMember, name_of


async def approvers(desk: Desk, broadcast: Broadcast) -> list[StaffMember]:
    """Who may approve it: they have written none of it."""
    return [
        it
        for it in await staff.members(desk.session)
        if it.may(Act.APPROVE, broadcast.consulate) and it.id not in broadcast.writers
    ]


async def future_approvers(desk: Desk, broadcast: Broadcast) -> list[StaffMember]:
    """Who could be invited to approve it: they see it, and have written none of it."""
    return [
        it
        for it in await staff.members(desk.session)
        if it.may(Act.SEE, broadcast.consulate) and it.id not in broadcast.writers
    ]


async def writers(desk: Desk, broadcast: Broadcast) -> list[StaffMember]:
    """Those of its writers who still see it."""
    return [
        it
        for it in await staff.members(desk.session)
        if it.id in broadcast.writers and it.may(Act.SEE, broadcast.consulate)
    ]


def called(desk: Desk, members: Iterable[StaffMember]) -> str:
    """Their names, as colleagues call them."""
    names = sorted(name_of(desk.house.keyring, it) for it in members)
    return ", ".join(names) or say("review_somebody")
