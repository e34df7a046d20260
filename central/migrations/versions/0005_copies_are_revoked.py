"""A clerk may revoke a copy, and says why"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "revoked_copy",
        sa.Column("serial", sa.String(20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("clerk", sa.String(50), nullable=False),
        sa.Column("reason", sa.String(200), nullable=False),
        sa.ForeignKeyConstraint(["serial"], ["copy.serial"], name=op.f("fk_revoked_copy_serial")),
        sa.PrimaryKeyConstraint("serial", name=op.f("pk_revoked_copy")),
    )


def downgrade() -> None:
    op.drop_table("revoked_copy")
