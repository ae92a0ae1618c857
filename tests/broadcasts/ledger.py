"""A consulate with people who agreed to notices, and broadcasts of a visit to tell them of."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from uuid import UUID, uuid4

from sqlalchemy import insert, text
from sqlalchemy.ext.asyncio import AsyncEngine

from db import broadcasts, budget, consents, consulates
from db.broadcasts import Broadcast, BroadcastKind, Content
from db.consents import NOTICES, Consent
from db.keyring import Keyring
from db.respondents import Respondent
from db.staff import StaffMember
from db.transaction import clock, transaction
from db.visits import Visit, VisitState

TOKEN = "100001:SIMULADOR-difusiones"  # noqa: S105 - says so itself
BOT_ID = 100001
NAME = "difusiones_bot"
NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)
BOOKS = """
    SELECT b.total, b.sent, b.failed, b.blocked, b.opted_out, b.unknown,
        count(d.seq), count(*) FILTER (WHERE d.state = 2), count(*) FILTER (WHERE d.state = 3),
        count(*) FILTER (WHERE d.state = 4), count(*) FILTER (WHERE d.state = 5),
        count(*) FILTER (WHERE d.state = 6),
        count(*) FILTER (WHERE d.state = 0), count(*) FILTER (WHERE d.state = 1)
    FROM broadcast b JOIN delivery d ON d.broadcast_id = b.id GROUP BY b.id
"""


@dataclass
class Ledger:
    """The database of one consulate, its writer, its approver, and its people."""

    engine: AsyncEngine
    keyring: Keyring
    writer: StaffMember
    approver: StaffMember
    visit: Visit
    people: list[UUID] = field(default_factory=list)

    async def settle_people(self, telegram_ids, language="es") -> None:
        """People of Madrid who agreed to notices."""
        rows = [(uuid4(), number) for number in telegram_ids]
        respondents = [
            {
                "id": person,
                "fingerprint": self.keyring.fingerprint(number),
                "telegram_id": self.keyring.seal(str(number), str(person)),
                "language": language,
                "greeted_at": NOW,
                "consulate": "MAD",
            }
            for person, number in rows
        ]
        agreed = [
            {
                "respondent_id": person,
                "purpose": NOTICES,
                "text_version": "1",
                "language": language,
                "given_at": NOW,
            }
            for person, _ in rows
        ]
        async with transaction(self.engine) as session:
            await session.execute(insert(Respondent), respondents)
            await session.execute(insert(Consent), agreed)
        self.people += [person for person, _ in rows]

    async def submits(self, kind=BroadcastKind.NOTICE, **said: str) -> Broadcast:
        content = Content(**({"text": "Vamos a Toledo"} | said))
        async with transaction(self.engine) as session:
            submitted = await broadcasts.submit(
                session,
                visit_id=self.visit.id,
                change_id=None,
                consulate="MAD",
                kind=kind,
                writers=[self.writer.id],
                contents={"es": content},
                draft="",
                now=await clock(session),
            )
        assert isinstance(submitted, Broadcast), submitted
        return submitted

    async def approves(self, broadcast: Broadcast) -> None:
        async with transaction(self.engine) as session:
            locked = await broadcasts.seen_by(session, self.approver, broadcast.id, lock=True)
            now = await clock(session)
            refused = await broadcasts.approve(
                session, self.approver, locked, broadcast.code, now=now
            )
        assert refused is None, refused

    async def broadcast(self, kind=BroadcastKind.NOTICE, **said: str) -> UUID:
        """One that runs."""
        submitted = await self.submits(kind, **said)
        await self.approves(submitted)
        return submitted.id

    async def steers(self, broadcast_id: UUID, to) -> None:
        async with transaction(self.engine) as session:
            locked = await broadcasts.seen_by(session, self.approver, broadcast_id, lock=True)
            assert await broadcasts.steer(session, locked, to, now=await clock(session)) is None

    async def sends_again(self, broadcast_id: UUID) -> None:
        async with transaction(self.engine) as session:
            locked = await broadcasts.seen_by(session, self.approver, broadcast_id, lock=True)
            assert await broadcasts.again(session, locked) is None

    async def opts_out(self, person: UUID) -> None:
        async with transaction(self.engine) as session:
            now = await clock(session)
            await consents.withdraw(session, person, now=now, purpose=NOTICES)

    async def find(self, broadcast_id: UUID) -> Broadcast:
        async with transaction(self.engine) as session:
            found = await session.get(Broadcast, broadcast_id)
            assert found is not None
            return found

    async def rows(self, sql: str, **values: object) -> list[tuple]:
        async with self.engine.connect() as connection:
            return [tuple(row) for row in await connection.execute(text(sql), values)]

    async def does(self, sql: str, **values: object) -> None:
        async with self.engine.begin() as connection:
            await connection.execute(text(sql), values)

    async def books_balance(self) -> None:
        """Rows and counters say the same of every broadcast, and add up to its total."""
        for total, *counters, rows, s, f, b, o, u, waiting, granted in await self.rows(BOOKS):
            assert counters == [s, f, b, o, u]
            assert total == rows == s + f + b + o + u + waiting + granted


async def open_ledger(engine: AsyncEngine, keyring: Keyring) -> Ledger:
    members = [
        StaffMember(
            fingerprint=name.encode(),
            telegram_id=b"",
            name=b"",
            role="administrator",
            consulates=["MAD"],
            joined_at=NOW,
        )
        for name in ("writer", "approver")
    ]
    async with transaction(engine) as session:
        offices = [it for it in consulates.read() if isinstance(it, consulates.Consulate)]
        await consulates.load(session, offices)
        await budget.open_budget(session, BOT_ID)
        session.add_all(members)
        visit = Visit(
            consulate="MAD",
            state=VisitState.ANNOUNCED,
            writers=[members[0].id],
            created_at=NOW,
            announced_at=NOW,
            town="Toledo",
            first_day=date(2026, 12, 5),
            last_day=date(2026, 12, 5),
            opens=time(9),
            closes=time(14),
            timezone="Europe/Madrid",
        )
        session.add(visit)
    return Ledger(engine, keyring, *members, visit)
