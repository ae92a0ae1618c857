"""Consulates, people, consent, entries, surveys, interviews, answers, updates."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0001"
down_revision: str | None = None
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "consulate",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("city", sa.String(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("timezone", sa.String(), nullable=False),
        sa.Column("latitude", sa.Numeric(), nullable=False),
        sa.Column("longitude", sa.Numeric(), nullable=False),
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("code"),
    )
    op.create_table(
        "dead_letter",
        sa.Column("bot_id", sa.BigInteger(), nullable=False),
        sa.Column("update_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("bot_id", "update_id"),
    )
    op.create_table(
        "installation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("proof", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("id = 1", name="installation_is_one"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "seen_update",
        sa.Column("bot_id", sa.BigInteger(), nullable=False),
        sa.Column("update_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("bot_id", "update_id"),
    )
    op.create_index(op.f("ix_seen_update_at"), "seen_update", ["at"], unique=False)
    op.create_table(
        "survey_version",
        sa.Column("form_id", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("checksum", sa.String(), nullable=False),
        sa.Column("workbook", sa.LargeBinary(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("form_id", "version"),
    )
    op.create_table(
        "entry",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("consulate", sa.String(), nullable=False),
        sa.Column("service", sa.String(), nullable=True),
        sa.Column("service_date", sa.Date(), nullable=True),
        sa.CheckConstraint("length(code) <= 40", name="entry_code_fits_a_button"),
        sa.ForeignKeyConstraint(
            ["consulate"],
            ["consulate.code"],
        ),
        sa.PrimaryKeyConstraint("code"),
    )
    op.create_index(op.f("ix_entry_consulate"), "entry", ["consulate"], unique=False)
    op.create_table(
        "respondent",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(), nullable=True),
        sa.Column("telegram_id", sa.LargeBinary(), nullable=True),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("entry", sa.String(), nullable=True),
        sa.Column("greeted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry"],
            ["entry.code"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("fingerprint"),
    )
    op.create_table(
        "consent",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("respondent_id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("text_version", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["respondent_id"],
            ["respondent.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "consent_in_force",
        "consent",
        ["respondent_id", "purpose", "text_version"],
        unique=True,
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )
    op.create_table(
        "interview",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("respondent_id", sa.Uuid(), nullable=False),
        sa.Column("form_id", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("consulate", sa.String(), nullable=True),
        sa.Column("service", sa.String(), nullable=True),
        sa.Column("service_date", sa.Date(), nullable=True),
        sa.Column("entry", sa.String(), nullable=True),
        sa.Column("entry_kind", sa.String(), nullable=False),
        sa.Column("wave", sa.Integer(), nullable=True),
        sa.Column("at", sa.String(), nullable=True),
        sa.Column("turn", sa.String(), nullable=False),
        sa.Column("marked", sa.JSON(), nullable=False),
        sa.Column("disposition", sa.String(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["consulate"],
            ["consulate.code"],
        ),
        sa.ForeignKeyConstraint(
            ["entry"],
            ["entry.code"],
        ),
        sa.ForeignKeyConstraint(
            ["form_id", "version"],
            ["survey_version.form_id", "survey_version.version"],
        ),
        sa.ForeignKeyConstraint(
            ["respondent_id"],
            ["respondent.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "interview_open",
        "interview",
        ["respondent_id"],
        unique=True,
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_index(
        op.f("ix_interview_respondent_id"), "interview", ["respondent_id"], unique=False
    )
    op.create_table(
        "answer",
        sa.Column("interview_id", sa.Uuid(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("form_id", sa.String(), nullable=True),
        sa.Column("month", sa.Date(), nullable=True),
        sa.Column("consulate", sa.String(), nullable=True),
        sa.Column("service", sa.String(), nullable=True),
        sa.Column("score", sa.SmallInteger(), nullable=True),
        sa.Column("complete", sa.Boolean(), nullable=True),
        sa.Column("entry_kind", sa.String(), nullable=True),
        sa.Column("wave", sa.Integer(), nullable=True),
        sa.CheckConstraint("score BETWEEN 1 AND 5", name="answer_score"),
        sa.ForeignKeyConstraint(
            ["interview_id"],
            ["interview.id"],
        ),
        sa.PrimaryKeyConstraint("interview_id", "question"),
    )
    op.create_index(
        "answer_counted",
        "answer",
        ["form_id", "question", "month", "consulate"],
        unique=False,
        postgresql_include=["service", "score", "complete", "entry_kind", "wave"],
        postgresql_where=sa.text("month IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index(
        "answer_counted",
        table_name="answer",
        postgresql_include=["service", "score", "complete", "entry_kind", "wave"],
        postgresql_where=sa.text("month IS NOT NULL"),
    )
    op.drop_table("answer")
    op.drop_index(op.f("ix_interview_respondent_id"), table_name="interview")
    op.drop_index(
        "interview_open", table_name="interview", postgresql_where=sa.text("closed_at IS NULL")
    )
    op.drop_table("interview")
    op.drop_index(
        "consent_in_force", table_name="consent", postgresql_where=sa.text("withdrawn_at IS NULL")
    )
    op.drop_table("consent")
    op.drop_table("respondent")
    op.drop_index(op.f("ix_entry_consulate"), table_name="entry")
    op.drop_table("entry")
    op.drop_table("survey_version")
    op.drop_index(op.f("ix_seen_update_at"), table_name="seen_update")
    op.drop_table("seen_update")
    op.drop_table("installation")
    op.drop_table("dead_letter")
    op.drop_table("consulate")
