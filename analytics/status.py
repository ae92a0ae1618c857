"""Status: why a figure is there, or is not."""

from enum import StrEnum


class Status(StrEnum):
    """What a figure is instead of a number; a missing one is never 0."""

    OK = "ok"
    NO_DATA = "sin dato"
    NOT_COMPARABLE = "no comparable"  # the two periods were not recorded by the same
    NOT_COMPUTABLE = "no calculable"  # it would divide by zero
    SUPPRESSED = "suppressed"  # see analytics/disclosure.py
