"""Visits and their drafts: what is asked next, who may see them, and how a change takes over."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import uuid4

import pytest

from db import consulates, drafts, staff, visits
from db.local_time import Skipped, Twice
from db.staff import EVERYWHERE, Role, StaffMember
from db.transaction import transaction
from db.visits import FIELDS, Visit, VisitState

NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)
DAY = date(2026, 12, 12)
TOLEDO = {
    "town": "Toledo",
    "place": "Plaza 1",
    "timezone": "Europe/Madrid",
    "first_day": DAY,
    "last_day": DAY,
    "opens": time(9),
    "closes": time(17),
    "services": ["visa"],
    "requirements": "",
    "capacity": 0,
    "contact": "",
    "flyer": False,
}


def visit(**told: object) -> Visit:
    return Visit(consulate="MAD", writers=[], created_at=NOW, **told)


@pytest.fixture
async def hired(async_engine, keyring):
    """Carmen and Adela write in Madrid, Pedro in Barcelona, Inés everywhere."""
    people = [
        ("Carmen", Role.OPERATOR, ["MAD"]),
        ("Adela", Role.ADMINISTRATOR, ["MAD"]),
        ("Pedro", Role.OPERATOR, ["BCN"]),
        ("Inés", Role.OPERATOR, [EVERYWHERE]),
    ]
    offices = [it for it in consulates.read() if isinstance(it, consulates.Consulate)]
    members: dict[str, StaffMember] = {}
    async with transaction(async_engine) as session:
        await consulates.load(session, offices)
        for number, (name, role, scope) in enumerate(people):
            who = {"telegram_id": 5_000_000_000 + number, "now": NOW}
            code = await staff.invite(
                session, keyring, name=name, role=role, consulates=scope, **who
            )
            member = await staff.join(session, keyring, code, who["telegram_id"], now=NOW)
            assert member is not None
            members[name] = member
    return members


async def made(session, member, **told: object) -> Visit:
    draft = await visits.draft(session, member, "MAD", now=NOW)
    await visits.write(session, member, draft, **told)
    return draft


def test_the_next_question_is_the_first_empty_field():
    told: dict[str, object] = {}
    asked = []
    while (field := visits.next_field(visit(**told))) is not None:
        asked.append(field)
        names = ("opens", "closes") if field == "hours" else (field,)
        told |= {name: TOLEDO[name] for name in names}
    assert asked == [field for field in FIELDS if field != "fold"]


def test_nothing_is_an_answer_too():
    complete = visit(**TOLEDO)
    assert (complete.requirements, complete.capacity, complete.flyer) == ("", 0, False)
    assert visits.next_field(complete) is None


def test_an_hour_that_comes_twice_on_any_day_is_asked():
    span = {"first_day": date(2027, 10, 30), "last_day": date(2027, 10, 31), "opens": time(2, 30)}
    doubtful = visit(**TOLEDO | span)
    assert [type(it) for it in visits.doubts(doubtful)] == [Twice]
    assert visits.next_field(doubtful) == "fold"
    settled = visit(**TOLEDO | span | {"fold": 1})
    assert visits.next_field(settled) is None


def test_an_hour_that_is_left_out_is_found():
    day = date(2027, 3, 28)
    gap = {"first_day": day, "last_day": day, "opens": time(2, 30)}
    assert [type(it) for it in visits.doubts(visit(**TOLEDO | gap))] == [Skipped]


def test_a_visit_begins_and_ends_in_its_own_time():
    it = visit(**TOLEDO | {"last_day": date(2026, 12, 14)})
    assert it.begins_at == datetime(2026, 12, 12, 8, tzinfo=UTC)
    assert it.ends_at == datetime(2026, 12, 14, 16, tzinfo=UTC)
    assert it.days == [date(2026, 12, 12), date(2026, 12, 13), date(2026, 12, 14)]


def test_a_visit_has_come_with_its_day_and_is_over_with_its_last_hour():
    it = visit(**TOLEDO)
    midnight = datetime(2026, 12, 11, 23, tzinfo=UTC)  # in Toledo the day begins
    assert not visits.has_come(it, midnight - timedelta(seconds=1))
    assert visits.has_come(it, midnight)
    assert not visits.is_over(it, it.ends_at - timedelta(seconds=1))
    assert visits.is_over(it, it.ends_at)
    dayless = visit(town="Toledo")
    assert not visits.has_come(dayless, NOW)
    assert not visits.is_over(dayless, NOW)


async def test_only_those_in_whose_scope_it_lies_see_a_visit(async_engine, hired):
    async with transaction(async_engine) as session:
        draft = await made(session, hired["Carmen"], town="Toledo")
        for name, sees in [("Carmen", True), ("Adela", True), ("Inés", True), ("Pedro", False)]:
            member = hired[name]
            seen = await visits.seen_by(session, member, draft.id)
            assert (seen is not None) is sees
            assert bool(await visits.listed(session, member, since=DAY)) is sees
        assert await visits.seen_by(session, hired["Carmen"], uuid4()) is None


async def test_who_writes_any_of_it_is_one_of_its_writers_once(async_engine, hired):
    async with transaction(async_engine) as session:
        draft = await made(session, hired["Carmen"], town="Toledo")
        await visits.write(session, hired["Adela"], draft, place="Plaza 1")
        await visits.write(session, hired["Carmen"], draft, capacity=5)
        assert draft.writers == [hired["Carmen"].id, hired["Adela"].id]


async def test_a_change_says_what_the_visit_says_until_it_takes_over(async_engine, hired):
    carmen, adela = hired["Carmen"], hired["Adela"]
    async with transaction(async_engine) as session:
        announced = await made(session, carmen, **TOLEDO)
        await visits.put_flyer(session, carmen, announced, b"one")
        announced.state, announced.announced_at = VisitState.ANNOUNCED, NOW
        change = await visits.change_of(session, adela, announced, now=NOW)
        assert change.model_dump(include=set(visits.CONTENT)) == announced.model_dump(
            include=set(visits.CONTENT)
        )
        assert await visits.flyer_of(session, change) == b"one"
        assert (await drafts.change_to(session, announced)).id == change.id
        await visits.write(session, adela, change, place="Otro sitio")
        await visits.put_flyer(session, adela, change, b"two")
        assert announced.place == "Plaza 1"
        assert await visits.flyer_of(session, announced) == b"one"
        await visits.take_over(session, announced, change)
        assert (announced.place, change.state) == ("Otro sitio", VisitState.DISCARDED)
        assert await visits.flyer_of(session, announced) == b"two"
        assert set(announced.writers) == {carmen.id, adela.id}
        assert await drafts.change_to(session, announced) is None


async def test_the_public_finds_only_what_was_announced(async_engine, hired):
    async with transaction(async_engine) as session:
        draft = await made(session, hired["Carmen"], **TOLEDO)
        assert await visits.find(session, draft.id) is None
        assert await visits.coming(session, since=DAY) == []
        draft.state, draft.announced_at = VisitState.ANNOUNCED, NOW
        session.add(draft)
        await session.flush()
        assert (await visits.find(session, draft.id)).id == draft.id
        assert len(await visits.coming(session, since=DAY, consulate="MAD")) == 1
        assert await visits.coming(session, since=DAY + timedelta(days=1)) == []
        assert await visits.coming(session, since=DAY, consulate="BCN") == []


async def test_a_writer_finds_the_drafts_that_lack_something(async_engine, hired):
    carmen = hired["Carmen"]
    async with transaction(async_engine) as session:
        begun = await made(session, carmen, town="Toledo")
        await made(session, carmen, **TOLEDO)  # complete
        given_up = await made(session, carmen, town="Soria")
        await drafts.discard(session, given_up)
        assert [it.id for it in await drafts.unfinished(session, carmen)] == [begun.id]
        assert await drafts.unfinished(session, hired["Adela"]) == []
        carmen.consulates = ["BCN"]  # she has moved
        assert await drafts.unfinished(session, carmen) == []


def test_a_draft_is_blank_until_somebody_tells_something():
    assert drafts.is_blank(visit())
    assert drafts.is_blank(visit(timezone="Europe/Madrid"))
    assert not drafts.is_blank(visit(flyer=False))
