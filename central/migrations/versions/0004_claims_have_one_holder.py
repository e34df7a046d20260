"""A claim has one holder, everything that happens to it is on record, and cashiers sign in"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

INDEXED = ("claim_id", "person_id", "holder")


def upgrade() -> None:
    # In place: to change a table otherwise, SQLite has to make it anew, and other tables' rows hang on these.
    op.add_column("kiosk", sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("visit", sa.Column("redeemed", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("claim", sa.Column("holder", sa.String(32), nullable=False, server_default=""))
    op.add_column("claim", sa.Column("wanted_by", sa.String(32), nullable=False, server_default=""))
    op.add_column("claim", sa.Column("given_at", sa.BigInteger(), nullable=True))
    op.add_column("claim", sa.Column("blocked", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute("UPDATE claim SET holder = kiosk_id")  # until now a claim never left its machine
    for name in INDEXED:
        op.create_index(op.f(f"ix_claim_{name}"), "claim", [name])
    _new_tables()


def _new_tables() -> None:
    op.create_table(
        "claim_deed",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kiosk_id", sa.String(32), nullable=False),
        sa.Column("claim_id", sa.String(100), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deed", sa.String(20), nullable=False),
        sa.Column("who", sa.String(50), nullable=False),
        sa.Column("at_counter", sa.Boolean(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=True),
        sa.Column("detail", sa.String(200), nullable=False),
        sa.ForeignKeyConstraint(
            ["kiosk_id", "claim_id"],
            ["claim.kiosk_id", "claim.claim_id"],
            name=op.f("fk_claim_deed_kiosk_id_claim_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim_deed")),
    )
    op.create_index(op.f("ix_claim_deed_kiosk_id_claim_id"), "claim_deed", ["kiosk_id", "claim_id"])
    op.create_index(op.f("ix_claim_deed_at"), "claim_deed", ["at"])
    op.create_table(
        "cashier",
        sa.Column("name", sa.String(32), nullable=False),
        sa.Column("password_hash", sa.String(200), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_cashier")),
    )
    op.create_table(
        "cashier_session",
        sa.Column("token_sha256", sa.String(64), nullable=False),
        sa.Column("cashier", sa.String(32), nullable=False),
        sa.Column("form_token", sa.String(64), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["cashier"], ["cashier.name"], name=op.f("fk_cashier_session_cashier")),
        sa.PrimaryKeyConstraint("token_sha256", name=op.f("pk_cashier_session")),
    )
    op.create_index(op.f("ix_cashier_session_cashier"), "cashier_session", ["cashier"])
    op.create_index(op.f("ix_cashier_session_ends_at"), "cashier_session", ["ends_at"])


def downgrade() -> None:
    for table in ("cashier_session", "cashier", "claim_deed"):
        op.drop_table(table)
    for name in INDEXED:
        op.drop_index(op.f(f"ix_claim_{name}"), "claim")
    op.execute("UPDATE claim SET state = 'open' WHERE state = 'wanted'")
    for name in ("holder", "wanted_by", "given_at", "blocked"):
        op.drop_column("claim", name)
    op.drop_column("visit", "redeemed")
    op.drop_column("kiosk", "seen_at")
