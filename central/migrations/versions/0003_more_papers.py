"""What graduation takes, and which semester or rank a paper was asked for"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

NEEDED = ("needed_required", "needed_elective", "needed_general")
CHOSEN = ("order_line", "copy")


def upgrade() -> None:
    # Rows from before know of neither: 0 is "not on file", an empty choice is what was printed then.
    with op.batch_alter_table("student") as batch_op:
        for name in NEEDED:
            batch_op.add_column(sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
    for table in CHOSEN:
        with op.batch_alter_table(table) as batch_op:
            batch_op.add_column(sa.Column("choice", sa.String(40), nullable=False, server_default=""))
    with op.batch_alter_table("student") as batch_op:
        for name in NEEDED:
            batch_op.alter_column(name, server_default=None)
    for table in CHOSEN:
        with op.batch_alter_table(table) as batch_op:
            batch_op.alter_column("choice", server_default=None)


def downgrade() -> None:
    for table in CHOSEN:
        with op.batch_alter_table(table) as batch_op:
            batch_op.drop_column("choice")
    with op.batch_alter_table("student") as batch_op:
        for name in NEEDED:
            batch_op.drop_column(name)
