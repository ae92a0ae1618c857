"""A person's allowance: a hand never meets it, a flood is slowed, and others are let be."""

from hypothesis import given
from hypothesis import strategies as some

from bot.allowance import Allowance

ROSA, ANA = 1, 2
pauses = some.lists(some.floats(0, 2, allow_nan=False), max_size=60)


def moments(pauses):
    now = 100.0
    for pause in pauses:
        now += pause
        yield now


@given(pauses)
def test_no_stretch_of_time_takes_more_than_its_allowance(pauses):
    allowance = Allowance(at_once=3, a_second=2)
    taken = [now for now in moments(pauses) if not allowance.wait(ROSA, now)]
    for begin, first in enumerate(taken):
        for end in range(begin, len(taken)):
            stretch = taken[end] - first
            assert end - begin + 1 <= 3 + 2 * stretch + 1e-6


@given(pauses)
def test_who_waits_as_told_is_taken(pauses):
    allowance = Allowance(at_once=3, a_second=2)
    for now in moments(pauses):
        wait = allowance.wait(ROSA, now)
        if wait:
            assert allowance.wait(ROSA, now) == wait  # to have waited costs nothing
            assert allowance.wait(ROSA, now + wait + 1e-9) == 0
            return


def test_anothers_flood_is_nothing_to_me():
    allowance = Allowance(at_once=3)
    while not allowance.wait(ROSA, 1.0):
        pass
    assert allowance.wait(ANA, 1.0) == 0


def test_a_hand_never_waits():
    allowance = Allowance()
    assert not any(allowance.wait(ROSA, tap / 8) for tap in range(1000))


def test_who_has_rested_is_forgotten():
    allowance = Allowance()
    for person in range(30_000):
        allowance.wait(person, float(person))
    assert len(allowance._full_at) <= 10_001
