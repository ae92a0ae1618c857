"""Whatever workers, staff and people do in any order: the books balance and nobody hears twice."""

import asyncio
from collections import Counter
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import text

from db import broadcasts, consents, deliveries, grants, walks
from db.broadcasts import BroadcastKind, BroadcastState
from db.deliveries import DeliveryState
from db.engine import async_engine as connect
from db.grants import Settlement
from db.transaction import clock, transaction
from tests.broadcasts.ledger import NOW, open_ledger

PEOPLE = 7
FIRST_BATCH = 3
LEASE = timedelta(seconds=10)
PICK = st.integers(0, 99)
SENT, WAITING = DeliveryState.SENT, DeliveryState.WAITING
OTHERS = [DeliveryState.FAILED, DeliveryState.BLOCKED, DeliveryState.UNKNOWN]
ENDS = st.sampled_from([SENT, SENT, SENT, WAITING, WAITING, WAITING, *OTHERS])
REACHED = {DeliveryState.SENT, DeliveryState.UNKNOWN}
AFRESH = (
    "TRUNCATE broadcast CASCADE; UPDATE consent SET withdrawn_at = NULL;"
    " UPDATE respondent SET blocked_at = NULL; DELETE FROM procrastinate_jobs"
)
ROWS = """
    SELECT seq, respondent_id, state, granted_at FROM delivery WHERE broadcast_id = :it
"""


class Engine(RuleBasedStateMachine):
    """Workers, staff and people at one broadcast: a notice, or a correction that edits first."""

    @initialize(corrects=st.booleans())
    def begin(self, corrects) -> None:
        self.now = NOW
        self.grants: list[grants.Grant] = []
        self.left: set = set()
        self.granted_at: dict = {}  # by person, as Telegram would see it
        self.heard: Counter = Counter()  # by number in the ledger: messages only
        self.do(self._begin(corrects))

    async def _begin(self, corrects) -> None:
        for statement in AFRESH.split(";"):
            await self.ledger.does(statement)
        self.broadcast = await self.ledger.broadcast()
        if corrects:
            await self.ledger.does(
                "UPDATE delivery SET state = 2, message_id = seq; UPDATE broadcast"
                " SET state = 'done', sent = total"
            )
            self.broadcast = await self.ledger.broadcast(BroadcastKind.CORRECTION, edited="ya no")

    def do(self, work):
        return self.loop.run_until_complete(work)

    async def within(self, act, *arguments, **named):
        async with transaction(self.ledger.engine) as session:
            return await act(session, *arguments, **named)

    def found(self):
        return self.do(self.ledger.find(self.broadcast))

    @rule(most=st.integers(1, 4))
    def grant(self, most) -> None:
        claim = self.within(grants.claim, self.broadcast, most, now=self.now, lease=LEASE)
        grant = self.do(claim)
        if grant is None:
            return
        assert self.found().state == BroadcastState.RUNNING
        for it in grant.deliveries:
            assert it.respondent_id not in self.left, "opted out, and yet granted"
            before = self.granted_at.get(it.respondent_id)
            assert before is None or self.now - before >= timedelta(seconds=1)
            self.granted_at[it.respondent_id] = self.now
        self.grants.append(grant)

    @precondition(lambda self: self.grants)
    @rule(
        which=PICK,
        ends=st.lists(ENDS, min_size=4, max_size=4),
        late=st.sampled_from([False, False, True]),
    )
    def settle(self, which, ends, late) -> None:
        """Perhaps too late, when the grant has been taken away."""
        if late:
            self.somebody_looks(later=True)
        grant = self.grants.pop(which % len(self.grants))
        outcomes = []
        for it, end in zip(grant.deliveries, ends, strict=False):
            again = self.now + timedelta(seconds=2) if end is DeliveryState.WAITING else None
            outcomes.append(Settlement(it.seq, end, 1, None, again))
            if end in REACHED and it.edits is None:
                self.heard[it.seq] += 1
        self.do(self.within(grants.settle, grant, outcomes, now=self.now))

    @precondition(lambda self: self.grants)
    @rule(which=PICK)
    def dies(self, which) -> None:
        """A worker that has sent everything and cannot say so any more."""
        for it in self.grants.pop(which % len(self.grants)).deliveries:
            if it.edits is None:
                self.heard[it.seq] += 1

    @rule(seconds=st.sampled_from([0.3, 1, 3]))
    def time_passes(self, seconds) -> None:
        self.now += timedelta(seconds=seconds)

    @rule(later=st.booleans())
    def somebody_looks(self, later) -> None:
        """Perhaps so much later that what is on its way is given up."""
        self.now += 1.1 * LEASE if later else timedelta()
        self.do(self.within(walks.tend, self.broadcast, now=self.now))

    @rule(which=PICK)
    def opts_out(self, which) -> None:
        self._leaves(self.ledger.people[which % PEOPLE])

    @precondition(lambda self: self.grants)
    @rule(which=PICK)
    def opts_out_on_the_way(self, which) -> None:
        """And then nothing has left."""
        grant = self.grants.pop(which % len(self.grants))
        self._leaves(grant.deliveries[which % len(grant.deliveries)].respondent_id)
        outcomes = [Settlement(it.seq, WAITING) for it in grant.deliveries]
        self.do(self.within(grants.settle, grant, outcomes, now=self.now))

    def _leaves(self, person) -> None:
        self.left.add(person)
        self.do(self.ledger.opts_out(person))

    @rule(to=st.sampled_from([BroadcastState.RUNNING] * 3 + [BroadcastState.PAUSED]))
    def is_steered(self, to) -> None:
        self.do(self.within(self._steers, to))

    @precondition(lambda self: len(self.granted_at) > PEOPLE // 2)
    @rule(really=st.sampled_from([False, False, False, True]))
    def is_cancelled(self, really) -> None:
        if really:
            self.do(self.within(self._steers, BroadcastState.CANCELLED))

    async def _steers(self, session, to) -> None:
        found = await broadcasts.seen_by(session, self.ledger.approver, self.broadcast, lock=True)
        await broadcasts.steer(session, found, to, now=await clock(session))

    @rule()
    def is_sent_again(self) -> None:
        self.do(self.within(self._again))

    async def _again(self, session) -> None:
        found = await broadcasts.seen_by(session, self.ledger.approver, self.broadcast, lock=True)
        await broadcasts.again(session, found)

    @invariant()
    def all_is_well(self) -> None:
        assert max(self.heard.values(), default=0) <= 1, "nobody hears twice"
        self.do(self.ledger.books_balance())
        rows = self.do(self.ledger.rows(ROWS, it=self.broadcast))
        waiting = {person for _, person, state, _ in rows if state == WAITING}
        assert not waiting & self.left, "nobody who left waits"
        broadcast = self.found()
        if not broadcast.is_proved:
            assert not [seq for seq, *_, granted_at in rows if seq > FIRST_BATCH and granted_at]
        if broadcast.state == BroadcastState.DONE:
            assert broadcast.waiting == 0


BUDGET = settings(
    max_examples=30,
    stateful_step_count=30,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture
def machine(url, keyring, monkeypatch):
    """The machine on a ledger of seven people, in an event loop of its own."""
    monkeypatch.setattr(grants, "FIRST_BATCH", FIRST_BATCH)
    monkeypatch.setattr(walks, "FIRST_BATCH", FIRST_BATCH)
    loop = asyncio.new_event_loop()
    engine = connect(url)
    ledger = loop.run_until_complete(open_ledger(engine, keyring))
    loop.run_until_complete(ledger.settle_people(range(PEOPLE)))
    yield type("Engine", (Engine,), {"ledger": ledger, "loop": loop})
    loop.run_until_complete(engine.dispose())
    loop.close()


def test_the_books_always_balance_and_nobody_hears_twice(machine):
    run_state_machine_as_test(machine, settings=BUDGET)


def without(statement, fence):
    assert fence in statement.text
    return text(statement.text.replace(fence, ""))


FENCE = "AND delivery.state = 1 AND delivery.grant_id = :grant"


def no_fence(monkeypatch) -> None:
    monkeypatch.setattr(grants, "_SETTLE", without(grants._SETTLE, FENCE))


def no_opt_out(monkeypatch) -> None:
    async def nothing(_session, _respondent_id):
        await asyncio.sleep(0)

    monkeypatch.setattr(consents.deliveries, "opt_out", nothing)


def no_mark(monkeypatch) -> None:
    """Who is on the way is forgotten."""
    blind = deliveries._OPT_OUT.text.replace("IN (0, 1)", "= 0")
    monkeypatch.setattr(deliveries, "_OPT_OUT", text(blind))


def settled_late(engine) -> None:
    engine.grant(most=1)
    engine.settle(which=0, ends=[SENT], late=True)


def left_while_waiting(engine) -> None:
    engine.opts_out(which=0)


def left_on_the_way(engine) -> None:
    engine.grant(most=1)
    engine.opts_out_on_the_way(which=0)


@pytest.mark.parametrize(
    ("spoil", "story"),
    [(no_fence, settled_late), (no_opt_out, left_while_waiting), (no_mark, left_on_the_way)],
)
def test_the_machine_tells_a_ledger_that_is_wrong(machine, monkeypatch, spoil, story):
    """The negative controls: the same story on the real ledger, and on a spoiled one."""
    sound = machine()
    sound.begin(corrects=False)
    story(sound)
    sound.all_is_well()
    spoil(monkeypatch)
    spoiled = machine()
    spoiled.begin(corrects=False)
    story(spoiled)
    with pytest.raises(AssertionError):
        spoiled.all_is_well()
