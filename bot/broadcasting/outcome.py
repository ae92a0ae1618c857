"""What became of a message, told from what Telegram answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from db.deliveries import DeliveryState
from db.walks import TOKEN_REFUSED

# Instead of Telegram's own words, where it said nothing: whether the request can have reached it.
NEVER_LEFT = "no connection: the request never left"
NO_ANSWER = "no answer: the request may have arrived"

# Keys of the staff's words: why a delivery failed.
REFUSED = "refused"
UNREACHABLE = "unreachable"  # Telegram was, again and again
FLOODED = "flooded"  # Telegram told us to wait, again and again
BAD_TEXT = "bad_text"
EDIT_GONE = "edit_gone"
EDIT_CLOSED = "edit_closed"
CHAT_MOVED = "chat_moved"
DAMAGED = "damaged"  # the person's number does not open

_WAIT = 5.0  # seconds, should a 429 not say how long
_BLOCKED = (
    "bot was blocked by the user",
    "user is deactivated",
    "bot can't initiate conversation with a user",
    "bot was kicked from",
    "bot is not a member of",
    "chat not found",
    "peer_id_invalid",
)
_BAD_TEXT = (
    "can't parse entities",
    "message is too long",
    "message text is empty",
    "button_",
    "reply markup",
    "inline keyboard",
)


@dataclass(frozen=True)
class Final:
    """Sent, blocked, failed for a reason, or unknown."""

    state: DeliveryState
    reason: str | None = None
    message_id: int | None = None


@dataclass(frozen=True)
class Wait:
    """Telegram wants everybody who uses this token to wait, and did nothing."""

    seconds: float


@dataclass(frozen=True)
class Later:
    """It certainly did not arrive, or would do no harm twice: to be tried again."""


@dataclass(frozen=True)
class Stop:
    """Nobody can send anything with this token; the reason is a key of the staff's words."""

    reason: str


Outcome = Final | Wait | Later | Stop

BLOCKED = Final(DeliveryState.BLOCKED)
UNKNOWN = Final(DeliveryState.UNKNOWN)


def failed(reason: str) -> Final:
    return Final(DeliveryState.FAILED, reason)


def outcome(
    error_code: int | None,
    description: str,
    parameters: Mapping[str, Any],
    *,
    edits: int | None = None,
) -> Outcome:
    """The outcome of a request that was not answered with a message.

    No error code: there was no answer, and the description is NEVER_LEFT or NO_ANSWER. What may
    have arrived is unknown if it is a message; an edit (of the message *edits*) is repeated.
    """
    said = description.lower()
    match error_code:
        case None if said == NEVER_LEFT:
            return Later()
        case 429:
            return Wait(float(parameters.get("retry_after") or _WAIT))
        case 401 | 404:  # revoked; no token at all
            return Stop(TOKEN_REFUSED)
        case int() if 300 <= error_code < 500:  # certainly not done
            return _refused(said, parameters, edits)
        case _:
            return UNKNOWN if edits is None else Later()


def _refused(said: str, parameters: Mapping[str, Any], edits: int | None) -> Final:
    if "message is not modified" in said:
        return Final(DeliveryState.SENT, message_id=edits)
    if any(words in said for words in _BLOCKED):
        return BLOCKED
    if parameters.get("migrate_to_chat_id"):
        return failed(CHAT_MOVED)
    return failed(_why(said))


def _why(said: str) -> str:
    if "message to edit not found" in said or "message_id_invalid" in said:
        return EDIT_GONE
    if "message can't be edited" in said:
        return EDIT_CLOSED
    return BAD_TEXT if any(words in said for words in _BAD_TEXT) else REFUSED
