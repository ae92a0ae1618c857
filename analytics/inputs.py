"""Inputs as arrays: one place a series and cell, and what arithmetic may not do with them."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analytics.status import Status

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Inputs:
    """The sums of a series' inputs, not a number where nobody recorded any.

    `first` and `second` are arrays of one shape; a total has its sum in `first`.
    """

    first: Array
    second: Array


@dataclass(frozen=True)
class Computed:
    """Figures, not a number where there is none, and why: an array of Status."""

    figures: Array
    status: NDArray[np.object_]


def known(values: Array) -> Computed:
    """Each value as it is."""
    return _told(values, np.isnan(values), np.zeros_like(values, dtype=bool))


def ratio(above: Array, below: Array, *, times: float = 1.0) -> Computed:
    """The quotient, times so much; over nothing it cannot be computed, and is never infinite."""
    unknown = np.isnan(above) | np.isnan(below)
    return _told(times * safely(above, below), unknown, below == 0)


def change(now: Array, before: Array) -> Computed:
    """100 x (now - before) / before. Without a before there is nothing to compare with."""
    computed = ratio(now - before, before, times=100)
    alone = ~np.isnan(now) & np.isnan(before)
    computed.status[alone] = Status.NOT_COMPARABLE
    return computed


def safely(above: Array, below: Array) -> Array:
    """The quotient, not a number over zero."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(below == 0, np.nan, above / below)


def _told(values: Array, unknown: NDArray[np.bool_], impossible: NDArray[np.bool_]) -> Computed:
    status: NDArray[Any] = np.full(values.shape, Status.OK, dtype=object)
    status[impossible] = Status.NOT_COMPUTABLE
    status[unknown] = Status.NO_DATA
    return Computed(np.where(unknown | impossible, np.nan, values), status)
