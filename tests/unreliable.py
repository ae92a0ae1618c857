"""A bot's chats as Telegram may deliver them: late, out of order between queues, and again."""

import itertools
import json
from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from bot.allowance import Allowance
from bot.intake import Intake
from bot.simulator.acts import press
from bot.simulator.updates import Queue
from tests.secluded import Secluded
from tests.wireless import Button, Wireless

PICK = st.integers(0, 999)
A_LONG_WHILE = 200  # seconds; a press that was not delivered meanwhile never is
PATIENCE = 6  # acts that may wait for a stalled queue
AGAIN = "what was delivered again changed something"
DEAD_END = "a dead end: nothing was said"
Update = dict[str, Any]


class Unreliable(RuleBasedStateMachine):
    """What a machine over a bot's chats has to say is what holds before and after an update.

    The handlers, the intake, PostgreSQL and the strict Telegram are real; there is no HTTP.
    """

    world: Secluded
    names: tuple[str, ...]
    kinds: list[str]  # of updates
    silent: tuple[str, ...] = ()  # the kinds that nobody sees answered

    def __init__(self) -> None:
        super().__init__()
        self.stalled: set[Queue] = set()  # Telegram delivers nothing of them for now
        self.patience = 0  # acts until it does
        self.devices: dict[tuple[str, str], list[Button]] = {}  # the screen last looked at
        self.delivered: list[Update] = []

    def opens(self, token: str) -> None:
        self.telegram = Wireless(token, self.kinds)
        for name in self.names:
            self.telegram.chat(name).begun = True
        self.starts()
        self.kept = self.do(self.read())

    def starts(self) -> None:
        self.intake = self.begins_to_work()
        self.intake.allowance = Allowance(at_once=10_000)  # a machine is faster than any hand

    def begins_to_work(self) -> Intake:
        """A bot that knows nothing but what is in the database."""
        raise NotImplementedError

    async def read(self) -> Any:
        """All that the database keeps of these people."""
        raise NotImplementedError

    def expect(self, who: str, update: Update) -> None:
        """Before the first delivery."""

    def check(self, who: str, update: Update) -> None:
        """After the first delivery, when `kept` is read anew."""
        raise NotImplementedError

    def as_the_bot_hears(self, update: Update) -> Update:
        """Where a deliberately wrong bot differs."""
        return update

    def do(self, work: Any) -> Any:
        return self.world.do(work)

    def does(self, who: str, act: Callable[..., None], *given: object) -> None:
        """Whatever a person does is delivered at once, unless its queue is stalled."""
        self.telegram.does(who, act, *given)
        self.patience -= 1
        if self.patience == 0:
            self.stalled.clear()
        self.flow()

    def flow(self) -> None:
        for update in self.telegram.flowing(self.stalled):
            self.receives(update)

    def receives(self, update: Update) -> None:
        who = sender(update)
        self.delivered.append(update)
        self.expect(who, update)
        self.take(update)
        assert self.telegram.has_answered != self.is_silent(update), DEAD_END
        self.kept = self.do(self.read())
        self.check(who, update)
        if update["update_id"] % 3 == 0:
            self.receives_again(update)

    def receives_again(self, update: Update) -> None:
        self.take(update)
        assert bool(self.telegram.said) != self.is_silent(update), DEAD_END
        assert self.do(self.read()) == self.kept, AGAIN

    def is_silent(self, update: Update) -> bool:
        return any(kind in update for kind in self.silent)

    def take(self, update: Update) -> None:
        self.telegram.said.clear()
        self.hand_in(self.as_the_bot_hears(update))

    def hand_in(self, update: Update) -> None:
        """A call in the webhook's answer Telegram carries out."""
        answer = self.do(self.intake.take(json.dumps(update).encode()))
        if isinstance(answer, dict):
            fields = {name: it for name, it in answer.items() if name != "method"}
            self.do(self.telegram.call(answer["method"], fields))
            answer = None
        assert answer is None, self.do(self.read()).dead_letter

    def last_message(self, who: str) -> int:
        return max(self.telegram.chat(who).messages, default=1)

    def restart(self) -> None:
        """Telegram gives the next bot again what the last one did not confirm."""
        self.world.reconnect()
        self.starts()
        for update in self.delivered[-1:]:
            self.receives_again(update)

    @rule(pick=PICK, device=st.sampled_from(["phone", "tablet"]), button=PICK)
    def presses_on_a_device(self, pick: int, device: str, button: int) -> None:
        """The other device still shows what it showed when its owner last looked at it."""
        who = self.names[pick % len(self.names)]
        shown = self.devices.get((who, device)) or self.telegram.screen(who)
        if shown:
            self.does(who, press, *shown[button % len(shown)])
        self.devices[who, device] = self.telegram.screen(who)

    @rule(pick=PICK, kind=PICK)
    def telegram_stalls(self, pick: int, kind: int) -> None:
        who = self.names[pick % len(self.names)]
        self.stalled.add((self.kinds[kind % len(self.kinds)], self.telegram.chat(who).id))
        self.patience = PATIENCE

    @rule(pick=PICK, most=st.integers(1, 3))
    def telegram_delivers_the_head(self, pick: int, most: int) -> None:
        waiting = [it for it in self.telegram.account.updates.queues if it in self.stalled]
        for _ in range(most if waiting else 0):
            for update in self.telegram.head(waiting[pick % len(waiting)]):
                self.receives(update)

    @rule()
    def telegram_flows_again(self) -> None:
        self.stalled.clear()
        self.flow()

    @rule(pick=PICK)
    def telegram_repeats(self, pick: int) -> None:
        if self.delivered:
            self.receives_again(self.delivered[pick % len(self.delivered)])

    @rule()
    def a_long_while_passes(self) -> None:
        self.telegram.account.clock.forward(A_LONG_WHILE)


class Forgetful(Unreliable):
    """A bot that keeps no list of the updates it has seen."""

    numbers = itertools.count(10**12)

    def as_the_bot_hears(self, update: Update) -> Update:
        return update | {"update_id": next(self.numbers)}


class InMemory(Forgetful):
    """A bot that keeps the updates it has seen in its memory."""

    def begins_to_work(self) -> Intake:
        self.seen: dict[int, int] = {}
        return super().begins_to_work()

    def as_the_bot_hears(self, update: Update) -> Update:
        known = self.seen.get(update["update_id"])
        heard = update | {"update_id": known} if known else super().as_the_bot_hears(update)
        self.seen[update["update_id"]] = heard["update_id"]
        return heard


def sender(update: Update) -> str:
    [event] = [it for it in update.values() if isinstance(it, dict)]
    return str(event["from"]["first_name"])
