"""Demonstration people: invented once and for all, and stored until there are enough."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from db import consulates, surveys
from db.transaction import transaction
from deploy import loading
from deploy.generator import fill

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
EVERYTHING = text("""
    SELECT interview.id, interview.consulate, disposition, question, score, answer.service,
        sealed IS NOT NULL
    FROM interview LEFT JOIN answer ON answer.interview_id = interview.id ORDER BY 1, 4
""")

Fill = Callable[[int], Awaitable[list[int]]]


@pytest.fixture
async def filled(async_engine, keyring) -> Fill:
    workbook = loading.Workbook.read(loading.LIBRARY / "satisfaccion-consular.xlsx")
    async with transaction(async_engine) as session:
        await consulates.load(session, consulates.read())
        await surveys.publish(session, workbook.survey, workbook.content, now=NOW)

    async def run(people: int) -> list[int]:
        return [it async for it in fill(async_engine, keyring, workbook.survey, people)]

    return run


async def everything(engine) -> list[tuple]:
    async with engine.connect() as connection:
        return [tuple(row) for row in await connection.execute(EVERYTHING)]


async def forget_everybody(engine) -> None:
    async with engine.begin() as connection:
        await connection.execute(text("TRUNCATE answer, interview, respondent CASCADE"))


async def test_two_fills_invent_the_same_people_even_when_one_is_interrupted(filled, async_engine):
    assert await filled(60) == [60]
    in_one_go = await everything(async_engine)
    await forget_everybody(async_engine)
    assert await filled(25) == [25]
    assert await filled(60) == [60]
    assert await everything(async_engine) == in_one_go


async def test_many_interviews_are_stored_in_one_transaction(filled):
    assert await filled(300) == [250, 300]


async def test_who_is_there_already_is_not_invented_again(filled, async_engine):
    await filled(30)
    before = await everything(async_engine)
    assert await filled(30) == []
    assert await filled(10) == []
    assert await everything(async_engine) == before


async def test_people_of_the_chat_do_not_count_as_invented(filled, async_engine):
    await filled(10)
    async with async_engine.begin() as connection:
        await connection.execute(
            text(
                "INSERT INTO respondent (id, fingerprint, language, greeted_at)"
                " VALUES (gen_random_uuid(), 'x', 'es', now())"
            )
        )
    assert await filled(12) == [12]


async def test_everybody_is_as_a_real_interview_would_have_left_them(filled, async_engine):
    await filled(200)
    async with async_engine.connect() as connection:
        kinds = await connection.execute(
            text(
                "SELECT disposition, bool_or(score IS NOT NULL OR value = 'na'), count(*)"
                " FROM interview LEFT JOIN answer"
                " ON interview_id = interview.id AND question = 'satisfaccion' GROUP BY 1"
            )
        )
        people = {kind: (has_headline, count) for kind, has_headline, count in kinds}
    assert set(people) == {"complete", "partial", "break-off"}
    assert {kind for kind, (has_headline, _) in people.items() if has_headline} == {
        *("complete", "partial")
    }
    assert people["complete"][1] > people["partial"][1] > people["break-off"][1]
