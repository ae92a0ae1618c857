"""Every kind of the plan has its arithmetic, its formula in words, and a table of its own."""

from pathlib import Path

from analytics import plan
from analytics.arithmetic import RULES
from analytics.plan import Kind


def test_every_kind_is_used_and_has_its_rule_and_its_table():
    used = {it.kind_of(series) for it in plan.measures() for series in it.series}
    assert used == set(Kind) == set(RULES)
    assert all(rule.formula for rule in RULES.values())
    here = Path(__file__).parent
    tables = {it.stem.removeprefix("test_") for it in here.glob("test_*.py")} - {"every_kind"}
    assert tables | {"satisfaction"} == {str(kind) for kind in Kind}  # tests/analytics has that
