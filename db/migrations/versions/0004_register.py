"""The register of the plan: units, their observations, a period's steps, targets, editions."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_KEPT = ("period_step", "publication", "published_file")
_IS_KEPT = """
    CREATE FUNCTION register_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'the register of the plan is append-only'; END $$;
    CREATE FUNCTION observation_is_only_superseded() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF OLD.superseded_at IS NOT NULL OR NEW.superseded_at IS NULL
            OR to_jsonb(OLD) - 'superseded_at' - 'superseded_by'
                IS DISTINCT FROM to_jsonb(NEW) - 'superseded_at' - 'superseded_by'
        THEN RAISE EXCEPTION 'an observation is superseded once, and never changed'; END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER observation_stays BEFORE UPDATE ON observation
        FOR EACH ROW EXECUTE FUNCTION observation_is_only_superseded();
"""
_TRIGGERS = """
    CREATE TRIGGER {0}_is_kept BEFORE {1} ON {0}
        FOR EACH ROW EXECUTE FUNCTION register_is_append_only();
    CREATE TRIGGER {0}_is_not_emptied BEFORE TRUNCATE ON {0}
        FOR EACH STATEMENT EXECUTE FUNCTION register_is_append_only();
"""


def upgrade() -> None:
    op.create_table(
        "unit",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("directo", sa.ARRAY(sa.String()), nullable=False),
        sa.Column("subsidiario", sa.ARRAY(sa.String()), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("code"),
    )
    for table in ("staff_member", "staff_invitation"):
        op.add_column(
            table, sa.Column("units", sa.ARRAY(sa.String()), nullable=False, server_default="{}")
        )
        op.alter_column(table, "units", server_default=None)
    _observations()
    op.create_table(
        "period_step",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("last_month", sa.Date(), nullable=False),
        sa.Column("unit", sa.String(), nullable=True),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("comment", sa.String(), nullable=True),
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff_member.id"]),
        sa.ForeignKeyConstraint(["unit"], ["unit.code"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_period_step_period"), "period_step", ["period"])
    op.create_table(
        "target",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("series", sa.String(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("baseline", sa.Numeric(20, 4), nullable=True),
        sa.Column("baseline_period", sa.String(), nullable=False),
        sa.Column("goal", sa.Numeric(20, 4), nullable=False),
        sa.Column("green", sa.Numeric(7, 4), nullable=False),
        sa.Column("amber", sa.Numeric(7, 4), nullable=False),
        sa.Column("relevance", sa.Integer(), nullable=False),
        sa.Column("norm", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "target_in_force",
        "target",
        ["series", "period"],
        unique=True,
        postgresql_where=sa.text("superseded_at IS NULL"),
    )
    op.create_table(
        "publication",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("definitions", sa.String(), nullable=False),
        sa.Column("checksum", sa.String(), nullable=False),
        sa.Column("last_observation", sa.BigInteger(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["published_by"], ["staff_member.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("period", "edition", name="publication_edition"),
    )
    op.create_table(
        "published_file",
        sa.Column("publication_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["publication_id"], ["publication.id"]),
        sa.PrimaryKeyConstraint("publication_id", "name"),
    )
    op.execute(_IS_KEPT)
    op.execute(_TRIGGERS.format("observation", "DELETE"))
    for table in _KEPT:
        op.execute(_TRIGGERS.format(table, "UPDATE OR DELETE"))


def _observations() -> None:
    op.drop_index("observation_in_force", "observation")
    op.add_column("observation", sa.Column("last_month", sa.Date(), nullable=True))
    op.execute("UPDATE observation SET last_month = month")
    op.alter_column("observation", "last_month", nullable=False)
    op.alter_column("observation", "consulate", nullable=True)
    op.alter_column("observation", "value", nullable=True, type_=sa.Numeric(20, 4))
    op.add_column("observation", sa.Column("unit", sa.String(), nullable=True))
    for name in ("statement", "source", "reason"):
        op.add_column("observation", sa.Column(name, sa.String(), nullable=True))
    op.add_column("observation", sa.Column("superseded_by", sa.BigInteger(), nullable=True))
    op.create_foreign_key(None, "observation", "unit", ["unit"], ["code"])
    op.create_check_constraint(
        "observation_owner", "observation", "num_nonnulls(consulate, unit) = 1"
    )
    op.create_check_constraint("observation_months", "observation", "last_month >= month")
    op.create_index(
        "observation_in_force",
        "observation",
        ["series", "month", "last_month"],
        postgresql_include=["input", "consulate", "unit", "service", "value", "recorded_at"],
        postgresql_where=sa.text("superseded_at IS NULL"),
    )
    op.create_index(
        "observation_once_recorded",
        "observation",
        ["series", "input", "month", "last_month", "consulate", "unit", "service", "statement"],
        unique=True,
        postgresql_nulls_not_distinct=True,
        postgresql_where=sa.text("superseded_at IS NULL AND visit_id IS NULL"),
    )


def downgrade() -> None:
    """What units recorded has no place in the schema before."""
    for table in ("published_file", "publication", "target", "period_step"):
        op.drop_table(table)
    op.execute("DROP TRIGGER observation_stays ON observation")
    op.execute("DROP TRIGGER observation_is_kept ON observation")
    op.execute("DROP TRIGGER observation_is_not_emptied ON observation")
    op.execute("DROP FUNCTION observation_is_only_superseded()")
    op.execute("DROP FUNCTION register_is_append_only()")
    op.execute("DELETE FROM observation WHERE visit_id IS NULL")
    op.drop_index("observation_once_recorded", "observation")
    op.drop_index("observation_in_force", "observation")
    op.drop_constraint("observation_owner", "observation", type_="check")
    op.drop_constraint("observation_months", "observation", type_="check")
    for name in ("superseded_by", "reason", "source", "statement", "unit", "last_month"):
        op.drop_column("observation", name)
    op.alter_column("observation", "value", nullable=False, type_=sa.Integer())
    op.alter_column("observation", "consulate", nullable=False)
    op.create_index(
        "observation_in_force",
        "observation",
        ["series", "month", "consulate"],
        postgresql_include=["input", "service", "value"],
        postgresql_where=sa.text("superseded_at IS NULL"),
    )
    for table in ("staff_member", "staff_invitation"):
        op.drop_column(table, "units")
    op.drop_table("unit")
