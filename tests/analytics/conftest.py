"""What a pull counts, quickly: what people said at a consulate in a month, and its visits."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from sqlalchemy import Engine, insert, text
from sqlalchemy.ext.asyncio import AsyncEngine

from analytics import plan
from analytics.frames import HEADLINE
from db.consulates import Consulate, read
from db.observations import record_served
from db.transaction import transaction
from db.visits import Visit, VisitState
from tests.analytics.register import PERIODS, complete, load_units, write

FORM = "satisfaccion-consular"
NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)
Record = Callable[..., None]

_PARENTS = text("""
    WITH version AS (
        INSERT INTO survey_version (form_id, version, checksum, workbook, published_at)
        VALUES (:form, '1', '', '', now()) ON CONFLICT DO NOTHING
    )
    INSERT INTO respondent (id, language, greeted_at) VALUES (gen_random_uuid(), 'es', now())
""")
_ANSWERS = text("""
    WITH held AS (
        INSERT INTO interview (id, respondent_id, form_id, version, language, consulate, service,
            entry_kind, turn, marked, disposition, started_at, closed_at)
        SELECT gen_random_uuid(), (SELECT id FROM respondent LIMIT 1), :form, '1', 'es',
            :consulate, :service, 'wall', '', '[]', 'complete', now(), now()
        FROM generate_series(1, :people) RETURNING id
    )
    INSERT INTO answer (interview_id, question, value, answered_at, form_id, month, consulate,
        service, score, complete, entry_kind)
    SELECT id, :question, coalesce(cast(:score AS text), 'na'), now(), :form, :month, :consulate,
        :service, cast(:score AS smallint), :complete, 'wall'
    FROM held
""")


@pytest.fixture
def network(engine: Engine) -> Mapping[str, Consulate]:
    """The offices, which the database knows then."""
    offices = {office.code: office for office in read()}
    with engine.begin() as connection:
        connection.execute(insert(Consulate), [office.model_dump() for office in offices.values()])
    return offices


@pytest.fixture
def visited(
    async_engine: AsyncEngine, network: Mapping[str, Consulate]
) -> Callable[..., Awaitable[UUID]]:
    """Records a visit of one day and the persons that each service reached there."""

    async def visited(consulate: str, day: str, **served: int) -> UUID:
        on = date.fromisoformat(day)
        visit = Visit(
            consulate=consulate,
            state=VisitState.ANNOUNCED,
            writers=[],
            created_at=NOW,
            timezone=network[consulate].timezone,
            first_day=on,
            last_day=on,
        )
        async with transaction(async_engine) as session:
            session.add(visit)
            await session.flush()
            for service, persons in served.items():
                await record_served(session, None, visit, service, persons, now=NOW)
        return visit.id

    return visited


@pytest.fixture
def corrected(async_engine: AsyncEngine) -> Callable[..., Awaitable[None]]:
    """Says anew how many persons one service reached at a visit."""

    async def corrected(visit_id: UUID, service: str, persons: int, now: datetime = NOW) -> None:
        async with transaction(async_engine) as session:
            visit = await session.get_one(Visit, visit_id)
            await record_served(session, None, visit, service, persons, now=now)

    return corrected


@pytest.fixture
def record(engine: Engine, network: Mapping[str, Consulate]) -> Record:
    """Writes `{score: people}`; a score of None is "no aplica"."""
    with engine.begin() as connection:
        connection.execute(_PARENTS, {"form": FORM})

    def record(
        scores: Mapping[int | None, int],
        consulate: str = "MAD",
        month: str = "2026-08",
        **unlike: str | bool | None,
    ) -> None:
        common = {
            "form": FORM,
            "question": HEADLINE,
            "month": date.fromisoformat(f"{month}-01"),
            "consulate": network[consulate].code,
            "service": "pasaporte",
            "complete": True,
        } | unlike
        with engine.begin() as connection:
            connection.execute(
                _ANSWERS,
                [common | {"score": score, "people": n} for score, n in scores.items()],
            )

    return record


_VERSION = text(
    "INSERT INTO survey_version VALUES (:form, '1', '', '', now()) ON CONFLICT DO NOTHING"
)


@pytest.fixture
async def filled(
    engine: Engine, record: Record, visited: Callable[..., Awaitable[UUID]]
) -> Engine:
    """A database where everybody recorded everything, in each of PERIODS."""
    load_units(engine)
    forms = [it.name for it in plan.measures() if it.fed_by is plan.Feed.SURVEY]
    with engine.begin() as connection:
        connection.execute(_VERSION, [{"form": form} for form in forms])
    for period in PERIODS:
        write(engine, complete(period))
        for form in forms:
            scores = {5: 40, 4: 30, 3: 20, 1: 10}
            record(scores, month=f"{period.first_month:%Y-%m}", form=form)
        await visited("MAD", str(period.first_month), dni=30 + period.number)
    return engine
