"""The flow of a period: which step leads from where to where, for one unit and for the whole."""

from datetime import date
from itertools import product
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db import flow
from db.flow import SEALED, OutOfStep, PeriodStep, Standing, State, Step
from db.observations import record_served
from db.spans import Span
from db.transaction import transaction
from db.visits import Visit, VisitState
from tests.db.register import NOW, S1, S2, YEAR, month

UNIT = "SCP-DGC"

# Of a unit's part, while the whole is open. What is not here is refused.
OF_A_UNIT = {
    (State.OPEN, Step.SUBMIT): State.SUBMITTED,
    (State.SUBMITTED, Step.RETURN): State.RETURNED,
    (State.SUBMITTED, Step.ACCEPT): State.ACCEPTED,
    (State.SUBMITTED, Step.REOPEN): State.OPEN,
    (State.RETURNED, Step.SUBMIT): State.SUBMITTED,
    (State.ACCEPTED, Step.RETURN): State.RETURNED,
    (State.ACCEPTED, Step.REOPEN): State.OPEN,
}
OF_THE_WHOLE = {
    (State.OPEN, Step.CLOSE): State.CLOSED,
    (State.CLOSED, Step.PUBLISH): State.PUBLISHED,
    (State.CLOSED, Step.REOPEN): State.OPEN,
    (State.PUBLISHED, Step.REOPEN): State.OPEN,
}
LEADS_A_UNIT_TO = {
    State.OPEN: (),
    State.SUBMITTED: (Step.SUBMIT,),
    State.RETURNED: (Step.SUBMIT, Step.RETURN),
    State.ACCEPTED: (Step.SUBMIT, Step.ACCEPT),
}
LEADS_THE_WHOLE_TO = {
    State.OPEN: (),
    State.CLOSED: (Step.CLOSE,),
    State.PUBLISHED: (Step.CLOSE, Step.PUBLISH),
}


def step(of: Step, unit: str | None = None, span: Span = S2) -> PeriodStep:
    months = {"month": span.first_month, "last_month": span.last_month}
    return PeriodStep(period=span.name, unit=unit, step=of, at=NOW, **months)


@pytest.fixture
async def session(register):
    """One transaction of the test, undone at its end."""
    async with AsyncSession(register.engine, expire_on_commit=False) as session:
        yield session


async def leads(session, of: Step, unit: str | None, part: State, whole: State):
    """From where things stand so, what the step says and how they stand then; it is undone."""
    async with session.begin_nested() as trial:
        session.add_all(step(it, UNIT) for it in LEADS_A_UNIT_TO[part])
        session.add_all(step(it) for it in LEADS_THE_WHOLE_TO[whole])
        await session.flush()
        refusal = await flow.take(session, None, of, S2, unit, comment="porque sí", now=NOW)
        stands = await flow.standing(session, S2)
        await trial.rollback()
    return refusal, stands.unit(UNIT), stands.whole


async def test_each_step_of_a_units_part_from_each_state(session):
    for part, of in product(LEADS_A_UNIT_TO, Step):
        refusal, then, whole = await leads(session, of, UNIT, part, State.OPEN)
        assert then is OF_A_UNIT.get((part, of), part), (part, of)
        assert refusal == (None if (part, of) in OF_A_UNIT else OutOfStep(of, part))
        assert whole is State.OPEN


async def test_each_step_of_the_whole_from_each_state(session):
    for whole, of in product(LEADS_THE_WHOLE_TO, Step):
        refusal, part, then = await leads(session, of, None, State.ACCEPTED, whole)
        assert then is OF_THE_WHOLE.get((whole, of), whole), (whole, of)
        assert refusal == (None if (whole, of) in OF_THE_WHOLE else OutOfStep(of, whole))
        assert part is State.ACCEPTED


async def test_of_what_is_closed_a_units_part_can_only_be_reopened_and_the_whole_with_it(session):
    for part, whole, of in product(LEADS_A_UNIT_TO, (State.CLOSED, State.PUBLISHED), Step):
        found = await leads(session, of, UNIT, part, whole)
        if of is Step.REOPEN:
            assert found == (None, State.OPEN, State.OPEN)
        else:
            assert found == (OutOfStep(of, whole), part, whole)


@pytest.mark.parametrize("comment", [None, "", " "])
@pytest.mark.parametrize("of", [Step.RETURN, Step.REOPEN])
async def test_who_sends_back_or_reopens_says_why(session, of, comment):
    session.add(step(Step.SUBMIT, UNIT))
    await session.flush()
    refusal = await flow.take(session, None, of, S2, UNIT, comment=comment, now=NOW)
    assert refusal == OutOfStep(of, State.SUBMITTED, needs_comment=True)
    assert (await flow.standing(session, S2)).unit(UNIT) is State.SUBMITTED


async def test_every_step_stays_with_its_comment_and_its_months(session):
    await flow.take(session, None, Step.SUBMIT, S2, UNIT, now=NOW)
    await flow.take(session, None, Step.RETURN, S2, UNIT, comment="falta la fuente", now=NOW)
    taken = (await session.scalars(select(PeriodStep).order_by("id"))).all()
    assert [(it.step, it.comment, it.unit) for it in taken] == [
        ("submit", None, UNIT),
        ("return", "falta la fuente", UNIT),
    ]
    assert {(it.period, it.month, it.last_month) for it in taken} == {S2}
    assert (await flow.standing(session, S2)).steps == taken


async def test_one_unit_and_one_period_are_nobody_elses(session):
    await flow.take(session, None, Step.SUBMIT, S2, UNIT, now=NOW)
    assert (await flow.standing(session, S2)).unit("OPE") is State.OPEN
    assert (await flow.standing(session, S1)).unit(UNIT) is State.OPEN


def test_what_is_handed_in_is_sealed_for_its_unit_and_what_is_closed_for_all():
    for state, steps in LEADS_A_UNIT_TO.items():
        stands = Standing.of(S2, [step(it, UNIT) for it in steps])
        assert stands.seals(UNIT) == (state in {State.SUBMITTED, State.ACCEPTED})
        assert not stands.seals("OPE")
        assert not stands.seals(None)
    for state, steps in LEADS_THE_WHOLE_TO.items():
        stands = Standing.of(S2, [step(it) for it in steps])
        assert stands.seals(UNIT) == stands.seals(None) == (state in SEALED)


OVERLAPS = [
    (month(8), {"2026-S2", "2026"}),
    (month(7), {"2026-S2", "2026"}),
    (month(12), {"2026-S2", "2026"}),
    (month(6), {"2026-S1", "2026"}),
    (S2, {"2026-S2", "2026"}),
    (YEAR, {"2026-S1", "2026-S2", "2026"}),
    (Span("2027-S1", date(2027, 1, 1), date(2027, 6, 1)), set()),
]


async def test_periods_that_share_a_month_are_found(session):
    session.add_all(step(Step.CLOSE, span=it) for it in (S1, S2, YEAR))
    session.add(step(Step.PUBLISH, span=S2))
    await session.flush()
    for span, names in OVERLAPS:
        found = await flow.overlapping(session, *span[1:])
        assert {it.span.name for it in found} == names, span.name
        assert {it.whole for it in found if it.span == S2} <= {State.PUBLISHED}


@pytest.mark.parametrize("whole", LEADS_THE_WHOLE_TO)
async def test_who_was_served_at_a_visit_reopens_a_closed_period_with_a_trace(register, whole):
    for it in LEADS_THE_WHOLE_TO[whole]:
        await register.takes(it)
    day = date(2026, 12, 31)  # to 2 January: it belongs to December
    visit = Visit(
        id=uuid4(),
        consulate="MAD",
        state=VisitState.ANNOUNCED,
        writers=[],
        created_at=NOW,
        first_day=day,
        last_day=date(2027, 1, 2),
    )
    async with transaction(register.engine) as session:
        session.add(visit)
        await session.flush()
        await record_served(session, None, visit, "dni", 12, now=NOW)
    stands = await register.stands()
    assert stands.whole is State.OPEN
    reopened = [it.comment for it in stands.steps if it.step == Step.REOPEN]
    assert reopened == ["registro de un consulado después del cierre"] * (whole in SEALED)
