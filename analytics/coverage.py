"""Coverage: who should have recorded a series, who did, and who is missing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analytics.numbered import Numbered
from analytics.plan import Feed
from analytics.recorded import BARE


@dataclass(frozen=True)
class Network:
    """Who may record: the units with the objectives they report on, and all consulates."""

    units: Mapping[str, Sequence[str]]
    consulates: Sequence[str]

    def expected(self, of: Numbered) -> Sequence[str]:
        """Who should record a series; nobody for what answers and visits yield by themselves.

        What is recorded under another series is expected of those who answer for that one.
        """
        match of.measure.fed_by:
            case Feed.CONSULATES:
                return self.consulates
            case None:
                return [code for code, duties in self.units.items() if _home(of) in duties]
            case _:
                return ()


@dataclass(frozen=True)
class Coverage:
    """Of how many who should have recorded a series, how many did, and who did not.

    `whole` of those who did recorded every month of the period.
    """

    expected: int
    reported: int
    whole: int
    missing: tuple[str, ...]


def coverage(network: Network, of: Numbered, reporters: str, months: int) -> Coverage | None:
    """From the reporters of each input, as analytics.frames tells them."""
    expected = network.expected(of)
    if not expected:
        return None
    inputs = len(of.series.inputs)
    told = [_read(part) for part in (reporters + BARE * inputs).split(BARE)[:inputs]]
    named = [name for name in expected if all(name in each for each in told)]
    whole = [name for name in named if all(each[name] >= months for each in told)]
    missing = tuple(name for name in expected if name not in named)
    return Coverage(len(expected), len(named), len(whole), missing)


def _read(reporters: str) -> dict[str, int]:
    pairs = (each.rsplit(":", 1) for each in reporters.split())
    return {name: int(months) for name, months in pairs}


def _home(of: Numbered) -> str:
    """The objective under which the series' first input is recorded."""
    series, _ = of.series.recorded_as(of.series.inputs[0])
    return ".".join(series.split(".")[:2])
