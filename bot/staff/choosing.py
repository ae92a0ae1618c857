"""Of which consulate a new visit is, where a member may write for several."""

from collections.abc import Sequence

from bot.staff.desk import Desk
from bot.staff.messages import Messages
from bot.staff.presses import NEW, button
from bot.staff.words import say
from db.consulates import Consulate
from db.staff import Act

CONSULATE = "consulate"  # what a member is asked before there is a draft
_FEW = 8  # buttons that a small phone shows without scrolling


async def offices(desk: Desk) -> list[Consulate]:
    """Those for which the member may prepare a visit."""
    return [it for it in await desk.offices() if desk.member.may(Act.WRITE, it.code)]


def show(desk: Desk, found: Sequence[Consulate], notice: str | None = None) -> Messages:
    """A few by their names; with many, one types which."""
    few = found if len(found) <= _FEW else []
    rows = [[button(it.name, NEW, value=it.code)] for it in few]
    return desk.answer(say("ask_consulate"), rows, notice=notice)
