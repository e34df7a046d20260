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
    # Rows from before know of neither: 0 is "not on file", an empty choice is what was printed then. The
    # defaults stay: to drop one, SQLite has to make the table anew, and other tables' rows hang on a student.
    for name in NEEDED:
        op.add_column("student", sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
    for table in CHOSEN:
        op.add_column(table, sa.Column("choice", sa.String(40), nullable=False, server_default=""))


def downgrade() -> None:
    for table in CHOSEN:
        op.drop_column(table, "choice")
    for name in NEEDED:
        op.drop_column("student", name)
