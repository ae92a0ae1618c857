"""A town's own time: what its clocks show, and the instants that this names, or does not.

When summer time begins an hour is left out; when it ends an hour comes twice.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

_SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class Skipped:
    """No clock in the town will show this: on that day they go from *last* to *then* at once."""

    day: date
    shown: time
    last: time
    then: time


@dataclass(frozen=True)
class Twice:
    """The clocks will show this twice: *earlier* and, after they are set back, *later*."""

    day: date
    shown: time
    earlier: datetime
    later: datetime


def instant(
    day: date, shown: time, zone: str, fold: int | None = None
) -> datetime | Skipped | Twice:
    """The instant at which the town's clocks show *shown* on *day*, with its zone.

    *fold* (PEP 495) tells which of two is meant: 0 the earlier, 1 the later.
    """
    earlier = datetime.combine(day, shown, ZoneInfo(zone)).replace(fold=0)
    later = earlier.replace(fold=1)
    before, after = earlier.utcoffset(), later.utcoffset()
    assert before is not None  # noqa: S101 - a ZoneInfo always knows
    assert after is not None  # noqa: S101
    if before == after:
        return earlier
    if before < after:  # the clocks were set forward: PEP 495 gives the gap both offsets
        leap = _leap(later.astimezone(UTC), earlier.astimezone(UTC), earlier.tzinfo)
        return Skipped(day, shown, (leap + before).time(), (leap + after).time())
    if fold is None:
        return Twice(day, shown, earlier, later)
    return later if fold else earlier


def _leap(before: datetime, after: datetime, zone: tzinfo | None) -> datetime:
    """The instant (UTC) between the two at which the zone's offset changes, to the second."""
    while after - before > _SECOND:
        middle = before + (after - before) / 2
        if middle.astimezone(zone).utcoffset() == before.astimezone(zone).utcoffset():
            before = middle
        else:
            after = middle
    return after.replace(microsecond=0)
