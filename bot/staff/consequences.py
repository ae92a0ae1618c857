"""What an answer does to the answers given before: some no longer hold."""

from bot.staff import days, hours
from bot.staff.fields import LONGEST_VISIT, Setting, Values
from bot.staff.refusal import Refusal
from bot.staff.words import say
from db.local_time import Skipped
from db.visits import Visit, doubts

_OF_TIME = {"timezone", "first_day", "last_day", "opens"}


def of(values: Values, setting: Setting) -> Values | Refusal:
    """All columns to set, with those to be asked again emptied.

    Refused: hours that the town's clocks leave out. Where a new day or zone leaves them out, the
    hours are asked again.
    """
    entailed = dict(values)
    if "town" in values and values["town"] != setting.visit.town and len(setting.zones) > 1:
        entailed["timezone"] = None
    if _OF_TIME & values.keys():
        entailed["fold"] = None
    after = Visit(**setting.visit.model_dump() | entailed)
    if after.first_day and after.last_day and not _in_order(after):
        entailed["last_day"] = after.last_day = None
    gap = skipped(after)
    if gap and "opens" in values:
        return Refusal(in_words(gap))
    if gap:
        entailed |= {"opens": None, "closes": None}
    return entailed


def skipped(visit: Visit) -> Skipped | None:
    """The first of the visit's hours that no clock in the town will show."""
    return next((it for it in doubts(visit) if isinstance(it, Skipped)), None)


def in_words(gap: Skipped) -> str:
    return say(
        "hours_skipped",
        day=days.in_words(gap.day),
        shown=hours.moment(gap.shown),
        last=hours.moment(gap.last),
        then=hours.moment(gap.then),
    )


def _in_order(visit: Visit) -> bool:
    if visit.first_day is None or visit.last_day is None:
        return False
    return 0 <= (visit.last_day - visit.first_day).days < LONGEST_VISIT.days
