"""One person's walk: at most one at a time, resumed where it stood, one step after another."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from db import answers, interviews
from db.answers import Answer
from db.consulates import Consulate
from db.interviews import Interview, Walk
from db.respondents import Respondent
from db.transaction import transaction
from surveys import Chosen, Skipped, Typed, interview

ANA, LUIS = 7_000_000_001, 7_000_000_002
GOOD, BAD = Chosen(("5",)), Chosen(("1",))
NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)
TO_THE_END = (GOOD, *[Skipped()] * 5)


async def where(desk, person=ANA):
    async with desk.update(person) as (_, standing):
        return standing


async def disposition(desk):
    return await desk.rows("SELECT disposition, closed_at IS NOT NULL FROM interview")


async def test_an_interview_is_broken_off_until_the_headline_and_partial_until_the_end(desk):
    await desk.begins()
    assert await disposition(desk) == [("break-off", False)]
    await desk.answers(Typed("no entiendo"))
    assert await disposition(desk) == [("break-off", False)]
    for reply in TO_THE_END[:-1]:
        await desk.answers(reply)
        assert await disposition(desk) == [("partial", False)]
    await desk.answers(TO_THE_END[-1])
    assert await disposition(desk) == [("complete", True)]
    assert (await where(desk)).interview is None


async def test_no_aplica_is_an_accepted_headline(desk):
    await desk.begins()
    await desk.answers(Chosen(("na",)))
    assert await disposition(desk) == [("partial", False)]


async def test_an_abandoned_interview_keeps_what_was_accepted(desk):
    await desk.begins()
    await desk.answers(GOOD)
    async with desk.update(ANA) as (session, standing):
        await interviews.close(session, standing.interview, now=NOW)
    assert await disposition(desk) == [("partial", True)]
    assert await desk.rows("SELECT score FROM answer WHERE month IS NOT NULL") == [(5,)]


async def test_who_comes_back_stands_where_they_were(desk):
    await desk.begins(consulate="LON")
    await desk.answers(GOOD, Skipped())
    found = await where(desk)
    assert found.interview.at == "trato"
    assert found.consulate.code == "LON"
    assert found.entry is None


async def test_before_an_interview_a_person_stands_at_their_entry(desk):
    await desk.does("INSERT INTO entry (code, kind, consulate) VALUES ('MAD-1', 'wall', 'MAD')")
    await desk.greets(ANA, "MAD-1")
    found = await where(desk)
    assert found.interview is None
    assert (found.entry.code, found.consulate.code) == ("MAD-1", "MAD")
    await desk.begins(ANA, entry="MAD-1")
    found = await where(desk)
    assert (found.entry.code, found.consulate.code) == ("MAD-1", "MAD")
    assert found.interview.entry_kind == "wall"


async def test_people_do_not_see_one_another(desk):
    await desk.begins(ANA, "LON")
    await desk.answers(GOOD, person=ANA)
    await desk.begins(LUIS, "TYO")
    await desk.answers(BAD, Skipped(), person=LUIS)
    assert (await where(desk, ANA)).consulate.code == "LON"
    assert (await where(desk, ANA)).interview.at == "servicio"
    assert (await where(desk, LUIS)).interview.at == "trato"


async def test_a_person_has_one_open_interview_whatever_the_code_forgets(desk):
    await desk.begins()
    with pytest.raises(IntegrityError):
        await desk.begins()
    await desk.answers(*TO_THE_END)
    await desk.begins()
    assert len(await desk.rows("SELECT FROM interview")) == 2


async def test_of_two_that_begin_at_once_the_second_finds_the_first(desk):
    await desk.greets(ANA)

    async def press_agree():
        async with desk.update(ANA) as (session, standing):
            if standing.interview is None:
                survey, keyring = desk.survey, desk.keyring
                await interviews.begin(session, keyring, survey, standing, now=NOW)
                return "began"
            return "went on"

    outcomes = await asyncio.gather(*(press_agree() for _ in range(5)))
    assert sorted(outcomes) == ["began", *["went on"] * 4]


async def test_the_second_of_two_presses_at_once_meets_the_turn_after_the_first(desk, waiting):
    """The trap: a row lock that waits goes on with what the query had read before it waited."""
    await desk.begins()
    shown = (await where(desk)).interview.turn

    async def turn_met():
        return (await where(desk)).interview.turn

    async with desk.update(ANA) as (session, standing):
        assert standing.interview.turn == shown
        second = asyncio.create_task(turn_met())
        await waiting()
        walk = interviews.walk(desk.keyring, desk.survey, standing)
        turn = interview.take(desk.survey, walk.answers, walk.interview.at, GOOD, "es")
        await interviews.record(session, desk.keyring, walk, turn, now=NOW)
        after = walk.interview.turn
    assert await second == after != shown


async def test_marks_made_at_once_all_stay(desk):
    await desk.begins()
    await desk.answers(GOOD, Skipped(), Skipped())

    async def mark(name):
        async with desk.update(ANA) as (session, standing):
            held = standing.interview
            await interviews.mark(session, held, [*held.marked, name])

    shown = (await where(desk)).interview.turn
    await asyncio.gather(mark("dni"), mark("pasaporte"))
    held = (await where(desk)).interview
    assert sorted(held.marked) == ["dni", "pasaporte"]
    assert held.turn == shown
    await desk.goes_back()
    assert (await where(desk)).interview.marked == []


async def test_every_step_has_a_turn_nobody_can_guess(desk):
    turns = []
    await desk.begins()
    for reply in TO_THE_END[:-1]:
        turns.append((await where(desk)).interview.turn)
        await desk.answers(reply)
    await desk.goes_back()
    turns.append((await where(desk)).interview.turn)
    assert len(set(turns)) == len(turns)
    assert all(len(turn) == 12 for turn in turns)  # 72 bits


async def test_recording_the_same_turn_again_changes_no_answer(desk):
    await desk.begins()
    await desk.answers(GOOD)

    async def everything():
        return await desk.rows("SELECT question, value, score, month FROM answer ORDER BY 1")

    async with desk.update(ANA) as (session, standing):
        walk = interviews.walk(desk.keyring, desk.survey, standing)
        turn = interview.take(desk.survey, walk.answers, "servicio", Chosen(("dni",)), "es")
        await interviews.record(session, desk.keyring, walk, turn, now=NOW)
    before = await everything()
    async with desk.update(ANA) as (session, standing):
        held = Walk(walk.survey, standing.interview, walk.consulate, walk.answers, walk.told)
        await interviews.record(session, desk.keyring, held, turn, now=NOW + timedelta(days=40))
    assert [row[:3] for row in await everything()] == [row[:3] for row in before]


async def test_another_consulate_takes_along_what_was_counted_and_its_calendar(desk):
    late = datetime(2026, 6, 30, 20, tzinfo=UTC)  # July in Tokyo, June in Madrid
    await desk.begins(consulate="MAD")
    await desk.answers(GOOD, now=late)
    counted = "SELECT consulate, month::text FROM answer WHERE month IS NOT NULL"
    assert await desk.rows(counted) == [("MAD", "2026-06-01")]
    async with desk.update(ANA) as (session, standing):
        await interviews.place(session, standing.interview, None)
    assert (await where(desk)).consulate is None
    async with desk.update(ANA) as (session, standing):
        assert interviews.walk(desk.keyring, desk.survey, standing) is None
        await interviews.place(session, standing.interview, "TYO")
    assert await desk.rows(counted) == [("TYO", "2026-07-01")]


async def test_the_last_place_is_that_of_the_last_finished_interview(desk):
    async def last():
        async with desk.update(ANA) as (session, standing):
            found = await interviews.last_place(session, standing.respondent)
            return found and found.code

    await desk.begins(consulate="MAD")
    assert await last() is None
    await desk.answers(*TO_THE_END, now=NOW)
    await desk.begins(consulate="LON")
    await desk.answers(*TO_THE_END, now=NOW + timedelta(days=1))
    await desk.begins(consulate="TYO")
    assert await last() == "LON"


async def test_whole_interviews_held_elsewhere_are_stored_like_others(desk):
    await desk.begins()
    await desk.answers(GOOD, Chosen(("dni",)), BAD)
    async with transaction(desk.engine) as session:
        held = (await session.scalars(select(Interview))).one()
        office = await session.get(Consulate, held.consulate)
        stored = (await session.scalars(select(Answer))).all()
        given = answers.answers_of(desk.keyring, desk.survey, held.id, stored)
    rows = "SELECT * FROM answer WHERE question != 'eco' ORDER BY question"
    before = await desk.rows(rows)
    copies = answers.answer_rows(
        desk.keyring, Walk(desk.survey, held, office, {}, frozenset()), given, NOW
    )
    async with transaction(desk.engine) as session:
        people = [await session.get(Respondent, held.respondent_id)]
        for table in (Answer, Interview, Respondent):
            await session.execute(delete(table))
        await interviews.record_whole(session, people, [held], copies)
    assert await desk.rows(rows) == before
    assert (await where(desk)).interview.at == "mejoras"
