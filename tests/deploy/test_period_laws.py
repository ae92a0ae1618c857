"""Whatever is tried in whatever order, nothing is published that was not closed and accepted."""

from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from analytics.period import Kind, Period
from db import flow, register, units
from db.flow import State, Step
from db.transaction import transaction
from db.units import Unit
from deploy.period_flow import taken
from deploy.planner import Planner, span_of
from deploy.settings import SettingError

NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)
PERIOD = Period(2026, Kind.SEMESTER, 1)  # it has ended
REPORTING = ("OPE", "SAA")
EMPTY = (
    "ALTER TABLE period_step DISABLE TRIGGER USER",
    "DELETE FROM period_step",
    "ALTER TABLE period_step ENABLE TRIGGER USER",
)
TRIES = st.lists(
    st.tuples(
        st.sampled_from(Step),
        st.sampled_from([*REPORTING, "ADP", None]),
        st.sampled_from([None, None, "porque sí"]),
    ),
    max_size=25,
)


@pytest.fixture
async def ministry(async_engine):
    """Two units that report, and one that answers for nothing."""
    duties = {"OPE": ["3.2"], "SAA": ["1.2"], "ADP": []}
    async with transaction(async_engine) as session:
        found = [
            Unit(code=code, directo=it, subsidiario=[], source="plan")
            for code, it in duties.items()
        ]
        await units.load(session, found)
    return async_engine


async def tries(session, step: Step, unit: str | None, comment: str | None) -> bool:
    try:
        await taken(Planner(session, None, NOW), step, PERIOD, unit, comment)
    except SettingError:
        return False
    return True


ACCEPTED = [(step, unit, None) for unit in REPORTING for step in (Step.SUBMIT, Step.ACCEPT)]
ENDED = [(Step.CLOSE, None, None), (Step.PUBLISH, None, None)]
REOPENED = [(Step.REOPEN, "OPE", "porque sí"), *ENDED]


@example(attempts=[*ACCEPTED, *ENDED, *REOPENED, *ACCEPTED[:2], *ENDED])
@example(attempts=[*ACCEPTED[:2], *ENDED, (Step.CLOSE, None, "porque sí"), *ENDED])
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(attempts=TRIES)
async def test_nothing_is_closed_unaccepted_nor_published_unclosed(ministry, attempts):
    async with transaction(ministry) as session:
        await register.lock(session)
        for statement in EMPTY:
            await session.execute(text(statement))
        before = await flow.standing(session, span_of(PERIOD))
        for step, unit, comment in attempts:
            is_taken = await tries(session, step, unit, comment)
            now = await flow.standing(session, span_of(PERIOD))
            assert len(now.steps) == len(before.steps) + is_taken
            if step is Step.CLOSE and unit is None and before.whole is State.OPEN:
                assert is_taken or not all(before.unit(it) is State.ACCEPTED for it in REPORTING)
            if not is_taken:
                assert (now.whole, now.units) == (before.whole, before.units)
            elif step is Step.CLOSE:
                assert before.whole is State.OPEN
                assert comment or all(before.unit(it) is State.ACCEPTED for it in REPORTING)
            elif step is Step.PUBLISH:
                assert before.whole is State.CLOSED
            elif step in {Step.RETURN, Step.REOPEN}:
                assert now.steps[-1].comment
            else:
                assert before.whole is State.OPEN
            if now.whole in {State.CLOSED, State.PUBLISHED}:
                last_close = [it for it in now.steps if it.step == Step.CLOSE][-1]
                accepted = [now.unit(it) is State.ACCEPTED for it in REPORTING]
                assert all(accepted) or last_close.comment
            before = now
