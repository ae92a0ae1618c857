"""Whatever three colleagues do, in any order and with any roles: nobody approves what they wrote.

The handlers and PostgreSQL are the real ones; only Telegram is left out.
"""

import asyncio
import itertools
from dataclasses import dataclass
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from telegram import Update

from bot.simulator.people import User
from bot.staff import freezing, presses
from bot.staff.desk import Desk, House
from bot.staff.routes import PRESSES
from db import consulates, installation, staff, visits
from db.engine import async_engine as connect
from db.staff import Act, Role
from db.transaction import clock, transaction
from db.visits import Visit, VisitState
from surveys import load
from tests.staff.affairs import SAID
from tests.staff.conftest import LIBRARY

STEPS, EXAMPLES = 25, 25
NAMES = ("Ana", "Beto", "Ciro")
ROLES = (Role.OPERATOR, Role.APPROVER, Role.ADMINISTRATOR)
_numbers = itertools.count(1)


@dataclass
class World:
    """A database with the consular network, and an event loop of its own."""

    loop: asyncio.AbstractEventLoop
    engine: object
    house: House
    codes: list[str]

    def do(self, work):
        return self.loop.run_until_complete(work)

    async def press(self, name: str, act: str, subject: UUID, value: str = "") -> None:
        """What the bot does at a press: the revoked do not get as far."""
        async with transaction(self.engine) as session:
            member = await staff.find(session, self.house.keyring, User(name, "es").id)
            if member is not None:
                update = pressed(name, act, subject, value)
                desk = Desk(session, self.house, await clock(session), update, member)
                await PRESSES[act](desk)

    async def rows(self, sql: str, **values):
        async with self.engine.connect() as connection:
            return [tuple(row) for row in await connection.execute(text(sql), values)]


def pressed(name: str, act: str, subject: UUID, value: str) -> Update:
    person = User(name, "es")
    message = {"message_id": 1, "date": 0, "chat": person.chat_json(), "text": "."}
    data = presses.Press(act, subject, value).pack()
    query = {"id": "1", "from": person.json(), "chat_instance": "1", "message": message}
    number = next(_numbers)
    return Update.de_json({"update_id": number, "callback_query": {**query, "data": data}}, None)


Seen = tuple[int, float, bytes | None]  # a visit's capacity, its latitude, its flyer


class Colleagues:
    """Three people of one consulate; what each wrote, as we saw them do it.

    Each writing gives the visit a capacity, a point on the map or a flyer of its own, by which it
    is known again.
    """

    def __init__(self, world: World) -> None:
        self.world = world
        self.consulate = world.codes[next(_numbers) % len(world.codes)]
        self.authors: dict[UUID, set[str]] = {}  # of each visit and draft
        self.drafts: list[UUID] = []
        self.handed_in: dict[UUID, tuple[set[str], Seen]] = {}  # authors and content, frozen

    async def begin(self) -> None:
        for name, role in zip(NAMES, ROLES, strict=True):
            await self._become(name, role)
        await self._begin_a_visit("Ana")

    async def do(self, step: "Step") -> None:
        """All three try to, in turns; a role or a revocation comes to the first alone."""
        first = step.turns[0]
        match step.what:
            case Role():
                await self._become(first, step.what)
            case "revoke":
                await self._be_revoked(first)
            case "begin":
                await self._begin_a_visit(first)
            case "send":
                await self._send()
            case _:
                for name in step.turns:
                    await self._try(name, step)

    async def _try(self, name: str, step: "Step") -> None:
        draft = self.drafts[-1 - step.pick % len(self.drafts)]
        match step.what:
            case "write" | "locate" | "paint" as how:
                await self._write(name, draft, how)
            case "change":
                await self._change(name, draft)
            case presses.SUBMIT | presses.WITHDRAW as act:
                await self._hand_in(name, draft, act)
            case act:
                await self._decide(name, act)

    async def check(self) -> None:
        """Nobody approved what they wrote, and what was approved is what was handed in."""
        latest = {}
        for approver, broadcast, visit in await self._read_approved():
            authors, latest[visit] = self.handed_in[broadcast]
            assert approver not in authors
        for visit, seen in latest.items():
            assert await self._seen(visit) == seen

    async def _seen(self, visit: UUID) -> "Seen":
        found = await self.world.rows(
            "SELECT capacity, latitude, CASE WHEN flyer THEN picture END FROM visit"
            " LEFT JOIN flyer ON visit_id = id WHERE id = :id",
            id=visit,
        )
        return found[0]

    async def _read_approved(self):
        found = await self.world.rows(
            "SELECT decided_by, id, visit_id FROM broadcast WHERE id = ANY(:ids)"
            " AND decided_by IS NOT NULL AND state <> 'rejected' ORDER BY decided_at",
            ids=list(self.handed_in),
        )
        names = await self._names()
        return [(names[member], broadcast, visit) for member, broadcast, visit in found]

    async def _names(self) -> dict[UUID, str]:
        keyring = self.world.house.keyring
        async with transaction(self.world.engine) as session:
            found = [
                await staff._of(session, keyring.fingerprint(User(name, "es").id))
                for name in NAMES
            ]
        return {it.id: name for it, name in zip(found, NAMES, strict=True) if it}

    async def _become(self, name: str, role: Role) -> None:
        number, keyring = User(name, "es").id, self.world.house.keyring
        async with transaction(self.world.engine) as session:
            now = await clock(session)
            code = await staff.invite(
                session,
                keyring,
                telegram_id=number,
                name=name,
                role=role,
                consulates=["*"],
                now=now,
            )
            assert await staff.join(session, keyring, code, number, now=now)

    async def _be_revoked(self, name: str) -> None:
        async with transaction(self.world.engine) as session:
            member = await self._member(session, name)
            if member:
                await staff.revoke(session, member, now=await clock(session))

    async def _member(self, session, name: str):
        return await staff.find(session, self.world.house.keyring, User(name, "es").id)

    async def _begin_a_visit(self, name: str) -> None:
        async with transaction(self.world.engine) as session:
            member = await self._member(session, name)
            if member and member.may(Act.WRITE, self.consulate):
                visit = await visits.draft(
                    session, member, self.consulate, now=await clock(session)
                )
                await visits.write(session, member, visit, **SAID)
                self._wrote(visit.id, {name})

    def _wrote(self, draft: UUID, names: set[str]) -> None:
        self.authors.setdefault(draft, set()).update(names)
        if draft not in self.drafts:
            self.drafts.append(draft)

    async def _write(self, name: str, draft: UUID, how: str) -> None:
        """As the wizard does: a draft alone, by who may write."""
        async with transaction(self.world.engine) as session:
            member, visit = await self._member(session, name), await session.get(Visit, draft)
            if member and member.may(Act.WRITE, self.consulate) and visit.state == "draft":
                match how, next(_numbers):
                    case "write", number:
                        await visits.write(session, member, visit, capacity=number)
                    case "locate", number:
                        await visits.write(session, member, visit, latitude=number / 1e6)
                    case "paint", number:
                        await visits.put_flyer(session, member, visit, str(number).encode())
                self._wrote(draft, {name})

    async def _change(self, name: str, original: UUID) -> None:
        async with transaction(self.world.engine) as session:
            member, visit = await self._member(session, name), await session.get(Visit, original)
            announced = visit.state == VisitState.ANNOUNCED
            if member and member.may(Act.WRITE, self.consulate) and announced:
                now = await clock(session)
                change = await visits.change_of(session, member, visit, now=now)
                await visits.write(session, member, change, capacity=next(_numbers))
                self._wrote(change.id, {name, *self.authors[original]})

    async def _hand_in(self, name: str, draft: UUID, act: str) -> None:
        await self.world.press(name, act, draft, "!" if act == presses.WITHDRAW else "")
        found = await self.world.rows(
            "SELECT broadcast.id FROM broadcast"
            " JOIN visit ON visit.id = coalesce(change_id, visit_id)"
            " WHERE broadcast.state = 'submitted' AND visit.id = :id",
            id=draft,
        )
        for (broadcast,) in found:
            if broadcast not in self.handed_in:
                authors = {name, *self.authors[draft]}
                self.handed_in[broadcast] = (authors, await self._seen(draft))

    async def _decide(self, name: str, act: str) -> None:
        for broadcast in list(self.handed_in)[-2:]:
            found = await self.world.rows(
                "SELECT fingerprint FROM broadcast WHERE id = :id", id=broadcast
            )
            code = bytes(found[0][0][:6]).hex()
            value = code if act == presses.APPROVE else "!"
            await self.world.press(name, act, broadcast, value)

    async def _send(self) -> None:
        async with self.world.engine.begin() as connection:
            await connection.execute(
                text(
                    "UPDATE broadcast SET state = 'done', ended_at = now() WHERE state = 'running'"
                )
            )


@dataclass(frozen=True)
class Step:
    what: str
    turns: list[str]
    pick: int


ACTS = (
    *(*ROLES, "revoke", "begin", "write", "locate", "paint", "change", "change", "send", "send"),
    *(*[presses.SUBMIT] * 4, presses.WITHDRAW, *[presses.APPROVE] * 4, presses.REJECT),
    presses.STOP,
)
STEP = st.builds(Step, st.sampled_from(ACTS), st.permutations(NAMES), st.integers(0, 2))


@pytest.fixture
def world(url, keyring):
    survey = load((LIBRARY / "satisfaccion-consular.xlsx").read_bytes(), ".xlsx")
    offices = [it for it in consulates.read() if isinstance(it, consulates.Consulate)]
    codes = [it.code for it in offices]
    made = World(
        asyncio.new_event_loop(), connect(url), House(keyring, survey, "https://x"), codes
    )

    async def furnish() -> None:
        async with transaction(made.engine) as session:
            await installation.claim(session, keyring, "demonstration")
            await consulates.load(session, offices)

    made.do(furnish())
    yield made
    made.do(made.engine.dispose())
    made.loop.close()


async def live(world: World, steps: list[Step]) -> None:
    colleagues = Colleagues(world)
    await colleagues.begin()
    for step in steps:
        await colleagues.do(step)
        await colleagues.check()


def test_no_sequence_of_allowed_acts_lets_one_person_write_and_approve(world):
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
    @given(st.lists(STEP, min_size=STEPS, max_size=STEPS))
    def lived(steps: list[Step]) -> None:
        world.do(live(world, steps))

    lived()
    approved = world.do(
        world.rows(
            "SELECT kind, count(*) FROM broadcast"
            " WHERE decided_by IS NOT NULL AND state <> 'rejected' GROUP BY kind"
        )
    )
    assert dict(approved)["notice"] >= 5, "they did get somewhere"


@pytest.mark.parametrize("how", ["write", "locate", "paint"])
def test_a_bot_that_does_not_look_whether_the_draft_changed_is_found_out(world, monkeypatch, how):
    """The negative control: the shortest way round the second person."""
    acts = (presses.SUBMIT, how, presses.APPROVE)
    steps = [Step(act, ["Ana", "Beto", "Ciro"], 0) for act in acts]
    world.do(live(world, steps))

    async def never(*_arguments) -> bool:
        return False

    monkeypatch.setattr(freezing, "is_outdated", never)
    with pytest.raises(AssertionError):
        world.do(live(world, steps))
