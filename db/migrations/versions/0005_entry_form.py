"""An entry says which survey it leads to: until now there was one."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0005"
down_revision: str | None = "0004"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    consular = sa.text("'satisfaccion-consular'")
    op.add_column(
        "entry", sa.Column("form_id", sa.String(), server_default=consular, nullable=False)
    )


def downgrade() -> None:
    op.drop_column("entry", "form_id")
