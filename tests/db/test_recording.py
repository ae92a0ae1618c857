"""Recording: all or nothing, a correction says why, and no month counts twice."""

from datetime import timedelta
from decimal import Decimal

import pytest

from db.flow import State, Step
from db.recording import Recorded, Why
from tests.db.register import NOW, S1, S2, YEAR, month, told, told_by_consulate

LATER = NOW + timedelta(days=1)


def refused(found):
    return [(it.record.value, it.why) for it in found]


async def test_what_is_new_is_recorded_and_the_same_again_changes_nothing(register):
    assert await register.records(told(3, S1), told(4)) == Recorded(new=2)
    assert await register.records(told(3, S1), told(Decimal("4.0000"))) == Recorded()
    rows = await register.kept()
    assert [(it.value, it.unit, it.recorded_at, it.reason) for it in rows] == [
        (3, "SCP-DGC", NOW, None),
        (4, "SCP-DGC", NOW, None),
    ]


async def test_nothing_to_record_is_recorded(register):
    assert await register.records() == Recorded()


async def test_a_correction_needs_a_reason_and_nothing_is_recorded_without(register):
    await register.records(told(3, S1))
    for reason in (None, "", " "):
        found = await register.records(told(5), told(4, S1, reason=reason))
        assert refused(found) == [(4, Why.UNEXPLAINED)]
        assert found[0].known.value == 3
    assert [it.value for it in await register.kept()] == [3]


async def test_each_correction_names_the_one_that_came_after(register):
    for value in (1, 2, 3):
        await register.records(told(value, reason="se contó de nuevo"), now=LATER)
    one, two, three = await register.kept()
    assert [it.reason for it in (one, two, three)] == [None, *["se contó de nuevo"] * 2]
    assert (one.superseded_by, two.superseded_by, three.superseded_by) == (two.id, three.id, None)
    assert [it.superseded_at for it in (one, two, three)] == [LATER, LATER, None]
    assert await register.records(told(2, reason="era 2")) == Recorded(corrected=1)


async def test_to_have_no_such_thing_is_a_record_of_its_own(register):
    assert await register.records(told(None)) == Recorded(new=1)
    assert await register.records(told(None)) == Recorded()
    assert refused(await register.records(told(0))) == [(0, Why.UNEXPLAINED)]
    assert await register.records(told(0, reason="sí lo tiene")) == Recorded(corrected=1)
    assert await register.records(told(None, reason="no lo tiene")) == Recorded(corrected=1)
    assert await register.in_force() == {("07", None): None}


async def test_the_statements_of_weighted_objectives_stand_beside_each_other(register):
    firmar, negociar = (told(4, statement=it) for it in ("Firmar", "Negociar"))
    assert await register.records(firmar, negociar) == Recorded(new=2)
    again = told(2, statement="Firmar", reason="no se firmó todo")
    assert await register.records(again, negociar) == Recorded(corrected=1)
    assert await register.in_force() == {("07", "Firmar"): 2, ("07", "Negociar"): 4}


OVERLAPPING = [(month(8), S2), (S2, month(12)), (YEAR, S1), (S1, YEAR), (month(1), YEAR)]


@pytest.mark.parametrize(("first", "then"), OVERLAPPING, ids=lambda it: it.name)
async def test_a_month_is_recorded_by_itself_or_within_a_longer_period(register, first, then):
    await register.records(told(3, first))
    found = await register.records(told(4, then, reason="todo junto"))
    assert refused(found) == [(4, Why.OVERLAPS)]
    assert found[0].known.last_month == first.last_month
    assert [it.value for it in await register.kept()] == [3]


async def test_the_same_months_of_others_do_not_overlap(register):
    await register.records(told(3, month(8)))
    assert await register.records(told(4, S2, unit="OPE")) == Recorded(new=1)
    assert await register.records(told(4, month(9))) == Recorded(new=1)
    assert await register.records(told(4, S1)) == Recorded(new=1)


async def test_months_without_such_a_thing_leave_room_for_a_longer_period_alone(register):
    """What made room may not come back beside it: the month would count twice."""
    await register.records(told(None, month(8)))
    assert await register.records(told(9, S2)) == Recorded(new=1)
    found = await register.records(told(3, month(8), reason="sí lo tiene"))
    assert refused(found) == [(3, Why.OVERLAPS)]
    assert await register.in_force() == {("07", None): 9, ("08", None): None}


async def test_every_refusal_is_told_at_once(register):
    await register.records(told(3, month(8)), told(1, S1))
    await register.takes(Step.SUBMIT, "SCP-DGC")
    found = await register.records(told(2, S1), told(4))
    assert [it.why for it in found] == [Why.UNEXPLAINED, Why.OVERLAPS, Why.SEALED]
    assert found[-1].period == "2026-S2"


async def seal(register, how: State) -> None:
    steps = {
        State.SUBMITTED: [(Step.SUBMIT, "SCP-DGC")],
        State.ACCEPTED: [(Step.SUBMIT, "SCP-DGC"), (Step.ACCEPT, "SCP-DGC")],
        State.CLOSED: [(Step.CLOSE, None)],
        State.PUBLISHED: [(Step.CLOSE, None), (Step.PUBLISH, None)],
    }
    for step, unit in steps[how]:
        assert await register.takes(step, unit) is None


SEALED = [State.SUBMITTED, State.ACCEPTED, State.CLOSED, State.PUBLISHED]


@pytest.mark.parametrize("how", SEALED)
async def test_what_a_unit_handed_in_changes_only_late_and_with_a_trace(register, how):
    await register.records(told(3))
    await seal(register, how)
    correction = told(4, reason="faltaba uno")
    for late in (None, "", " "):
        assert refused(await register.records(correction, late=late)) == [(4, Why.SEALED)]
    assert await register.in_force() == {("07", None): 3}
    assert await register.records(told(3)) == Recorded()  # says nothing new

    late = "llegó el informe"
    found = await register.records(correction, late=late)
    assert found == Recorded(corrected=1, reopened=("2026-S2",))
    stands = await register.stands()
    assert (stands.whole, stands.unit("SCP-DGC")) == (State.OPEN, State.OPEN)
    last = stands.steps[-1]
    assert (last.step, last.unit, last.comment) == ("reopen", "SCP-DGC", late)


async def test_a_month_is_sealed_with_every_period_that_holds_it(register):
    await register.takes(Step.SUBMIT, "SCP-DGC")
    await register.takes(Step.CLOSE, span=YEAR)
    found = await register.records(told(3, month(8)), late="tarde")
    assert sorted(found.reopened) == ["2026", "2026-S2"]
    assert (await register.stands(YEAR)).whole is State.OPEN


async def test_what_one_unit_handed_in_seals_no_other_nor_other_months(register):
    await register.takes(Step.SUBMIT, "OPE")
    assert await register.records(told(3)) == Recorded(new=1)
    await register.takes(Step.SUBMIT, "SCP-DGC")
    assert await register.records(told(3, S1)) == Recorded(new=1)


@pytest.mark.parametrize("how", SEALED)
async def test_a_consulate_says_why_it_records_what_is_closed_and_that_reopens_it(register, how):
    await seal(register, how)
    is_closed = how in {State.CLOSED, State.PUBLISHED}
    if is_closed:
        refusals = await register.records(told_by_consulate(5, month(8)))
        assert refused(refusals) == [(5, Why.SEALED)]
    found = await register.records(told_by_consulate(5, month(8)), late="faltaba")
    assert found == Recorded(new=1, reopened=("2026-S2",) if is_closed else ())
    stands = await register.stands()
    if is_closed:
        assert stands.whole is State.OPEN
        assert stands.steps[-1].comment == "faltaba"
    else:
        assert stands.unit("SCP-DGC") is how  # no part of that unit
