"""Invented answers by the million, as the tables really hold them.

Five years of interviews by day, at 120 consulates of unequal size, of nine answers each: seven on
the satisfaction scale, of which some are "no aplica", and two that are not counted.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, insert, text

from analytics.period import Kind, Period
from analytics.services import service_names
from db.consulates import Consulate, read
from db.surveys import SurveyVersion
from tests.bench.database import vacuum
from tests.bench.table import say

FORM = "satisfaccion-consular"
LAST = Period(2026, Kind.SEMESTER, 2)
SCALE = ("satisfaccion", "trato", "informacion", "tiempo", "acceso", "resultado", "confianza")
QUESTIONS = (*SCALE, "servicio", "mejoras")
_TABLES = ["interview", "answer"]

_RESPONDENTS = """
    INSERT INTO respondent (id, language)
    SELECT md5('respondent' || n)::uuid, 'es' FROM generate_series(0, :people - 1) AS n
"""
# The lower half of the list is chosen more often: the square of a chance.
_INTERVIEWS = """
    INSERT INTO interview (id, respondent_id, form_id, version, language, consulate, service,
        entry_kind, turn, marked, disposition, started_at, closed_at)
    SELECT gen_random_uuid(), md5('respondent' || n % :people)::uuid, :form, '1', 'es',
        (CAST(:consulates AS text[]))[1 + floor(:offices * power(random(), 2))],
        (CAST(:services AS text[]))[1 + floor(:kinds * power(random(), 2))],
        'wall', substr(md5(n::text), 1, 12), '[]',
        CASE WHEN random() < 0.85 THEN 'complete' ELSE 'partial' END, at, at + interval '3 minutes'
    FROM generate_series(0, :interviews - 1) AS n,
        LATERAL (SELECT timestamptz '2022-01-01 12:00Z' + n * interval '1825 days' / :interviews)
            AS moment (at)
"""
_ANSWERS = """
    INSERT INTO answer (interview_id, question, value, answered_at, form_id, month, consulate,
        service, score, complete, entry_kind)
    SELECT id, question, CASE WHEN on_scale THEN coalesce(score::text, 'na') ELSE service END,
        closed_at,
        CASE WHEN on_scale THEN form_id END,
        CASE WHEN on_scale THEN date_trunc('month', closed_at AT TIME ZONE 'UTC')::date END,
        CASE WHEN on_scale THEN consulate END,
        CASE WHEN on_scale THEN service END,
        score,
        CASE WHEN on_scale THEN disposition = 'complete' END,
        CASE WHEN on_scale THEN entry_kind END
    FROM (
        SELECT *, number <= :scale AS on_scale,
            CASE WHEN number <= :scale AND random() > 0.03
                THEN 1 + width_bucket(random(), ARRAY[0.05, 0.12, 0.25, 0.6]) END AS score
        FROM (
            SELECT *, unnest(CAST(:questions AS text[])) AS question,
                generate_series(1, :asked) AS number
            FROM interview
        ) AS asked
    ) AS told
    LIMIT :answers
"""


def furnish(engine: Engine) -> None:
    """The network, and the survey that all answers are of."""
    version = {"checksum": "", "workbook": b"", "published_at": LAST.first_month}
    with engine.begin() as connection:
        connection.execute(insert(Consulate), [it.model_dump() for it in read()])
        form = {"form_id": FORM, "version": "1"}
        connection.execute(insert(SurveyVersion), [form | version])


def fill(engine: Engine, answers: int) -> None:
    """Exactly so many answers, in place of those that are there."""
    codes, services = sorted(it.code for it in read()), list(service_names())
    interviews = -(-answers // len(QUESTIONS))
    values = {
        "people": interviews // 10 + 1,
        "interviews": interviews,
        "answers": answers,
        "form": FORM,
        "consulates": codes,
        "offices": len(codes),
        "services": services,
        "kinds": len(services),
        "questions": list(QUESTIONS),
        "asked": len(QUESTIONS),
        "scale": len(SCALE),
    }
    with engine.begin() as connection:
        connection.execute(text("TRUNCATE respondent, interview, answer CASCADE"))
        connection.execute(text("SELECT setseed(0.5)"))
        connection.execute(text("SET LOCAL maintenance_work_mem = '1GB'"))
        with _bare(connection):
            for statement in (_RESPONDENTS, _INTERVIEWS, _ANSWERS):
                connection.execute(text(statement), values)
    vacuum(engine, "answer")
    say(f"{answers:,} answers are stored")


@contextmanager
def _bare(connection: Connection) -> Iterator[None]:
    """The two tables without keys and indices, which are made anew as they were."""
    before = _definitions(connection)
    keys, indices = before
    for table, name, _ in sorted(keys, key=lambda it: it[2].startswith("PRIMARY")):
        connection.execute(text(f"ALTER TABLE {table} DROP CONSTRAINT {name}"))
    for name, _ in indices:
        connection.execute(text(f"DROP INDEX {name}"))
    yield
    for table, name, definition in sorted(keys, key=lambda it: it[2].startswith("FOREIGN")):
        connection.execute(text(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}"))
    for _, definition in indices:
        connection.execute(text(definition))
    assert _definitions(connection) == before


def _definitions(connection: Connection) -> tuple[list[tuple], list[tuple]]:
    keys = """
        SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
        WHERE contype IN ('p', 'f', 'u')
            AND (conrelid = ANY(CAST(:tables AS regclass[]))
                OR confrelid = ANY(CAST(:tables AS regclass[])))
        ORDER BY 1, 2
    """
    indices = """
        SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
        WHERE indrelid = ANY(CAST(:tables AS regclass[]))
            AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)
        ORDER BY 1
    """
    found = [connection.execute(text(it), {"tables": _TABLES}) for it in (keys, indices)]
    return tuple([tuple(row) for row in rows] for rows in found)
