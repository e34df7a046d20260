"""The tables. Migrations make them; nothing else does."""

from __future__ import annotations

from datetime import UTC, date, datetime
from enum import StrEnum

from sqlalchemy import (
    BigInteger,
    DateTime,
    Dialect,
    Enum,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    MetaData,
    String,
    Text,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from central.record import CountsFor, CourseKind, Level, Remark
from kiosk.catalogue import Status


class OrderState(StrEnum):
    """What is stored. An order that stays ISSUED too long counts as expired, see `central.ordering`."""

    ISSUED = "issued"
    PAID = "paid"
    DELIVERED = "delivered"
    PARTLY_DELIVERED = "partly-delivered"


class CopyState(StrEnum):
    ISSUED = "issued"
    DELIVERED = "delivered"
    VOID = "void"
    UNKNOWN_DELIVERY = "unknown-delivery"


class ClaimState(StrEnum):
    OPEN = "open"
    WANTED = "wanted"  # somebody else than its holder asked for it
    PAID = "paid"


class Deed(StrEnum):
    """What happened to a claim."""

    ISSUED = "issued"
    WANTED = "wanted"
    HANDED_OVER = "handed-over"
    GIVEN = "given"
    TAKEN_OVER = "taken-over"
    NOT_TAKEN = "not-taken"
    LET_GO = "let-go"
    PAID = "paid"
    CONTRADICTED = "contradicted"
    UNBLOCKED = "unblocked"
    HOLDER_LOST = "holder-lost"


class RowState(StrEnum):
    """What became of a journal row here."""

    STORED = "stored"
    APPLIED = "applied"
    PARKED = "parked"


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC moment in every database; SQLite would forget the zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def words(kind: type[StrEnum], length: int = 20) -> Enum:
    """An enumeration stored as its words, so that a new word needs no migration."""
    return Enum(kind, native_enum=False, length=length, values_callable=lambda e: [one.value for one in e])


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads it from the class
        datetime: UtcDateTime(),
        Status: words(Status),
        Level: words(Level),
        CourseKind: words(CourseKind),
        Remark: words(Remark),
        CountsFor: words(CountsFor),
        OrderState: words(OrderState),
        CopyState: words(CopyState),
        ClaimState: words(ClaimState),
        Deed: words(Deed),
        RowState: words(RowState),
    }


# ---- Students ------------------------------------------------------------------------------------


class Student(Base):
    __tablename__ = "student"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[str] = mapped_column(String(20), unique=True)  # random, never made from the number
    number: Mapped[str] = mapped_column(String(20), unique=True)
    birth: Mapped[date]
    name_zh: Mapped[str] = mapped_column(String(100))
    name_en: Mapped[str] = mapped_column(String(200))
    status: Mapped[Status]
    level: Mapped[Level]
    college_zh: Mapped[str] = mapped_column(String(100))
    college_en: Mapped[str] = mapped_column(String(200))
    department_zh: Mapped[str] = mapped_column(String(100))
    department_en: Mapped[str] = mapped_column(String(200))
    programme_zh: Mapped[str] = mapped_column(String(100))
    programme_en: Mapped[str] = mapped_column(String(200))
    study_year: Mapped[int]
    class_zh: Mapped[str] = mapped_column(String(50))
    admitted: Mapped[date]
    graduated: Mapped[date | None]
    registered: Mapped[bool]
    minor_zh: Mapped[str] = mapped_column(String(100))
    minor_en: Mapped[str] = mapped_column(String(200))
    second_major_zh: Mapped[str] = mapped_column(String(100))
    second_major_en: Mapped[str] = mapped_column(String(200))
    degree_zh: Mapped[str] = mapped_column(String(100))
    degree_en: Mapped[str] = mapped_column(String(200))
    rank_class: Mapped[str] = mapped_column(String(20))
    rank_department: Mapped[str] = mapped_column(String(20))
    needed_required: Mapped[int]  # credits to graduate
    needed_elective: Mapped[int]
    needed_general: Mapped[int]
    invented: Mapped[bool]  # not a real person: every paper is marked as a specimen

    semesters: Mapped[list[SemesterRow]] = relationship(
        order_by="SemesterRow.position", cascade="all, delete-orphan"
    )
    transfers: Mapped[list[TransferRow]] = relationship(
        order_by="TransferRow.position", cascade="all, delete-orphan"
    )
    thesis: Mapped[ThesisRow | None] = relationship(cascade="all, delete-orphan")


class SemesterRow(Base):
    __tablename__ = "semester"
    __table_args__ = (UniqueConstraint("student_id", "year", "term"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    student_id: Mapped[int] = mapped_column(ForeignKey("student.id"))
    position: Mapped[int]
    year: Mapped[int]
    term: Mapped[int]
    conduct: Mapped[int | None]
    rank_class: Mapped[str] = mapped_column(String(20))
    rank_department: Mapped[str] = mapped_column(String(20))

    courses: Mapped[list[CourseRow]] = relationship(
        order_by="CourseRow.position", cascade="all, delete-orphan"
    )


class CourseRow(Base):
    __tablename__ = "course"

    semester_id: Mapped[int] = mapped_column(ForeignKey("semester.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[CourseKind]
    name_zh: Mapped[str] = mapped_column(String(100))
    name_en: Mapped[str] = mapped_column(String(200))
    credits: Mapped[int]
    score: Mapped[int | None]
    remark: Mapped[Remark]
    counts_for: Mapped[CountsFor]


class TransferRow(Base):
    __tablename__ = "transfer"

    student_id: Mapped[int] = mapped_column(ForeignKey("student.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[CourseKind]
    name_zh: Mapped[str] = mapped_column(String(100))
    name_en: Mapped[str] = mapped_column(String(200))
    credits: Mapped[int]


class ThesisRow(Base):
    __tablename__ = "thesis"

    student_id: Mapped[int] = mapped_column(ForeignKey("student.id"), primary_key=True)
    title_zh: Mapped[str] = mapped_column(String(300))
    title_en: Mapped[str] = mapped_column(String(500))
    advisor_zh: Mapped[str] = mapped_column(String(100))
    advisor_en: Mapped[str] = mapped_column(String(200))
    exam_date: Mapped[date]
    exam_score: Mapped[int]


# ---- Kiosks and their journals ---------------------------------------------------------------------


class Kiosk(Base):
    __tablename__ = "kiosk"

    kiosk_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    place_zh: Mapped[str] = mapped_column(String(100))
    api_key_sha256: Mapped[str] = mapped_column(String(64))
    claim_key: Mapped[str] = mapped_column(String(64))
    acked_seq: Mapped[int] = mapped_column(BigInteger)
    acked_hash: Mapped[str] = mapped_column(String(64))
    quarantined_seq: Mapped[int | None] = mapped_column(BigInteger)  # the row that gave it away
    quarantined_at: Mapped[datetime | None]
    seen_at: Mapped[datetime | None]  # when it last asked for anything to do with its journal


class Journal(Base):
    """A kiosk's row as it came, and what became of it here."""

    __tablename__ = "journal"

    kiosk_id: Mapped[str] = mapped_column(ForeignKey("kiosk.kiosk_id"), primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    boot_id: Mapped[str] = mapped_column(String(100))
    mono_ns: Mapped[int] = mapped_column(BigInteger)
    wall_utc: Mapped[str] = mapped_column(String(40))
    clock_quality: Mapped[str] = mapped_column(String(20))
    kind: Mapped[str] = mapped_column(String(60))
    visit_id: Mapped[str] = mapped_column(String(100))
    body: Mapped[str] = mapped_column(Text)
    prev_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))
    received_at: Mapped[datetime]
    state: Mapped[RowState]
    reason: Mapped[str] = mapped_column(String(60))


class Alarm(Base):
    """Something a person has to look at."""

    __tablename__ = "alarm"
    __table_args__ = (UniqueConstraint("kiosk_id", "seq", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kiosk_id: Mapped[str] = mapped_column(ForeignKey("kiosk.kiosk_id"))
    seq: Mapped[int] = mapped_column(BigInteger)
    kind: Mapped[str] = mapped_column(String(60))
    detail: Mapped[str] = mapped_column(Text)
    raised_at: Mapped[datetime]


# ---- Orders, copies and what the journal told about them ----------------------------------------------


class Order(Base):
    __tablename__ = "orders"
    __table_args__ = (Index(None, "kiosk_id", "receipt_no"),)

    order_id: Mapped[str] = mapped_column(String(100), primary_key=True)
    kiosk_id: Mapped[str] = mapped_column(ForeignKey("kiosk.kiosk_id"))
    visit_id: Mapped[str] = mapped_column(String(100))
    student_id: Mapped[int] = mapped_column(ForeignKey("student.id"))
    body_sha256: Mapped[str] = mapped_column(String(64))
    price: Mapped[int]
    state: Mapped[OrderState]
    created_at: Mapped[datetime]
    paid_seq: Mapped[int | None] = mapped_column(BigInteger)  # the journal row that paid it
    inserted: Mapped[int | None]
    receipt_no: Mapped[int | None] = mapped_column(BigInteger)

    student: Mapped[Student] = relationship()
    lines: Mapped[list[OrderLine]] = relationship(order_by="OrderLine.position")
    copies: Mapped[list[Copy]] = relationship(order_by="Copy.position", back_populates="order")


class OrderLine(Base):
    __tablename__ = "order_line"

    order_id: Mapped[str] = mapped_column(ForeignKey("orders.order_id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(12))
    choice: Mapped[str] = mapped_column(String(40))  # as 113-1; empty where there is nothing to choose
    copies: Mapped[int]
    fee: Mapped[int]


class Copy(Base):
    """One paper that may exist in the world. `content_sha256` leaves out what differs from copy to copy."""

    __tablename__ = "copy"
    __table_args__ = (Index(None, "student_id", "code"),)

    serial: Mapped[str] = mapped_column(String(20), primary_key=True)
    order_id: Mapped[str] = mapped_column(ForeignKey("orders.order_id"), index=True)
    position: Mapped[int]
    student_id: Mapped[int] = mapped_column(ForeignKey("student.id"))
    code: Mapped[str] = mapped_column(String(12))
    choice: Mapped[str] = mapped_column(String(40))
    template: Mapped[str] = mapped_column(String(40))
    check_code: Mapped[str] = mapped_column(String(8))
    issued_on: Mapped[date]
    issued_at: Mapped[datetime]
    masked_name: Mapped[str] = mapped_column(String(100))
    data: Mapped[str] = mapped_column(Text)
    data_sha256: Mapped[str] = mapped_column(String(64))
    content_sha256: Mapped[str] = mapped_column(String(64))
    payload: Mapped[str] = mapped_column(String(600))
    state: Mapped[CopyState]

    order: Mapped[Order] = relationship(back_populates="copies")


class RevokedCopy(Base):
    """A paper that a clerk took back. The reason is not shown to the public."""

    __tablename__ = "revoked_copy"

    serial: Mapped[str] = mapped_column(ForeignKey("copy.serial"), primary_key=True)
    at: Mapped[datetime]
    clerk: Mapped[str] = mapped_column(String(50))
    reason: Mapped[str] = mapped_column(String(200))


class SerialCounter(Base):
    """The last number given out, per academic year and letter; none is skipped."""

    __tablename__ = "serial_counter"

    prefix: Mapped[str] = mapped_column(String(8), primary_key=True)
    last: Mapped[int]


class Claim(Base):
    """Money that is owed to somebody, and who holds it now: see `central.holding`."""

    __tablename__ = "claim"
    __table_args__ = (Index(None, "claim_id"), Index(None, "person_id"), Index(None, "holder"))

    kiosk_id: Mapped[str] = mapped_column(ForeignKey("kiosk.kiosk_id"), primary_key=True)
    claim_id: Mapped[str] = mapped_column(String(100), primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger)
    person_id: Mapped[str] = mapped_column(String(20))
    amount: Mapped[int]
    reason: Mapped[str] = mapped_column(String(40))
    code_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    state: Mapped[ClaimState]
    holder: Mapped[str] = mapped_column(String(32))
    wanted_by: Mapped[str] = mapped_column(String(32))
    given_at: Mapped[int | None] = mapped_column(BigInteger)
    blocked: Mapped[bool]
    opened_at: Mapped[datetime]
    paid_at: Mapped[datetime | None]

    deeds: Mapped[list[ClaimDeed]] = relationship(order_by="ClaimDeed.id", viewonly=True)


class ClaimDeed(Base):
    """What happened to a claim, who did it and when; only ever added to."""

    __tablename__ = "claim_deed"
    __table_args__ = (
        ForeignKeyConstraint(["kiosk_id", "claim_id"], ["claim.kiosk_id", "claim.claim_id"]),
        Index(None, "kiosk_id", "claim_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kiosk_id: Mapped[str] = mapped_column(String(32))
    claim_id: Mapped[str] = mapped_column(String(100))
    at: Mapped[datetime] = mapped_column(index=True)
    deed: Mapped[Deed]
    who: Mapped[str] = mapped_column(String(50))  # a kiosk, or a cashier at the counter
    at_counter: Mapped[bool]
    seq: Mapped[int | None] = mapped_column(BigInteger)  # of the kiosk's journal row that told it
    detail: Mapped[str] = mapped_column(String(200))


class Cashier(Base):
    """Somebody who may pay claims at the counter. Never deleted: deeds name them."""

    __tablename__ = "cashier"

    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    password_hash: Mapped[str] = mapped_column(String(200))
    active: Mapped[bool]
    added_at: Mapped[datetime]


class CashierSession(Base):
    """A browser that is signed in; only the hash of its cookie is kept."""

    __tablename__ = "cashier_session"

    token_sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    cashier: Mapped[str] = mapped_column(ForeignKey("cashier.name"), index=True)
    form_token: Mapped[str] = mapped_column(String(64))
    began_at: Mapped[datetime]
    ends_at: Mapped[datetime] = mapped_column(index=True)


class Visit(Base):
    """A closed visit's money. Balanced: inserted + redeemed = price + paid_out + owed + suspense."""

    __tablename__ = "visit"

    kiosk_id: Mapped[str] = mapped_column(ForeignKey("kiosk.kiosk_id"), primary_key=True)
    visit_id: Mapped[str] = mapped_column(String(100), primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger)
    inserted: Mapped[int]
    price: Mapped[int]
    paid_out: Mapped[int]
    owed: Mapped[int]
    suspense: Mapped[int]
    redeemed: Mapped[int]  # claims from earlier that were paid into this visit
    balanced: Mapped[bool]


# ---- Abuse ---------------------------------------------------------------------------------------


class Throttle(Base):
    """Tries in the running window of one key. Keys are hashed where they would name a person."""

    __tablename__ = "throttle"

    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    window_ends: Mapped[datetime] = mapped_column(index=True)
    tries: Mapped[int]
