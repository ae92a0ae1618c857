"""Broadcasts with their ledger and budget; and procrastinate's own schema.

procrastinate_3_10_0.sql is that release's schema.sql, byte for byte (MIT, its authors).
"""

from collections.abc import Sequence
from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_PROCRASTINATE = Path(__file__).parents[1] / "procrastinate_3_10_0.sql"
_WITHOUT_PROCRASTINATE = r"""
    DO $$ DECLARE name text; BEGIN
        FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = current_schema()
            AND tablename LIKE 'procrastinate\_%' LOOP
            EXECUTE format('DROP TABLE %I CASCADE', name); END LOOP;
        FOR name IN SELECT p.oid::regprocedure::text FROM pg_proc p
            WHERE p.pronamespace = current_schema()::regnamespace
            AND proname LIKE 'procrastinate\_%' LOOP
            EXECUTE 'DROP FUNCTION ' || name || ' CASCADE'; END LOOP;
        FOR name IN SELECT typname FROM pg_type t
            WHERE t.typnamespace = current_schema()::regnamespace
            AND typname LIKE 'procrastinate\_%' AND typtype IN ('e', 'c') LOOP
            EXECUTE format('DROP TYPE %I CASCADE', name); END LOOP;
    END $$
"""


def upgrade() -> None:
    _run(_PROCRASTINATE.read_text("utf-8"))
    op.create_table(
        "budget",
        sa.Column("bot_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("tat", sa.DateTime(timezone=True), nullable=False),
        sa.Column("held_until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("bot_id"),
    )
    op.create_table(
        "broadcast",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("visit_id", sa.Uuid(), nullable=False),
        sa.Column("change_id", sa.Uuid(), nullable=True),
        sa.Column("consulate", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("writers", sa.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("draft", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("walked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("excluded", sa.JSON(), nullable=False),
        sa.Column("is_proved", sa.Boolean(), nullable=False),
        sa.Column("pause_reason", sa.String(), nullable=True),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("sent", sa.Integer(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("blocked", sa.Integer(), nullable=False),
        sa.Column("opted_out", sa.Integer(), nullable=False),
        sa.Column("unknown", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["change_id"],
            ["visit.id"],
        ),
        sa.ForeignKeyConstraint(
            ["consulate"],
            ["consulate.code"],
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"],
            ["staff_member.id"],
        ),
        sa.ForeignKeyConstraint(
            ["visit_id"],
            ["visit.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_broadcast_consulate"), "broadcast", ["consulate"], unique=False)
    op.create_index(op.f("ix_broadcast_state"), "broadcast", ["state"], unique=False)
    op.create_index(op.f("ix_broadcast_visit_id"), "broadcast", ["visit_id"], unique=False)
    op.create_table(
        "broadcast_text",
        sa.Column("broadcast_id", sa.Uuid(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("buttons", sa.JSON(), nullable=False),
        sa.Column("edited", sa.String(), nullable=True),
        sa.Column("edited_buttons", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["broadcast_id"],
            ["broadcast.id"],
        ),
        sa.PrimaryKeyConstraint("broadcast_id", "language"),
    )
    op.create_table(
        "broadcast_watch",
        sa.Column("broadcast_id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column("shown", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["broadcast_id"],
            ["broadcast.id"],
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"],
            ["staff_member.id"],
        ),
        sa.PrimaryKeyConstraint("broadcast_id", "staff_id"),
    )
    op.create_table(
        "delivery",
        sa.Column("broadcast_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("respondent_id", sa.Uuid(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("edits", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.SmallInteger(), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.SmallInteger(), nullable=False),
        sa.Column("grant_id", sa.Uuid(), nullable=True),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["broadcast_id"],
            ["broadcast.id"],
        ),
        sa.ForeignKeyConstraint(
            ["respondent_id"],
            ["respondent.id"],
        ),
        sa.PrimaryKeyConstraint("broadcast_id", "seq"),
    )
    op.create_index(
        "delivery_granted",
        "delivery",
        ["broadcast_id", "lease_until"],
        unique=False,
        postgresql_where=sa.text("state = 1"),
    )
    op.create_index(
        "delivery_of_person", "delivery", ["respondent_id", "granted_at"], unique=False
    )
    op.create_index(
        "delivery_waiting",
        "delivery",
        ["broadcast_id", "seq"],
        unique=False,
        postgresql_where=sa.text("state = 0"),
    )


def downgrade() -> None:
    op.drop_index("delivery_waiting", table_name="delivery", postgresql_where=sa.text("state = 0"))
    op.drop_index("delivery_of_person", table_name="delivery")
    op.drop_index("delivery_granted", table_name="delivery", postgresql_where=sa.text("state = 1"))
    op.drop_table("delivery")
    op.drop_table("broadcast_watch")
    op.drop_table("broadcast_text")
    op.drop_index(op.f("ix_broadcast_visit_id"), table_name="broadcast")
    op.drop_index(op.f("ix_broadcast_state"), table_name="broadcast")
    op.drop_index(op.f("ix_broadcast_consulate"), table_name="broadcast")
    op.drop_table("broadcast")
    op.drop_table("budget")
    _run(_WITHOUT_PROCRASTINATE)


def _run(script: str) -> None:
    """Past SQLAlchemy, which would take its colons and percent signs for parameters."""
    cursor = op.get_bind().connection.cursor()
    cursor.execute(script)
    cursor.close()
