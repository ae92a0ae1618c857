"""What the database keeps of the citizens, all of it at one moment."""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from db.keyring import Keyring

Row = dict[str, Any]


class Kept(NamedTuple):
    """The rows of each table; two are equal if nothing was changed between them."""

    respondent: list[Row]
    consent: list[Row]
    interview: list[Row]
    answer: list[Row]
    attendance: list[Row]
    dead_letter: list[Row]

    def answers(self, keyring: Keyring) -> list[dict[str, str | None]]:
        """Of each interview, a sealed answer as what it says."""
        found: dict[str, dict[str, str | None]] = {it["id"]: {} for it in self.interview}
        for it in self.answer:
            place = f"{it['interview_id']}:{it['question']}"
            sealed = it["sealed"] and keyring.unseal(bytes.fromhex(it["sealed"][2:]), place)
            found[it["interview_id"]][it["question"]] = sealed or it["value"]
        return list(found.values())

    def of_person(self, fingerprint: bytes) -> list[tuple]:
        """Greeted, blocking, told of visits, of which consulate, what they said of visits."""
        return [
            (
                it["greeted_at"] is not None,
                it["blocked_at"] is not None,
                it["telegram_id"] is not None and self._agrees(it["id"], "notices"),
                it["consulate"],
                {one["visit_id"]: one["going"] for one in self._of(it["id"], self.attendance)},
                sum(one["closed_at"] is None for one in self._of(it["id"], self.interview)),
            )
            for it in self.respondent
            if it["fingerprint"] == _bytea(fingerprint)
        ]

    def turn_of(self, fingerprint: bytes) -> str | None:
        """The id of the turn that the person's open survey is in."""
        mine = [it["id"] for it in self.respondent if it["fingerprint"] == _bytea(fingerprint)]
        open_ones = (it for one in mine for it in self._of(one, self.interview))
        return next((it["turn"] for it in open_ones if not it["closed_at"]), None)

    def without_consent(self) -> list[Row]:
        """Answers given while no consent to the survey was in force."""
        whose = {it["id"]: it["respondent_id"] for it in self.interview}
        return [
            it
            for it in self.answer
            if not self._agrees(whose[it["interview_id"]], "survey", it["answered_at"])
        ]

    def forgotten(self) -> list[Row]:
        """What is kept for nobody who can be found any more, and says something of a person."""
        gone = {it["id"] for it in self.respondent if it["fingerprint"] is None}
        known = (it for it in self.respondent if it["id"] in gone)
        named = [it for it in known if any(it[name] is not None for name in PERSONAL)]
        sealed = [it["interview_id"] for it in self.answer if it["sealed"]]
        return [
            *named,
            *(it for it in self.attendance if it["respondent_id"] in gone),
            *(it for it in self.consent if it["respondent_id"] in gone and _in_force(it)),
            *(
                it
                for it in self.interview
                if it["respondent_id"] in gone and (it["id"] in sealed or not it["closed_at"])
            ),
        ]

    def _agrees(self, respondent: str, purpose: str, at: str | None = None) -> bool:
        given = (it for it in self._of(respondent, self.consent) if it["purpose"] == purpose)
        return any(_in_force(it, at) for it in given)

    @staticmethod
    def _of(respondent: str, rows: list[Row]) -> list[Row]:
        return [it for it in rows if it["respondent_id"] == respondent]


PERSONAL = ("telegram_id", "entry", "consulate", "blocked_at")


def _in_force(consent: Row, at: str | None = None) -> bool:
    """Now, or at that moment."""
    given, end = consent["given_at"], consent["withdrawn_at"]
    if at is None:
        return end is None
    then = datetime.fromisoformat(at)
    is_given = datetime.fromisoformat(given) <= then
    return is_given and (end is None or then <= datetime.fromisoformat(end))


def _bytea(content: bytes) -> str:
    return rf"\x{content.hex()}"


async def read(engine: AsyncEngine) -> Kept:
    async with engine.connect() as connection:
        return Kept(*(await connection.execute(_READ)).one())


async def empty(engine: AsyncEngine) -> None:
    """Nobody has ever written."""
    async with engine.begin() as connection:
        for table in (*reversed(Kept._fields), "seen_update"):
            await connection.execute(text(f"DELETE FROM {table}"))  # noqa: S608 - our own names


_ROWS = "(SELECT coalesce(json_agg(t ORDER BY t::text), '[]') FROM {} t)"
_READ = text(f"SELECT {', '.join(map(_ROWS.format, Kept._fields))}")
