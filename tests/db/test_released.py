"""A database of an earlier release, with everything in it, comes up to today's schema unharmed."""

from uuid import uuid4

from sqlalchemy import text

from db import schema
from db.engine import sync_engine

_ANY = {
    "bigint": 1,
    "boolean": True,
    "bytea": b"x",
    "character varying": "x",
    "date": "2026-11-01",
    "integer": 1,
    "json": "[]",
    "numeric": 1,
    "smallint": 1,
    "timestamp with time zone": "2026-11-01T00:00Z",
}
PERSON, INTERVIEW = uuid4(), uuid4()
ROWS = {
    "consulate": {"code": "MAD"},
    "installation": {"id": 1},
    "seen_update": {},
    "dead_letter": {},
    "survey_version": {"form_id": "f", "version": "1"},
    "entry": {"code": "MAD-1", "consulate": "MAD"},
    "respondent": {"id": PERSON, "fingerprint": b"1", "entry": "MAD-1"},
    "consent": {"id": 1, "respondent_id": PERSON},
    "interview": {
        "id": INTERVIEW,
        "respondent_id": PERSON,
        "form_id": "f",
        "version": "1",
        "consulate": "MAD",
    },
    "answer": {"interview_id": INTERVIEW, "question": "satisfaccion"},
}
_COLUMNS = text(
    "SELECT column_name, data_type FROM information_schema.columns"
    " WHERE table_name = :name AND is_nullable = 'NO' AND table_schema = 'public'"
)


def fill(connection, table, given) -> None:
    needed = dict(connection.execute(_COLUMNS, {"name": table}).all())
    row = {name: _ANY[kind] for name, kind in needed.items() if name not in given} | given
    names, places = ", ".join(row), ", ".join(f":{name}" for name in row)
    connection.execute(text(f"INSERT INTO {table} ({names}) VALUES ({places})"), row)  # noqa: S608


def test_every_row_of_the_first_release_is_kept(empty_url):
    engine = sync_engine(empty_url)
    schema.migrate(engine)
    schema.migrate(engine, to="0001")
    with engine.begin() as connection:
        for table, given in ROWS.items():
            fill(connection, table, given)
    schema.migrate(engine)
    with engine.begin() as connection:
        for table in ROWS:
            count = text(f"SELECT count(*) FROM {table}")  # noqa: S608 - our own names
            assert connection.execute(count).scalar_one() == 1, table
        new = "SELECT r.consulate, blocked_at, i.visit FROM respondent r, interview i"
        assert connection.execute(text(new)).all() == [(None, None, None)]
    engine.dispose()


VISIT = uuid4()
_OF_A_VISIT = {"consulate": "MAD", "visit_id": VISIT, "series": "3.2.5.2a", "service": "dni"}
_BEFORE_THE_REGISTER = [
    ("consulate", {"code": "MAD"}),
    ("visit", {"id": VISIT, "consulate": "MAD", "writers": []}),
    ("staff_member", {"id": uuid4(), "consulates": ["MAD"]}),
    ("staff_invitation", {"member_id": uuid4(), "consulates": ["*"]}),
    ("observation", _OF_A_VISIT | {"month": "2026-08-01", "value": 12, "superseded_at": "now"}),
    ("observation", _OF_A_VISIT | {"month": "2026-08-01", "value": 9}),
    ("observation", _OF_A_VISIT | {"month": "2026-12-01", "value": 0, "service": "visa"}),
]
_OBSERVED = (
    "SELECT id, series, input, month, consulate, service, value::int, visit_id, recorded_at"
)
_NEW = (
    "SELECT count(*) FROM observation WHERE last_month = month AND unit IS NULL"
    " AND statement IS NULL AND source IS NULL AND reason IS NULL AND superseded_by IS NULL"
)


def test_the_visits_of_the_release_before_the_register_are_kept(empty_url):
    engine = sync_engine(empty_url)
    schema.migrate(engine)
    schema.migrate(engine, to="0003")
    observed = text(f"{_OBSERVED}, superseded_at FROM observation ORDER BY id")
    with engine.begin() as connection:
        for number, (table, given) in enumerate(_BEFORE_THE_REGISTER, start=1):
            numbered = {"id": number} if table == "observation" else {}
            fill(connection, table, given | numbered)
        before = connection.execute(observed).all()
    schema.migrate(engine)
    with engine.begin() as connection:
        assert connection.execute(observed).all() == before
        assert len(before) == connection.execute(text(_NEW)).scalar_one() == 3
        for table in ("staff_member", "staff_invitation"):
            units = text(f"SELECT units FROM {table}")  # noqa: S608 - our own names
            assert connection.execute(units).scalars().all() == [[]]
    schema.migrate(engine, to="0003")
    with engine.begin() as connection:
        assert connection.execute(observed).all() == before
    engine.dispose()
