"""Recorded numbers: the sums of inputs become figures, of every series and cell at once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics import plan
from analytics.arithmetic import is_total, rule_of
from analytics.inputs import Array, Computed, Inputs
from analytics.numbered import Numbered
from analytics.status import Status
from analytics.window import Window

_NEVER = np.iinfo(np.int64).min
BARE = "|"  # between the reporters of one input of a series and those of the next


@dataclass(frozen=True)
class _Rows:
    """What the matrices' rows are: a series and a cell each; their columns are periods."""

    series: Sequence[Numbered]
    place: NDArray[np.int64]  # a row each: where its series stands in `series`
    cells: NDArray[np.object_]

    def where(self, holds: Callable[[Numbered], bool]) -> NDArray[np.bool_]:
        """The rows whose series something holds of, as a column."""
        of_series = np.array([holds(it) for it in self.series], dtype=bool)
        return of_series[self.place][:, None]


def recorded(
    numbered: Sequence[Numbered], sums: pd.DataFrame, window: Window, offsets: Sequence[int]
) -> pd.DataFrame:
    """The figures of every series and cell in the window's periods at *offsets* (2 or more).

    Columns: order, cell, offset, and what a pull tells (analytics/rows.py), both inputs' sums as
    numerator and denominator where there are two. *sums* is what analytics.frames.read_sums
    read; of each series and cell with anything in the window there are rows.
    """
    lines = _lines(numbered, sums)
    codes, known = pd.factorize(lines["cell"])  # -1: no cell, which is the last one then
    cells: NDArray[np.object_] = np.array([*known, None], dtype=object)
    keys, line_rows = np.unique(
        lines["place_in_plan"].to_numpy() * len(cells) + codes % len(cells), return_inverse=True
    )
    rows = _Rows(numbered, keys // len(cells), cells[keys % len(cells)])
    at = (line_rows, lines["period"].to_numpy() - window.first)
    shape = (len(keys), len(window))
    inputs = _inputs(lines, at, shape)
    told = _reporters(lines, at, shape)
    comparable = _comparable(rows, told)
    computed = _computed(rows, inputs, comparable)
    wanted = np.asarray(offsets, dtype=int)
    figures = _compared(rows, computed, comparable, wanted)
    is_pair = rows.where(lambda it: it.is_pair)
    figures |= {
        "numerator": np.where(is_pair, inputs.first[:, wanted], np.nan),
        "denominator": np.where(is_pair, inputs.second[:, wanted], np.nan),
        "reporters": told[:, wanted],
        "latest": _latest(lines, at, shape)[:, wanted],
    }
    return pd.DataFrame(
        {
            "order": np.array([it.order for it in numbered])[rows.place].repeat(len(wanted)),
            "cell": rows.cells.repeat(len(wanted)),
            "offset": np.tile(wanted, len(keys)),
            **{name: values.ravel() for name, values in figures.items()},
        }
    )


def _lines(numbered: Sequence[Numbered], sums: pd.DataFrame) -> pd.DataFrame:
    """The sums under each series that needs them: what is the same is read once, used often."""
    needs = pd.DataFrame(
        [
            (*each.series.recorded_as(it), number, 0 if is_total(each.kind) else place, place)
            for number, each in enumerate(numbered)
            for place, it in enumerate(each.series.inputs)
        ],
        columns=["series", "input", "place_in_plan", "side", "place"],
    )
    return sums.merge(needs, on=["series", "input"])


At = tuple[NDArray[Any], NDArray[Any]]  # of each line, the row and the column


def _inputs(lines: pd.DataFrame, at: At, shape: tuple[int, int]) -> Inputs:
    """A total's inputs add up on one side; the others stand on two."""
    values, side = lines["value"].to_numpy(dtype=float), lines["side"].to_numpy()
    return Inputs(*(_summed(values, side == number, at, shape) for number in (0, 1)))


def _summed(values: Array, mine: NDArray[np.bool_], at: At, shape: tuple[int, int]) -> Array:
    mine = mine & ~np.isnan(values)
    total, seen = np.zeros(shape), np.zeros(shape, dtype=bool)
    np.add.at(total, (at[0][mine], at[1][mine]), values[mine])
    seen[at[0][mine], at[1][mine]] = True
    return np.where(seen, total, np.nan)


def _reporters(lines: pd.DataFrame, at: At, shape: tuple[int, int]) -> NDArray[np.object_]:
    """Who recorded each input of a series: "MAD:6 NYC:5|MAD:6", the inputs in their order."""
    places = lines["place"].to_numpy()
    told: NDArray[Any] = np.full(shape, "", dtype=object)
    for place in range(int(places.max(initial=0)) + 1):
        of_input: NDArray[Any] = np.full(shape, "", dtype=object)
        mine = places == place
        of_input[at[0][mine], at[1][mine]] = lines["reporters"].to_numpy()[mine]
        told = told + BARE + of_input if place else of_input
    return told


def _latest(lines: pd.DataFrame, at: At, shape: tuple[int, int]) -> NDArray[np.object_]:
    """The day on which anything of it was recorded last, in UTC, as ISO 8601."""
    latest = np.full(shape, _NEVER, dtype=np.int64)
    stamps = pd.to_datetime(lines["latest"], utc=True).dt.tz_localize(None)
    np.maximum.at(latest, at, stamps.to_numpy("datetime64[D]").astype(np.int64))
    days = np.datetime_as_string(latest.astype("datetime64[D]")).astype(object)
    days[latest == _NEVER] = None
    return days


def _comparable(rows: _Rows, told: NDArray[np.object_]) -> NDArray[np.bool_]:
    """Whether the same recorded it in both periods, for as many months of each.

    Of visits there is no telling who should have made some, so they always compare.
    """
    same = np.zeros(told.shape, dtype=bool)
    same[:, 1:] = told[:, 1:] == told[:, :-1]
    return same | rows.where(lambda it: it.measure.fed_by is plan.Feed.VISITS)


def _computed(rows: _Rows, inputs: Inputs, comparable: NDArray[np.bool_]) -> Computed:
    """Each row by the arithmetic of its kind; what compares two periods, only where they do."""
    before = Inputs(_shifted(inputs.first), _shifted(inputs.second))
    values = np.full(inputs.first.shape, np.nan)
    status: NDArray[Any] = np.full(values.shape, Status.NO_DATA, dtype=object)
    rules = [rule_of(it.kind, it.series) for it in rows.series]
    for rule in {id(it): it for it in rules}.values():
        mine = np.array([it is rule for it in rules])[rows.place]
        now = Inputs(inputs.first[mine], inputs.second[mine])
        found = rule.compute(now, Inputs(before.first[mine], before.second[mine]))
        if rule.looks_back:
            withheld = ~comparable[mine] & (found.status != Status.NO_DATA)
            found.status[withheld], found.figures[withheld] = Status.NOT_COMPARABLE, np.nan
        values[mine], status[mine] = found.figures, found.status
    return Computed(values, status)


def _shifted(values: Array) -> Array:
    """What stood one period before; nothing is known before the first."""
    before = np.full_like(values, np.nan)
    before[:, 1:] = values[:, :-1]
    return before


def _compared(
    rows: _Rows, computed: Computed, comparable: NDArray[np.bool_], wanted: NDArray[Any]
) -> dict[str, NDArray[Any]]:
    """Each value beside the preceding period's; the change only where the two compare."""
    now, before = computed.figures[:, wanted], computed.figures[:, wanted - 1]
    status, previous = computed.status[:, wanted], computed.status[:, wanted - 1]
    both = (status == Status.OK) & (previous == Status.OK)
    looks_back = rows.where(lambda it: rule_of(it.kind, it.series).looks_back)
    compares = comparable[:, wanted] | looks_back
    comparison = np.where(status == Status.OK, previous, status)
    comparison[both & ~compares] = Status.NOT_COMPARABLE
    difference = np.where(both & compares, now - before, np.nan)
    totals = rows.where(lambda it: is_total(it.kind))
    with np.errstate(divide="ignore", invalid="ignore"):
        percent = np.where(totals & (before != 0), 100 * difference / before, np.nan)
    return {
        "value": now,
        "status": status,
        "previous_value": before,
        "previous_status": previous,
        "difference": difference,
        "variation": percent,
        "comparison": comparison,
    }
