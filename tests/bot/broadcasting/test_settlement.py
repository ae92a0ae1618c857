"""What is Telegram's fault is tried again, more and more slowly, and not for ever."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from bot.broadcasting.outcome import Later, Stop, Wait
from bot.broadcasting.settlement import MOST_ATTEMPTS, settlement
from db.deliveries import DeliveryState
from db.grants import Granted

NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)


def granted(attempts: int) -> Granted:
    return Granted(1, UUID(int=1), b"", "es", None, attempts)


def test_the_waits_before_the_next_attempt_grow():
    told = [settlement(granted(n), Later(), NOW) for n in range(1, MOST_ATTEMPTS)]
    assert {it.state for it in told} == {DeliveryState.WAITING}
    assert [it.not_before - NOW for it in told] == [timedelta(seconds=4**n) for n in (1, 2, 3, 4)]


@pytest.mark.parametrize(("became", "reason"), [(Later(), "unreachable"), (Wait(3), "flooded")])
def test_after_five_attempts_it_has_failed(became, reason):
    told = settlement(granted(MOST_ATTEMPTS), became, NOW)
    assert (told.state, told.reason) == (DeliveryState.FAILED, reason)


@pytest.mark.parametrize("attempts", [1, MOST_ATTEMPTS])
def test_a_refused_token_is_never_the_fault_of_a_person(attempts):
    told = settlement(granted(attempts), Stop("token_refused"), NOW)
    assert (told.state, told.not_before) == (DeliveryState.WAITING, None)
