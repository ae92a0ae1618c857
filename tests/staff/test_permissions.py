"""Every act about a notice, tried by the stranger, the colleague elsewhere, and who may not."""

from dataclasses import dataclass

import pytest

from bot.staff import presses as p
from db.deliveries import DeliveryState
from tests.staff.affairs import (
    administrator,
    agree,
    approved,
    changes,
    drafts,
    hired,
    member,
    presses,
    submitted,
    walk,
)

# What anybody could have changed; the visit in hand is each member's own affair.
WORLD = """
    SELECT 'broadcast', id::text, state, sent FROM broadcast
    UNION ALL SELECT 'visit', id::text, state, capacity FROM visit
    UNION ALL SELECT 'entry', code, kind, 0 FROM entry
    UNION ALL SELECT 'audit', id::text, act, 0 FROM audit_entry WHERE act <> 'join'
    UNION ALL SELECT 'watch', staff_id::text, '', 0 FROM broadcast_watch
    UNION ALL SELECT 'job', args::text, '', 0 FROM procrastinate_jobs
    UNION ALL SELECT 'member', id::text, role, (revoked_at IS NULL)::int FROM staff_member
    ORDER BY 1, 2, 3
"""


@dataclass
class Case:
    """An act, the state it is for, who may, and who in the same consulate may not."""

    act: str
    state: str
    may: str
    may_not: str
    value: str = ""
    reads: str = ""  # what who may is shown; empty: something changes


CASES = (
    Case(p.PREVIEW, "draft", "Carmen", "Luis", reads="Lo recibirán: 3 personas"),
    Case(p.SUBMIT, "draft", "Carmen", "Luis"),
    Case(p.SUBMIT, "change", "Carmen", "Luis"),
    Case(p.WITHDRAW, "announced", "Carmen", "Luis", "!"),
    Case(p.SHARE, "announced", "Luis", "", reads="Para el día de la visita"),
    Case(p.REVIEW, "submitted", "Luis", "", reads="Si aprueba"),
    Case(p.APPROVE, "submitted", "Luis", "Carmen", "code"),
    Case(p.REJECT, "submitted", "Luis", "Carmen", "!"),
    Case(p.STOP, "submitted", "Carmen", "Luis", "!"),
    Case(p.PAUSE, "running", "Carmen", ""),
    Case(p.STOP, "running", "Luis", "", "!"),
    Case(p.RESUME, "paused", "Luis", "Carmen"),
    Case(p.AGAIN, "failed", "Luis", "Carmen"),
    Case(p.REVOKE, "draft", "Adela", "Luis", "!"),
)


@pytest.mark.parametrize("case", CASES, ids=lambda it: f"{it.act} {it.state}")
async def test_only_who_may_does_it_and_the_others_change_and_learn_nothing(office, case):
    carmen, luis, pedro = await hired(office)
    people = {"Carmen": carmen, "Luis": luis, "Adela": await administrator(office)}
    await agree(office, 3)
    subject, value = await bring_to(office, carmen, luis, case)
    before = await office.rows(WORLD)

    stranger = office.person("Zoila")
    await stranger.say("hola")
    await office.settle()
    await presses(office, stranger, case.act, subject, value)
    await stranger.reads("personal de los consulados")
    await presses(office, pedro, case.act, subject, value)
    await pedro.reads("ya no está a su alcance")
    for outsider in (stranger, pedro):
        assert "Huelva" not in await outsider.transcript()
    if case.may_not:
        await presses(office, people[case.may_not], case.act, subject, value)
    assert await office.rows(WORLD) == before

    await presses(office, people[case.may], case.act, subject, value)
    if case.reads:
        await people[case.may].reads(case.reads)
        assert await office.rows(WORLD) == before
    else:
        assert await office.rows(WORLD) != before


async def bring_to(office, carmen, luis, case: Case):
    """The subject of the act in the state of the case, and the value of its button."""
    visit = await drafts(office)
    subject = (await member(office, "Carmen")).id if case.act == p.REVOKE else visit.id
    if case.state == "draft":
        return subject, case.value
    broadcast = await submitted(office, carmen, visit)
    if case.state != "submitted":
        broadcast = await approved(office, luis, visit)
    if case.state == "paused":
        await presses(office, luis, p.PAUSE, broadcast.id)
    failing = [(DeliveryState.FAILED, "bad_text")] if case.state == "failed" else []
    if case.state in {"announced", "change", "failed"}:
        await walk(office, broadcast, *failing)
    if case.state == "change":
        subject = (await changes(office, visit, capacity=1)).id
    elif case.state != "announced":
        subject = broadcast.id
    return subject, broadcast.code if case.value == "code" else case.value


async def test_the_words_of_a_reason_are_heard_from_who_may_decide_alone(office):
    """Who loses the role between the question and the answer sends nothing back."""
    carmen, luis, _ = await hired(office)
    waiting = await submitted(office, carmen, await drafts(office))
    await presses(office, luis, p.REJECT, waiting.id)
    code = await office.invites("Luis", "operator", ["MAD"])
    await luis.start(code)
    await office.settle()
    await luis.say("No me gusta")
    await luis.reads("Eso le toca a otra persona")
    assert await office.rows("SELECT state FROM broadcast") == [("submitted",)]
