"""Counted answers, quickly: what people said at a consulate in a month."""

from collections.abc import Callable, Mapping
from datetime import date

import pytest
from sqlalchemy import Engine, insert, text

from analytics.frames import HEADLINE
from db.consulates import Consulate, read

FORM = "satisfaccion-consular"
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
def record(engine: Engine) -> Record:
    """Writes `{score: people}`; a score of None is "no aplica"."""
    with engine.begin() as connection:
        connection.execute(insert(Consulate), [office.model_dump() for office in read()])
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
            "consulate": consulate,
            "service": "pasaporte",
            "complete": True,
        } | unlike
        with engine.begin() as connection:
            connection.execute(
                _ANSWERS,
                [common | {"score": score, "people": n} for score, n in scores.items()],
            )

    return record
