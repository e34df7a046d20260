"""First tables"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "kiosk",
        sa.Column("kiosk_id", sa.String(length=32), nullable=False),
        sa.Column("place_zh", sa.String(length=100), nullable=False),
        sa.Column("api_key_sha256", sa.String(length=64), nullable=False),
        sa.Column("claim_key", sa.String(length=64), nullable=False),
        sa.Column("acked_seq", sa.BigInteger(), nullable=False),
        sa.Column("acked_hash", sa.String(length=64), nullable=False),
        sa.Column("quarantined_seq", sa.BigInteger(), nullable=True),
        sa.Column("quarantined_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("kiosk_id", name=op.f("pk_kiosk")),
    )
    op.create_table(
        "serial_counter",
        sa.Column("prefix", sa.String(length=8), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("prefix", name=op.f("pk_serial_counter")),
    )
    op.create_table(
        "student",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.String(length=20), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("birth", sa.Date(), nullable=False),
        sa.Column("name_zh", sa.String(length=100), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("level", sa.String(length=20), nullable=False),
        sa.Column("college_zh", sa.String(length=100), nullable=False),
        sa.Column("college_en", sa.String(length=200), nullable=False),
        sa.Column("department_zh", sa.String(length=100), nullable=False),
        sa.Column("department_en", sa.String(length=200), nullable=False),
        sa.Column("programme_zh", sa.String(length=100), nullable=False),
        sa.Column("programme_en", sa.String(length=200), nullable=False),
        sa.Column("study_year", sa.Integer(), nullable=False),
        sa.Column("class_zh", sa.String(length=50), nullable=False),
        sa.Column("admitted", sa.Date(), nullable=False),
        sa.Column("graduated", sa.Date(), nullable=True),
        sa.Column("registered", sa.Boolean(), nullable=False),
        sa.Column("minor_zh", sa.String(length=100), nullable=False),
        sa.Column("minor_en", sa.String(length=200), nullable=False),
        sa.Column("second_major_zh", sa.String(length=100), nullable=False),
        sa.Column("second_major_en", sa.String(length=200), nullable=False),
        sa.Column("degree_zh", sa.String(length=100), nullable=False),
        sa.Column("degree_en", sa.String(length=200), nullable=False),
        sa.Column("rank_class", sa.String(length=20), nullable=False),
        sa.Column("rank_department", sa.String(length=20), nullable=False),
        sa.Column("invented", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_student")),
        sa.UniqueConstraint("number", name=op.f("uq_student_number")),
        sa.UniqueConstraint("person_id", name=op.f("uq_student_person_id")),
    )
    op.create_table(
        "throttle",
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("window_ends", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_throttle")),
    )
    with op.batch_alter_table("throttle", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_throttle_window_ends"), ["window_ends"], unique=False)

    op.create_table(
        "alarm",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kiosk_id", sa.String(length=32), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["kiosk_id"], ["kiosk.kiosk_id"], name=op.f("fk_alarm_kiosk_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alarm")),
        sa.UniqueConstraint("kiosk_id", "seq", "kind", name=op.f("uq_alarm_kiosk_id_seq_kind")),
    )
    op.create_table(
        "claim",
        sa.Column("kiosk_id", sa.String(length=32), nullable=False),
        sa.Column("claim_id", sa.String(length=100), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.String(length=20), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("code_sha256", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["kiosk_id"], ["kiosk.kiosk_id"], name=op.f("fk_claim_kiosk_id")),
        sa.PrimaryKeyConstraint("kiosk_id", "claim_id", name=op.f("pk_claim")),
        sa.UniqueConstraint("code_sha256", name=op.f("uq_claim_code_sha256")),
    )
    op.create_table(
        "journal",
        sa.Column("kiosk_id", sa.String(length=32), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("boot_id", sa.String(length=100), nullable=False),
        sa.Column("mono_ns", sa.BigInteger(), nullable=False),
        sa.Column("wall_utc", sa.String(length=40), nullable=False),
        sa.Column("clock_quality", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("visit_id", sa.String(length=100), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("prev_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(["kiosk_id"], ["kiosk.kiosk_id"], name=op.f("fk_journal_kiosk_id")),
        sa.PrimaryKeyConstraint("kiosk_id", "seq", name=op.f("pk_journal")),
    )
    op.create_table(
        "orders",
        sa.Column("order_id", sa.String(length=100), nullable=False),
        sa.Column("kiosk_id", sa.String(length=32), nullable=False),
        sa.Column("visit_id", sa.String(length=100), nullable=False),
        sa.Column("student_id", sa.Integer(), nullable=False),
        sa.Column("body_sha256", sa.String(length=64), nullable=False),
        sa.Column("price", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("paid_seq", sa.BigInteger(), nullable=True),
        sa.Column("inserted", sa.Integer(), nullable=True),
        sa.Column("receipt_no", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["kiosk_id"], ["kiosk.kiosk_id"], name=op.f("fk_orders_kiosk_id")),
        sa.ForeignKeyConstraint(["student_id"], ["student.id"], name=op.f("fk_orders_student_id")),
        sa.PrimaryKeyConstraint("order_id", name=op.f("pk_orders")),
    )
    op.create_table(
        "semester",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("student_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("term", sa.Integer(), nullable=False),
        sa.Column("conduct", sa.Integer(), nullable=True),
        sa.Column("rank_class", sa.String(length=20), nullable=False),
        sa.Column("rank_department", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["student_id"], ["student.id"], name=op.f("fk_semester_student_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_semester")),
        sa.UniqueConstraint("student_id", "year", "term", name=op.f("uq_semester_student_id_year_term")),
    )
    op.create_table(
        "thesis",
        sa.Column("student_id", sa.Integer(), nullable=False),
        sa.Column("title_zh", sa.String(length=300), nullable=False),
        sa.Column("title_en", sa.String(length=500), nullable=False),
        sa.Column("advisor_zh", sa.String(length=100), nullable=False),
        sa.Column("advisor_en", sa.String(length=200), nullable=False),
        sa.Column("exam_date", sa.Date(), nullable=False),
        sa.Column("exam_score", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["student_id"], ["student.id"], name=op.f("fk_thesis_student_id")),
        sa.PrimaryKeyConstraint("student_id", name=op.f("pk_thesis")),
    )
    op.create_table(
        "transfer",
        sa.Column("student_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("name_zh", sa.String(length=100), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=False),
        sa.Column("credits", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["student_id"], ["student.id"], name=op.f("fk_transfer_student_id")),
        sa.PrimaryKeyConstraint("student_id", "position", name=op.f("pk_transfer")),
    )
    op.create_table(
        "visit",
        sa.Column("kiosk_id", sa.String(length=32), nullable=False),
        sa.Column("visit_id", sa.String(length=100), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("inserted", sa.Integer(), nullable=False),
        sa.Column("price", sa.Integer(), nullable=False),
        sa.Column("paid_out", sa.Integer(), nullable=False),
        sa.Column("owed", sa.Integer(), nullable=False),
        sa.Column("suspense", sa.Integer(), nullable=False),
        sa.Column("balanced", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["kiosk_id"], ["kiosk.kiosk_id"], name=op.f("fk_visit_kiosk_id")),
        sa.PrimaryKeyConstraint("kiosk_id", "visit_id", name=op.f("pk_visit")),
    )
    op.create_table(
        "copy",
        sa.Column("serial", sa.String(length=20), nullable=False),
        sa.Column("order_id", sa.String(length=100), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("student_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("template", sa.String(length=40), nullable=False),
        sa.Column("check_code", sa.String(length=8), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("masked_name", sa.String(length=100), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("data_sha256", sa.String(length=64), nullable=False),
        sa.Column("content_sha256", sa.String(length=64), nullable=False),
        sa.Column("payload", sa.String(length=600), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["orders.order_id"], name=op.f("fk_copy_order_id")),
        sa.ForeignKeyConstraint(["student_id"], ["student.id"], name=op.f("fk_copy_student_id")),
        sa.PrimaryKeyConstraint("serial", name=op.f("pk_copy")),
    )
    with op.batch_alter_table("copy", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_copy_order_id"), ["order_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_copy_student_id_code"), ["student_id", "code"], unique=False)

    op.create_table(
        "course",
        sa.Column("semester_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("name_zh", sa.String(length=100), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=False),
        sa.Column("credits", sa.Integer(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("remark", sa.String(length=20), nullable=False),
        sa.Column("counts_for", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["semester_id"], ["semester.id"], name=op.f("fk_course_semester_id")),
        sa.PrimaryKeyConstraint("semester_id", "position", name=op.f("pk_course")),
    )
    op.create_table(
        "order_line",
        sa.Column("order_id", sa.String(length=100), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("copies", sa.Integer(), nullable=False),
        sa.Column("fee", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["orders.order_id"], name=op.f("fk_order_line_order_id")),
        sa.PrimaryKeyConstraint("order_id", "position", name=op.f("pk_order_line")),
    )


def downgrade() -> None:
    op.drop_table("order_line")
    op.drop_table("course")
    with op.batch_alter_table("copy", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_copy_student_id_code"))
        batch_op.drop_index(batch_op.f("ix_copy_order_id"))

    op.drop_table("copy")
    op.drop_table("visit")
    op.drop_table("transfer")
    op.drop_table("thesis")
    op.drop_table("semester")
    op.drop_table("orders")
    op.drop_table("journal")
    op.drop_table("claim")
    op.drop_table("alarm")
    with op.batch_alter_table("throttle", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_throttle_window_ends"))

    op.drop_table("throttle")
    op.drop_table("student")
    op.drop_table("serial_counter")
    op.drop_table("kiosk")
