"""Staff with their audit log, visits, attendances and observations."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_APPEND_ONLY = """
    CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'the audit log is append-only'; END $$;
    CREATE TRIGGER audit_entry_stays BEFORE UPDATE OR DELETE ON audit_entry
        FOR EACH ROW EXECUTE FUNCTION audit_is_append_only();
    CREATE TRIGGER audit_entry_is_kept BEFORE TRUNCATE ON audit_entry
        FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only();
"""


def upgrade() -> None:
    op.create_table(
        "staff_invitation",
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("consulates", sa.ARRAY(sa.String()), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("code_hash"),
    )
    op.create_table(
        "visit",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("consulate", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("replaces", sa.Uuid(), nullable=True),
        sa.Column("writers", sa.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("town", sa.String(), nullable=True),
        sa.Column("place", sa.String(), nullable=True),
        sa.Column("latitude", sa.Float(), nullable=True),
        sa.Column("longitude", sa.Float(), nullable=True),
        sa.Column("timezone", sa.String(), nullable=True),
        sa.Column("first_day", sa.Date(), nullable=True),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("opens", sa.Time(), nullable=True),
        sa.Column("closes", sa.Time(), nullable=True),
        sa.Column("fold", sa.SmallInteger(), nullable=True),
        sa.Column("services", sa.ARRAY(sa.String()), nullable=True),
        sa.Column("requirements", sa.String(), nullable=True),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("contact", sa.String(), nullable=True),
        sa.Column("flyer", sa.Boolean(), nullable=True),
        sa.Column("announced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["consulate"],
            ["consulate.code"],
        ),
        sa.ForeignKeyConstraint(
            ["replaces"],
            ["visit.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_visit_consulate"), "visit", ["consulate"], unique=False)
    op.create_table(
        "flyer",
        sa.Column("visit_id", sa.Uuid(), nullable=False),
        sa.Column("picture", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["visit_id"],
            ["visit.id"],
        ),
        sa.PrimaryKeyConstraint("visit_id"),
    )
    op.create_table(
        "staff_member",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(), nullable=False),
        sa.Column("telegram_id", sa.LargeBinary(), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("consulates", sa.ARRAY(sa.String()), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("visit", sa.Uuid(), nullable=True),
        sa.Column("asking", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["visit"],
            ["visit.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("fingerprint"),
    )
    op.create_table(
        "audit_entry",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("consulate", sa.String(), nullable=True),
        sa.Column("subject", sa.String(), nullable=True),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consulate"],
            ["consulate.code"],
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"],
            ["staff_member.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_audit_entry_consulate"), "audit_entry", ["consulate"], unique=False)
    op.create_table(
        "observation",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("series", sa.String(), nullable=False),
        sa.Column("input", sa.String(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("consulate", sa.String(), nullable=False),
        sa.Column("service", sa.String(), nullable=True),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Uuid(), nullable=True),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("value >= 0", name="observation_value"),
        sa.ForeignKeyConstraint(
            ["consulate"],
            ["consulate.code"],
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by"],
            ["staff_member.id"],
        ),
        sa.ForeignKeyConstraint(
            ["visit_id"],
            ["visit.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "observation_in_force",
        "observation",
        ["series", "month", "consulate"],
        unique=False,
        postgresql_include=["input", "service", "value"],
        postgresql_where=sa.text("superseded_at IS NULL"),
    )
    op.create_index(
        "observation_once",
        "observation",
        ["visit_id", "series", "service"],
        unique=True,
        postgresql_nulls_not_distinct=True,
        postgresql_where=sa.text("superseded_at IS NULL AND visit_id IS NOT NULL"),
    )
    op.create_table(
        "attendance",
        sa.Column("visit_id", sa.Uuid(), nullable=False),
        sa.Column("respondent_id", sa.Uuid(), nullable=False),
        sa.Column("going", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["respondent_id"],
            ["respondent.id"],
        ),
        sa.ForeignKeyConstraint(
            ["visit_id"],
            ["visit.id"],
        ),
        sa.PrimaryKeyConstraint("visit_id", "respondent_id"),
    )
    op.create_index(
        op.f("ix_attendance_respondent_id"), "attendance", ["respondent_id"], unique=False
    )
    op.add_column("entry", sa.Column("visit", sa.Uuid(), nullable=True))
    op.create_index(op.f("ix_entry_visit"), "entry", ["visit"], unique=False)
    op.create_foreign_key(None, "entry", "visit", ["visit"], ["id"])
    op.add_column("interview", sa.Column("visit", sa.Uuid(), nullable=True))
    op.create_index(op.f("ix_interview_visit"), "interview", ["visit"], unique=False)
    op.create_foreign_key(None, "interview", "visit", ["visit"], ["id"])
    op.add_column("respondent", sa.Column("consulate", sa.String(), nullable=True))
    op.alter_column("respondent", "greeted_at", nullable=True)
    op.add_column("respondent", sa.Column("blocked_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(op.f("ix_respondent_consulate"), "respondent", ["consulate"], unique=False)
    op.create_foreign_key(None, "respondent", "consulate", ["consulate"], ["code"])
    op.execute(_APPEND_ONLY)


def downgrade() -> None:
    op.drop_index(op.f("ix_respondent_consulate"), table_name="respondent")
    op.drop_column("respondent", "blocked_at")
    op.execute("UPDATE respondent SET greeted_at = 'epoch' WHERE greeted_at IS NULL")
    op.alter_column("respondent", "greeted_at", nullable=False)
    op.drop_column("respondent", "consulate")
    op.drop_index(op.f("ix_interview_visit"), table_name="interview")
    op.drop_column("interview", "visit")
    op.drop_index(op.f("ix_entry_visit"), table_name="entry")
    op.drop_column("entry", "visit")
    op.drop_index(op.f("ix_attendance_respondent_id"), table_name="attendance")
    op.drop_table("attendance")
    op.drop_index(
        "observation_once",
        table_name="observation",
        postgresql_nulls_not_distinct=True,
        postgresql_where=sa.text("superseded_at IS NULL AND visit_id IS NOT NULL"),
    )
    op.drop_index(
        "observation_in_force",
        table_name="observation",
        postgresql_include=["input", "service", "value"],
        postgresql_where=sa.text("superseded_at IS NULL"),
    )
    op.drop_table("observation")
    op.drop_index(op.f("ix_audit_entry_consulate"), table_name="audit_entry")
    op.drop_table("audit_entry")
    op.drop_table("staff_member")
    op.drop_table("flyer")
    op.drop_index(op.f("ix_visit_consulate"), table_name="visit")
    op.drop_table("visit")
    op.drop_table("staff_invitation")
    op.execute("DROP FUNCTION audit_is_append_only")
