"""The strategic plan as written: objectives, their indicators, measures and numbers."""

import hashlib
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources

from analytics.plan.kinds import Aggregation, Feed, InputUnit, Kind, Sentido, UnitOfMeasure
from analytics.plan.reading import PlanError, read


@dataclass(frozen=True)
class Input:
    """One value that a unit or consulate records, or that answers and visits yield.

    What another series needs too is recorded once: `same_as` names that "series/input".
    """

    name: str
    text: str
    unit: InputUnit = InputUnit.WHOLE
    same_as: str | None = None


@dataclass(frozen=True)
class Series:
    """One number in a measure; it has its own kind where one sentence mixes two kinds."""

    code: str
    text: str
    unit: UnitOfMeasure
    sentido: Sentido
    aggregation: Aggregation
    inputs: tuple[Input, ...]
    kind: Kind | None = None
    currency: str | None = None

    def recorded_as(self, each: Input) -> tuple[str, str]:
        """The series and input under which *each* is recorded."""
        if each.same_as is None:
            return self.code, each.name
        series, _, name = each.same_as.partition("/")
        return series, name


@dataclass(frozen=True)
class Measure:
    """One measure sentence of the plan; it has a name where answers or visits feed it."""

    code: str
    text: str
    kind: Kind
    series: tuple[Series, ...]
    name: str | None = None
    fed_by: Feed | None = None

    def kind_of(self, series: Series) -> Kind:
        return series.kind or self.kind


@dataclass(frozen=True)
class Indicator:
    """What the plan watches in an objective, by one or more measures."""

    code: str
    text: str
    measures: tuple[Measure, ...]


@dataclass(frozen=True)
class Objective:
    """One objective in its own page's words; the overview's are kept where they differ."""

    code: str
    text: str
    directos: tuple[str, ...]
    subsidiarios: tuple[str, ...]
    results: tuple[str, ...]
    indicators: tuple[Indicator, ...]
    overview_text: str | None = None


@cache
def load() -> tuple[Objective, ...]:
    """The 3 general and 23 specific objectives, ordered 1.0, 1.1, ..., 1.13, 2.0, ...

    Raises:
        PlanError: a file has an unknown, missing or wrong entry.
    """
    folder = resources.files("analytics.plan.objectives")
    files = [file for file in folder.iterdir() if file.name.endswith(".toml")]
    plan = [_parse(file.name, file.read_bytes()) for file in files]
    return tuple(sorted(plan, key=lambda each: [int(part) for part in each.code.split(".")]))


def measures() -> Iterator[Measure]:
    """Every measure of the plan, in its order."""
    for each in load():
        for indicator in each.indicators:
            yield from indicator.measures


def objective(code: str) -> Objective | None:
    return next((each for each in load() if each.code == code), None)


def measure(code_or_name: str) -> Measure | None:
    return next((each for each in measures() if code_or_name in {each.code, each.name}), None)


@cache
def version() -> str:
    """What tells one edition of the definitions from another: a checksum of all their files."""
    folder = resources.files("analytics.plan.objectives")
    files = [(it.name, it.read_bytes()) for it in folder.iterdir() if it.name.endswith(".toml")]
    return hashlib.sha256(repr(sorted(files)).encode()).hexdigest()[:16]


def _parse(name: str, content: bytes) -> Objective:
    try:
        table = tomllib.loads(content.decode())
    except ValueError as fault:  # not UTF-8, or not TOML
        raise PlanError(f"{name}: {fault}") from fault
    return read(Objective, table, name)
