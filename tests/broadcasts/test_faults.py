"""Whatever Telegram or the way to it does: nobody twice, nobody lost, and the books balance."""

import logging

import pytest

from bot.broadcasting import settlement
from bot.broadcasting.outcome import DAMAGED
from bot.broadcasting.sender import sender
from bot.broadcasting.walker import Pace, Walker
from db.broadcasts import BroadcastKind, BroadcastState
from tests.broadcasts.ledger import BOT_ID, TOKEN

BLOCKED = (403, "Forbidden: bot was blocked by the user")


@pytest.fixture
async def crowd(ledger, line) -> list[int]:
    ids = await line.crowd(10)
    await ledger.settle_people(ids)
    return ids


async def outcomes(ledger) -> dict[str, int]:
    [row] = await ledger.rows("SELECT sent, failed, blocked, opted_out, unknown FROM broadcast")
    await ledger.books_balance()
    names = ("sent", "failed", "blocked", "opted_out", "unknown")
    return {name: count for name, count in zip(names, row, strict=True) if count}


@pytest.mark.usefixtures("crowd")
async def test_who_blocked_the_bot_is_remembered_and_not_asked_again(ledger, walker, line):
    await line.refuses("sendMessage", *BLOCKED, times=2)
    await walker.walk(await ledger.broadcast())
    assert await outcomes(ledger) == {"sent": 8, "blocked": 2}
    again = await ledger.submits()
    assert (again.total, again.excluded) == (0, {"blocked": 2}), "eight have been told"


@pytest.mark.usefixtures("crowd")
async def test_a_cut_line_and_a_proxys_page_are_unknown_and_never_repeated(ledger, walker, line):
    await line.loses("sendMessage", times=2)
    await line.garbles("sendMessage", times=1)
    await walker.walk(await ledger.broadcast())
    assert await outcomes(ledger) == {"sent": 7, "unknown": 3}
    assert len(await line.calls("sendMessage")) == 10


@pytest.mark.usefixtures("crowd")
async def test_a_refused_message_fails_with_its_reason_and_only_it_is_sent_again(
    ledger, walker, line
):
    await line.refuses("sendMessage", 400, "Bad Request: message is too long", times=3)
    broadcast_id = await ledger.broadcast()
    await walker.walk(broadcast_id)
    assert await outcomes(ledger) == {"sent": 7, "failed": 3}
    reasons = await ledger.rows("SELECT DISTINCT reason FROM delivery WHERE state = 3")
    assert reasons == [("bad_text",)]
    await ledger.does("UPDATE delivery SET granted_at = granted_at - interval '2 s'")
    await ledger.sends_again(broadcast_id)
    await walker.walk(broadcast_id)
    assert await outcomes(ledger) == {"sent": 10}
    assert len(await line.calls("sendMessage")) == 13


@pytest.mark.usefixtures("crowd")
async def test_a_429_puts_it_back_and_is_no_failure(ledger, walker, line):
    await line.refuses("sendMessage", 429, "Too Many Requests: retry after 1", retry_after=1)
    await walker.walk(await ledger.broadcast())
    assert await outcomes(ledger) == {"sent": 10}
    assert sorted(it.status for it in await line.calls("sendMessage")) == [200] * 10 + [429]


@pytest.mark.usefixtures("crowd")
async def test_a_refused_token_pauses_the_broadcast_and_loses_nobody(ledger, walker, line):
    await line.refuses("sendMessage", 401, "Unauthorized", times=10)
    broadcast_id = await ledger.broadcast()
    await walker.walk(broadcast_id)
    paused = await ledger.find(broadcast_id)
    assert (paused.state, paused.pause_reason) == (BroadcastState.PAUSED, "token_refused")
    assert await outcomes(ledger) == {}
    assert paused.waiting == 10


@pytest.mark.usefixtures("crowd")
async def test_a_telegram_out_of_reach_loses_nobody_and_everybody_rests(ledger, unused):
    async with sender(TOKEN, unused, ledger.engine, ledger.keyring) as post:
        walker = Walker(ledger.engine, BOT_ID, post.send, Pace(rate=1000))
        broadcast_id = await ledger.broadcast()

        async def stop_instead(_seconds):
            walker.stopping.set()

        stopping = Pace(rate=1000, sleep=stop_instead)
        walker = Walker(ledger.engine, BOT_ID, post.send, stopping, walker.stopping)
        assert not await walker.walk(broadcast_id)
    assert await outcomes(ledger) == {}
    waiting = await ledger.rows("SELECT state, attempts, not_before > now() FROM delivery")
    assert waiting == [(0, 1, True)] * 10
    [(rests,)] = await ledger.rows("SELECT tat > now() + interval '3 s' FROM budget")
    assert rests


async def test_a_first_batch_that_goes_badly_stops_the_rest(ledger, walker, line):
    await ledger.settle_people(await line.crowd(80))
    await line.refuses("sendMessage", 400, "Bad Request: message is too long", times=6)
    broadcast_id = await ledger.broadcast()
    await walker.walk(broadcast_id)
    paused = await ledger.find(broadcast_id)
    assert (paused.state, paused.pause_reason) == (BroadcastState.PAUSED, "first_batch_failed")
    assert await outcomes(ledger) == {"sent": 44, "failed": 6}
    await ledger.steers(broadcast_id, BroadcastState.RUNNING)
    await walker.walk(broadcast_id)
    assert await outcomes(ledger) == {"sent": 74, "failed": 6}


async def test_people_who_blocked_the_bot_do_not_spoil_the_first_batch(ledger, walker, line):
    await ledger.settle_people(await line.crowd(60))
    await line.refuses("sendMessage", *BLOCKED, times=30)
    await walker.walk(await ledger.broadcast())
    assert await outcomes(ledger) == {"sent": 30, "blocked": 30}


@pytest.mark.usefixtures("crowd")
async def test_who_was_erased_after_the_freeze_counts_as_opted_out(ledger, walker):
    broadcast_id = await ledger.broadcast()
    await ledger.does(
        "UPDATE respondent SET telegram_id = NULL WHERE id = :it", it=ledger.people[0]
    )
    await walker.walk(broadcast_id)
    assert await outcomes(ledger) == {"sent": 9, "opted_out": 1}


@pytest.mark.usefixtures("crowd")
async def test_a_number_that_does_not_open_fails_alone(ledger, walker):
    broadcast_id = await ledger.broadcast()
    await ledger.does(
        "UPDATE respondent SET telegram_id = '\\x00' WHERE id = :it", it=ledger.people[0]
    )
    await walker.walk(broadcast_id)
    assert await outcomes(ledger) == {"sent": 9, "failed": 1}
    assert await ledger.rows("SELECT reason FROM delivery WHERE state = 3") == [(DAMAGED,)]


async def test_a_correction_says_so_and_then_edits_what_was_delivered(
    ledger, walker, line, crowd, monkeypatch
):
    monkeypatch.setattr(settlement, "_BACKOFF", 0.1)
    await walker.walk(await ledger.broadcast())
    await ledger.does("UPDATE delivery SET granted_at = granted_at - interval '2 s'")
    await line.refuses("editMessageText", 400, "Bad Request: message to edit not found")
    await line.refuses("editMessageText", 502, "Bad Gateway")
    correction = await ledger.broadcast(BroadcastKind.CORRECTION, text="Cambió", edited="A las 9")
    await walker.walk(correction)
    done = await ledger.find(correction)
    assert (done.state, done.total, done.sent, done.failed) == (BroadcastState.DONE, 20, 19, 1)
    await ledger.books_balance()
    assert len(await line.calls("editMessageText")) == 11
    written = await line.calls("sendMessage")
    for chat in crowd:
        own = [call.at for call in written if call.chat_id == chat]
        assert len(own) == 2


@pytest.mark.usefixtures("crowd")
async def test_no_log_ever_holds_the_token(ledger, walker, line, caplog):
    caplog.set_level(logging.INFO)
    await line.loses("sendMessage", times=1)
    await line.garbles("sendMessage", times=1)
    await line.refuses("sendMessage", 400, "Bad Request: message is too long")
    await walker.walk(await ledger.broadcast())
    ours = [it for it in caplog.records if not it.name.startswith(("httpx", "aiohttp"))]
    assert TOKEN not in "".join(it.getMessage() + str(it.exc_text) for it in ours)


@pytest.fixture
def unused(unused_tcp_port) -> str:
    """Where nobody listens."""
    return f"http://127.0.0.1:{unused_tcp_port}"
