"""How a broadcast stands, in words: there are some for everything that can become of it."""

from uuid import uuid4

import pytest

from bot.broadcasting import outcome
from bot.staff import notices, standing
from bot.staff.standing import Standing
from db import walks
from db.broadcasts import Broadcast, BroadcastKind, BroadcastState

REASONS = (
    outcome.REFUSED,
    outcome.UNREACHABLE,
    outcome.FLOODED,
    outcome.BAD_TEXT,
    outcome.EDIT_GONE,
    outcome.EDIT_CLOSED,
    outcome.CHAT_MOVED,
    outcome.DAMAGED,
)


def broadcast(state: BroadcastState = BroadcastState.RUNNING, **more) -> Broadcast:
    rest = {"visit_id": uuid4(), "consulate": "MAD", "kind": BroadcastKind.NOTICE, "writers": []}
    decided = uuid4() if state is not BroadcastState.SUBMITTED else None
    return Broadcast(**{**rest, "state": state, "decided_by": decided, "total": 100, **more})


def text(of: Broadcast, pace: float = 25, **failures: int) -> str:
    return standing.text(Standing(of, "L'Hospitalet", "Madrid", "Luis", failures), pace)


@pytest.mark.parametrize("state", list(BroadcastState))
@pytest.mark.parametrize("kind", list(BroadcastKind))
def test_every_state_of_every_kind_has_words(state, kind):
    stands = broadcast(state, kind=kind)
    assert text(stands)
    assert notices.line(stands)
    stands.decided_by = None
    assert text(stands)
    assert notices.line(stands)


def test_every_reason_has_words():
    said = text(broadcast(failed=8), **dict.fromkeys(REASONS, 1))
    assert said.count("· 1: ") == len(REASONS)
    for reason in (walks.FIRST_BATCH_FAILED, walks.TOKEN_REFUSED):
        paused = text(broadcast(BroadcastState.PAUSED, pause_reason=reason))
        assert "Se detuvo solo" in paused


@pytest.mark.parametrize(
    ("total", "pace", "words"),
    [
        (100, 25, "menos de un minuto"),
        (1500, 25, "unos 1 min"),
        (100_000, 25, "unos 67 min"),
        (1200, 0, "unos 200 min"),
    ],
)
def test_the_time_left_follows_from_the_pace(total, pace, words):
    assert words in text(broadcast(total=total), pace)


def test_the_counts_add_up_to_the_total():
    said = text(broadcast(sent=50, failed=5, blocked=4, opted_out=3, unknown=2), bad_text=5)
    assert "Faltan: 36" in said


def test_a_town_is_escaped_in_a_text_and_not_on_a_button():
    stands = Standing(broadcast(), "<b>&'", "Madrid", None, {})
    assert "&lt;b&gt;&amp;&#x27;" in stands.heading
