"""/revocar: an administrator takes a colleague's access away, at once."""

from bot.staff import reading
from bot.staff.desk import Desk
from bot.staff.messages import Messages
from bot.staff.paging import page_of
from bot.staff.presses import COLLEAGUES, REVOKE, button
from bot.staff.words import say
from db import audit, staff
from db.staff import EVERYWHERE, Role, StaffMember, name_of


async def listing(desk: Desk) -> Messages:
    """/revocar, and COLLEAGUES with a page: those who lie wholly within one's own scope."""
    if desk.member.role != Role.ADMINISTRATOR:
        return desk.say(say("not_allowed"))
    found = [it for it in await staff.members(desk.session) if desk.member.may_revoke(it)]
    if not found:
        return desk.answer(say("revoke_nobody"))
    page = page_of(desk, found)
    rows = [[button(_described(desk, it), REVOKE, it.id)] for it in page.shown]
    text = "\n\n".join([say("revoke_list"), *page.lines])
    return desk.answer(text, [*rows, *page.turning(COLLEAGUES)])


async def revoke(desk: Desk) -> Messages:
    """Asks once; the revoked person's next update is a stranger's."""
    press = desk.press
    colleague = await _colleague(desk)
    if colleague is None:
        return desk.say(say("not_found"))
    if not await staff.is_dispensable(desk.session, colleague):
        return desk.say(say("revoke_last"))
    name = name_of(desk.house.keyring, colleague)
    if press is None or press.value != "!":
        sure = button(say("revoke_do"), REVOKE, colleague.id, "!")
        back = button(say("steer_back"), COLLEAGUES)
        return desk.answer(say("revoke_ask", name=name), [[sure], [back]])
    await staff.revoke(desk.session, colleague, now=desk.now)
    await audit.note(
        desk.session,
        desk.member,
        "revoke",
        now=desk.now,
        subject=colleague.id,
        role=colleague.role,
        consulates=colleague.consulates,
    )
    return desk.answer(say("revoked", name=name))


async def _colleague(desk: Desk) -> StaffMember | None:
    """Who is meant, locked, if still a member and the one who asks may revoke them."""
    subject = desk.press.subject if desk.press else None
    if subject is None:
        return None
    found = await desk.session.get(
        StaffMember, subject, with_for_update=True, populate_existing=True
    )
    if found is None or found.revoked_at or not desk.member.may_revoke(found):
        return None
    return found


def _described(desk: Desk, member: StaffMember) -> str:
    everywhere = EVERYWHERE in member.consulates
    scope = say("everywhere") if everywhere else ", ".join(member.consulates)
    name = name_of(desk.house.keyring, member)
    one = say("revoke_one", name=name, role=say(f"role_{member.role}"), scope=scope)
    return reading.plain(one)
