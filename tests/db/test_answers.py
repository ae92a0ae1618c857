"""An answer is kept as it was given, and counts for the period and place it speaks of."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from surveys import Chosen, Finish, Skipped, Typed, interview, relevant_answers

NA, GOOD, BAD = Chosen(("na",)), Chosen(("5",)), Chosen(("1",))
COUNTED = (
    "SELECT question, month, consulate, service, score FROM answer"
    " WHERE month IS NOT NULL ORDER BY question"
)
WHOLE_NUMBERS = st.integers(-999_999_999, 999_999_999).map(lambda number: Typed(str(number)))
FITTING = {
    "select_one": st.sampled_from(["1", "4", "5", "na", "pasaporte"]).map(
        lambda it: Chosen((it,))
    ),
    "select_multiple": st.sampled_from([("dni",), ("pasaporte", "dni")]).map(Chosen),
    "integer": WHOLE_NUMBERS,
    "text": st.text(max_size=50).map(Typed),
}
OTHERS = st.just("back") | st.just(Skipped()) | st.text(max_size=5).map(Typed)


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.data())
async def test_however_a_person_walks_the_database_keeps_what_the_engine_keeps(desk, data):
    await desk.does("TRUNCATE answer, interview")
    await desk.begins()
    turn = interview.begin(desk.survey)
    for _ in range(data.draw(st.integers(0, 15))):
        at, fitting = turn.question.name, FITTING[turn.question.type]
        step = data.draw(fitting | fitting | OTHERS)
        if step == "back":
            await desk.goes_back()
            turn = interview.back(desk.survey, turn.answers, at)
        else:
            await desk.answers(step)
            turn = interview.take(desk.survey, turn.answers, at, step, "es")
            assert await desk.kept() == turn.answers
        if isinstance(turn, Finish):
            break
    standing = relevant_answers(desk.survey, turn.answers)
    scales = {name: standing.get(name) for name in ("satisfaccion", "trato")}
    assert {row[0]: row[4] for row in await desk.rows(COUNTED)} == {
        name: None if level == "na" else int(level) for name, level in scales.items() if level
    }


JULY, JANUARY = date(2026, 7, 1), date(2027, 1, 1)
MIDNIGHTS = [
    ("TYO", datetime(2026, 6, 30, 15, tzinfo=UTC), JULY),
    ("LAX", datetime(2026, 7, 1, 7, tzinfo=UTC), JULY),  # in summer time
    ("LIM", datetime(2026, 7, 1, 5, tzinfo=UTC), JULY),
    ("TYO", datetime(2026, 12, 31, 15, tzinfo=UTC), JANUARY),
    ("LAX", datetime(2027, 1, 1, 8, tzinfo=UTC), JANUARY),
    ("LIM", datetime(2027, 1, 1, 5, tzinfo=UTC), JANUARY),
]


@pytest.fixture
async def lima(desk):
    """An office on Peru's own time; the network has none."""
    await desk.does(
        "INSERT INTO consulate SELECT 'LIM', name, city, country, kind, 'America/Lima', latitude,"
        " longitude, jurisdiction, source FROM consulate WHERE code = 'BOG'"
    )


@pytest.mark.usefixtures("lima")
@pytest.mark.parametrize(("office", "midnight", "first_of_month"), MIDNIGHTS)
async def test_without_a_date_of_service_the_consulates_own_calendar_decides_the_month(
    desk, office, midnight, first_of_month
):
    just_before = midnight - timedelta(microseconds=1)
    await desk.begins(1, office)
    await desk.answers(BAD, person=1, now=just_before)
    await desk.begins(2, office)
    await desk.answers(GOOD, person=2, now=midnight)
    found = await desk.rows("SELECT score, month FROM answer WHERE month IS NOT NULL ORDER BY 1")
    last_month = (first_of_month - timedelta(days=1)).replace(day=1)
    assert found == [(1, last_month), (5, first_of_month)]


async def entry(desk, code="MAD-1", service=None, day=None):
    await desk.does(
        "INSERT INTO entry (code, kind, consulate, service, service_date)"
        " VALUES (:code, 'wall', 'MAD', :service, :day)",
        code=code,
        service=service,
        day=day,
    )
    return code


@pytest.mark.parametrize("day", [date(2026, 6, 30), date(2026, 7, 1), date(2025, 12, 31)])
async def test_the_date_of_the_service_decides_whenever_the_answer_comes(desk, day):
    code = await entry(desk, day=day)
    await desk.begins(entry=code, now=datetime(2026, 8, 15, tzinfo=UTC))
    await desk.answers(GOOD, now=datetime(2027, 1, 1, tzinfo=UTC))
    assert await desk.rows(COUNTED) == [("satisfaccion", day.replace(day=1), "MAD", None, 5)]


async def test_only_the_scale_counts_and_no_aplica_without_a_score(desk):
    await desk.begins()
    await desk.answers(GOOD, Skipped(), NA, Chosen(("dni",)), Typed("5"), Typed("5"))
    assert [(row[0], row[4]) for row in await desk.rows(COUNTED)] == [
        ("satisfaccion", 5), ("trato", None),
    ]  # fmt: skip
    [(rest,)] = await desk.rows(
        "SELECT count(*) FROM answer WHERE question NOT IN ('satisfaccion', 'trato') AND"
        " coalesce(form_id, month::text, consulate, service, score::text, entry_kind, wave::text)"
        " IS NULL"
    )
    assert rest == 5


async def test_a_skipped_question_is_kept_as_asked_and_does_not_count(desk):
    await desk.begins()
    await desk.answers(GOOD, Skipped(), Skipped())
    assert [row[0] for row in await desk.rows(COUNTED)] == ["satisfaccion"]
    assert (await desk.kept())["trato"] is None


async def test_a_service_told_late_reaches_what_was_counted_before(desk):
    await desk.begins()
    await desk.answers(GOOD)
    assert [row[3] for row in await desk.rows(COUNTED)] == [None]
    await desk.answers(Chosen(("dni",)), BAD)
    assert [row[3] for row in await desk.rows(COUNTED)] == ["dni", "dni"]


async def test_a_service_told_late_leaves_the_date_of_the_service_as_it_is(desk):
    await desk.begins(entry=await entry(desk, day=date(2026, 6, 30)))
    await desk.answers(GOOD, Chosen(("dni",)))
    assert await desk.rows(COUNTED) == [("satisfaccion", date(2026, 6, 1), "MAD", "dni", 5)]


async def test_a_service_taken_back_is_taken_back_everywhere(desk):
    await desk.begins()
    await desk.answers(GOOD, Chosen(("dni",)))
    await desk.goes_back()
    await desk.answers(Skipped(), BAD)
    assert [row[3] for row in await desk.rows(COUNTED)] == [None, None]
    assert await desk.rows("SELECT service FROM interview") == [(None,)]


async def test_a_service_known_from_the_entry_is_there_from_the_first_answer_on(desk):
    await desk.begins(entry=await entry(desk, service="pasaporte"))
    await desk.answers(GOOD, BAD)
    assert [row[3] for row in await desk.rows(COUNTED)] == ["pasaporte", "pasaporte"]
    assert (await desk.kept())["servicio"] == "pasaporte"


async def test_a_service_of_another_list_stays_until_the_person_says_otherwise(desk):
    await desk.begins(entry=await entry(desk, service="feria"))
    await desk.answers(GOOD, Skipped())
    assert [row[3] for row in await desk.rows(COUNTED)] == ["feria"]
    await desk.goes_back()
    await desk.answers(Chosen(("dni",)))
    assert [row[3] for row in await desk.rows(COUNTED)] == ["dni"]


async def test_an_answer_that_a_correction_makes_irrelevant_counts_no_longer_until_it_does(desk):
    await desk.begins()
    await desk.answers(GOOD, Skipped(), BAD)
    for _ in range(3):
        await desk.goes_back()
    await desk.answers(NA)
    assert [(row[0], row[4]) for row in await desk.rows(COUNTED)] == [("satisfaccion", None)]
    assert (await desk.kept())["trato"] == "1"
    for _ in range(3):
        await desk.goes_back()
    await desk.answers(GOOD)
    assert [(row[0], row[4]) for row in await desk.rows(COUNTED)] == [
        ("satisfaccion", 5), ("trato", 1),
    ]  # fmt: skip


async def test_a_corrected_answer_counts_once_as_corrected(desk):
    await desk.begins()
    await desk.answers(BAD)
    await desk.goes_back()
    await desk.answers(GOOD)
    assert [(row[0], row[4]) for row in await desk.rows(COUNTED)] == [("satisfaccion", 5)]
