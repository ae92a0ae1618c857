"""What the member should see now: the question of the visit in hand, or where to begin."""

from bot.staff.desk import Desk
from bot.staff.messages import Messages
from bot.staff.words import say
from db.staff import EVERYWHERE, Role, name_of


async def welcome(desk: Desk) -> Messages:
    """Who we take the member for, and what can be done here."""
    member = desk.member
    scope = ", ".join(it.city for it in await desk.offices())
    if EVERYWHERE in member.consulates:
        scope = say("everywhere")
    name, role = name_of(desk.house.keyring, member), say(f"role_{member.role}")
    return desk.say(f"{say('welcome', name=name, role=role, scope=scope)}\n\n{help_text(desk)}")


async def help_(desk: Desk) -> Messages:
    return desk.say(help_text(desk))


def help_text(desk: Desk) -> str:
    lines = [say("help")]
    if desk.member.role == Role.ADMINISTRATOR:
        lines.append(say("help_administrator"))
    return "\n".join(lines)


async def present(desk: Desk, notice: str | None = None) -> Messages:
    """The question now asked, or the visit in hand; without one, the help."""
    return desk.say(help_text(desk), notice=notice)
