"""What the ledger is told of an outcome, and when a delivery is tried again."""

from datetime import datetime, timedelta

from bot.broadcasting.outcome import FLOODED, UNREACHABLE, Final, Later, Outcome, Stop, Wait
from db.deliveries import DeliveryState
from db.grants import Granted, Settlement

MOST_ATTEMPTS = 5
_BACKOFF = 4.0  # seconds before the second attempt; four times as long before each next


def settlement(delivery: Granted, outcome: Outcome, now: datetime) -> Settlement:
    """A delivery waits again as long as Telegram is to blame, but not for ever."""
    match outcome:
        case Final(state, reason, message_id):
            return Settlement(delivery.seq, state, message_id, reason)
        case Stop():
            return Settlement(delivery.seq, DeliveryState.WAITING)
        case Wait() | Later() if delivery.attempts >= MOST_ATTEMPTS:
            reason = FLOODED if isinstance(outcome, Wait) else UNREACHABLE
            return Settlement(delivery.seq, DeliveryState.FAILED, reason=reason)
        case Wait():  # the frozen budget holds it back, and everybody else
            return Settlement(delivery.seq, DeliveryState.WAITING)
        case Later():
            not_before = now + timedelta(seconds=_BACKOFF**delivery.attempts)
            return Settlement(delivery.seq, DeliveryState.WAITING, not_before=not_before)


def is_out_of_order(outcome: Outcome) -> bool:
    """Whether Telegram, or the way to it, is to blame, and not the message or the person."""
    return isinstance(outcome, Later) or (
        isinstance(outcome, Final) and outcome.state is DeliveryState.UNKNOWN
    )
