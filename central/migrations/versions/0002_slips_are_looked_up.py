"""Receipts are found by their number, and a claim tells when it was paid"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("claim") as batch_op:
        batch_op.add_column(sa.Column("paid_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("orders") as batch_op:
        batch_op.create_index(
            batch_op.f("ix_orders_kiosk_id_receipt_no"), ["kiosk_id", "receipt_no"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("orders") as batch_op:
        batch_op.drop_index(batch_op.f("ix_orders_kiosk_id_receipt_no"))
    with op.batch_alter_table("claim") as batch_op:
        batch_op.drop_column("paid_at")
