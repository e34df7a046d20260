"""What the holder of a slip learns, and that nobody else learns anything."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import event, update

from central.codes import claim_code, receipt_code
from central.holding import COUNTER as AT_THE_COUNTER
from central.models import Claim, ClaimState, CopyState, Order
from central.ordering import Wanted, WantedLine, place_order
from central.settings import OWN_CATALOGUE
from central.slips import ClaimFound, Item, Owed, ReceiptFound, Stands, find_claim, find_receipt
from kiosk.catalogue import Catalogue
from kiosk.devices import Outcome
from kiosk.money import Money
from kiosk.slips import claim_code as slip
from kiosk.slips import drawing
from kiosk.visit.facts import ClaimIssued, CopyDelivered, OrderPaid
from kiosk.visit.states import ClaimReason
from tests.central.bench import NOW, Bench, JournalWriter
from tests.central.test_ordering import COUNTER

ORDER, NUMBER = "KIOSK-1-v1-1", "KIOSK-1-00000007"
PLACE = "行政大樓門口 2 號機"
COPIES = ("115T0000001", "115T0000002")


class Machine:
    """KIOSK-1, which sold two copies in visit v1 and tells about it when it is asked to."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self.writer = JournalWriter()
        self.key = bytes.fromhex(bench.trial.kiosks["KIOSK-1"].claim_key)
        self.person_id = bench.person_id()
        assert bench.order(ORDER, copies=2, person_id=self.person_id).status_code == 201

    def ship(self) -> None:
        assert self.bench.ship(self.writer.rows).status_code == 200

    def pays(self) -> None:
        self.writer.tell(OrderPaid(ORDER, self.person_id, Money(40), Money(50), 7))
        self.ship()

    def delivers(self, serial: str, outcome: Outcome) -> None:
        self.writer.tell(CopyDelivered(ORDER, serial, outcome))
        self.ship()

    def owes(self, claim_id: str, amount: int, reason: ClaimReason = ClaimReason.OVERPAID) -> str:
        """The code on the slip."""
        self.writer.tell(ClaimIssued(claim_id, Money(amount), reason, self.person_id))
        self.ship()
        return slip.claim_code(self.key, claim_id)

    def receipt(self, number: str = NUMBER, code: str | None = None) -> ReceiptFound | None:
        printed = drawing.receipt_code(self.key, number)
        with self.bench.database.reading() as session:
            return find_receipt(session, self.bench.services, number, printed if code is None else code)

    def known_receipt(self) -> ReceiptFound:
        found = self.receipt()
        assert found is not None
        return found

    def claim(self, code: str) -> ClaimFound | None:
        with self.bench.database.reading() as session:
            return find_claim(session, code)

    def cashes(self, claim_id: str) -> None:
        """As it stands when the counter has paid it."""
        with self.bench.database.writing() as session:
            chosen = update(Claim).where(Claim.claim_id == claim_id)
            session.execute(chosen.values(state=ClaimState.PAID, holder=AT_THE_COUNTER, paid_at=NOW))


# ---- Receipts ---------------------------------------------------------------------------------------


def test_receipt_as_its_order_goes_on(bench: Bench) -> None:
    machine = Machine(bench)
    assert machine.receipt() is None  # sold, but not told yet
    machine.pays()

    def item(*states: CopyState) -> Item:
        papers = tuple(zip(COPIES, states, strict=True))
        return Item("中文歷年成績單", "Chinese Cumulative Transcript", 2, 20, papers)

    first = ReceiptFound(NUMBER, PLACE, NOW, 40, (item(CopyState.ISSUED, CopyState.ISSUED),), ())
    assert machine.receipt() == first
    machine.delivers(COPIES[0], Outcome.DELIVERED)
    machine.delivers(COPIES[1], Outcome.UNKNOWN)
    assert machine.known_receipt().items == (item(CopyState.DELIVERED, CopyState.UNKNOWN_DELIVERY),)
    machine.delivers(COPIES[1], Outcome.NOT_DELIVERED)
    assert machine.known_receipt().items == (item(CopyState.DELIVERED, CopyState.VOID),)


def test_receipt_names_the_claims_of_its_visit_and_no_others(bench: Bench) -> None:
    machine = Machine(bench)
    machine.pays()
    machine.owes("KIOSK-1-v1-c1", 10)
    machine.owes("KIOSK-1-v1-c2", 20, ClaimReason.NOT_PRINTED)
    machine.writer.visit_id = "v2"
    machine.owes("KIOSK-1-v2-c1", 1_000)
    elsewhere = JournalWriter()  # another machine's visit of the same name, with rows of the same numbers
    for number in range(1, 6):
        claim_id = f"KIOSK-2-v1-c{number}"
        elsewhere.tell(ClaimIssued(claim_id, Money(500), ClaimReason.LEFT, machine.person_id))
    assert bench.ship(elsewhere.rows, "KIOSK-2").status_code == 200
    assert machine.known_receipt().owed == (
        Owed(10, ClaimState.OPEN, None),
        Owed(20, ClaimState.OPEN, None),
    )
    machine.cashes("KIOSK-1-v1-c1")
    assert machine.known_receipt().owed[0] == Owed(10, ClaimState.PAID, NOW)


def test_counter_paper_has_no_copies(sqlite_bench: Bench) -> None:
    machine = Machine(sqlite_bench)
    catalogue = tomllib.loads(OWN_CATALOGUE.read_text(encoding="utf-8"))
    more = tomllib.loads(COUNTER)
    catalogue["kinds"] += more["kinds"]
    catalogue["offices"] |= more["offices"]
    services = replace(sqlite_bench.services, catalogue=Catalogue.parse(catalogue))
    lines = (WantedLine("TR-ZH", 1, 20), WantedLine("XX-EN", 2, 40))
    place_order(services, "KIOSK-1", Wanted("KIOSK-1-v2-1", "v2", machine.person_id, lines), NOW)
    machine.writer.tell(OrderPaid("KIOSK-1-v2-1", machine.person_id, Money(100), Money(100), 8))
    machine.ship()
    number = "KIOSK-1-00000008"
    with sqlite_bench.database.reading() as session:
        found = find_receipt(session, services, number, receipt_code(machine.key, number))
    assert found is not None
    printed, counter = found.items
    assert [len(printed.papers), len(counter.papers)] == [1, 0]
    assert (counter.name_en, counter.copies, counter.fee) == ("English Transcript", 2, 40)
    # A kind that is not sold any more is named by its code.
    with sqlite_bench.database.reading() as session:
        found = find_receipt(session, sqlite_bench.services, number, receipt_code(machine.key, number))
    assert found is not None
    assert (found.items[1].name_zh, found.items[1].name_en) == ("XX-EN", "")


NUMBERS = [
    "",
    "KIOSK-1",
    "KIOSK-1-",
    "KIOSK-1-7",
    "KIOSK-1-0000007",  # seven digits
    "KIOSK-1-000000007",  # nine with a zero in front
    "KIOSK-1-00000008",
    "KIOSK-2-00000007",
    "KIOSK-9-00000007",
    "kiosk-1-00000007",
    "KIOSK-1-0000000７",
    "KIOSK-1-00000007\n",
    " KIOSK-1-00000007",
    "KIOSK-1-99999999999999999999",
    "\x00",
    "KIOSK-1-00000007\x00",
    "𡍼" * 50,
    "9" * 10_000,
    "-" * 10_000,
]


@pytest.mark.parametrize("number", NUMBERS, ids=range(len(NUMBERS)))
def test_only_the_very_number_and_its_own_code_open_a_receipt(bench: Bench, number: str) -> None:
    machine = Machine(bench)
    machine.pays()
    right = receipt_code(machine.key, NUMBER)
    assert machine.receipt() is not None
    assert machine.receipt(number, right) is None
    assert machine.receipt(number) is None  # nor the code that would belong to it
    assert machine.receipt(number, receipt_code(bytes(32), number)) is None
    other_key = bytes.fromhex(bench.trial.kiosks["KIOSK-2"].claim_key)
    assert machine.receipt(number, receipt_code(other_key, number)) is None  # it has sold nothing


def test_code_is_taken_as_meant(sqlite_bench: Bench) -> None:
    machine = Machine(sqlite_bench)
    machine.pays()
    right = receipt_code(machine.key, NUMBER)
    typed = f" {right[:4]}-{right[4:]} ".lower().replace("0", "o").replace("1", "l")
    assert machine.receipt(NUMBER, typed) is not None
    for wrong in ("", right[:-1], right + "0", right[::-1] + "U", "\x00" * 8, "王" * 8, "A" * 10_000):
        assert machine.receipt(NUMBER, wrong) is None


def statements(bench: Bench, deed: Callable[[], Any]) -> list[str]:
    """What the database was asked meanwhile."""
    asked: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        asked.append(statement)

    event.listen(bench.database.engine, "before_cursor_execute", note)
    try:
        deed()
    finally:
        event.remove(bench.database.engine, "before_cursor_execute", note)
    return asked


def test_without_the_code_every_number_takes_the_same_work(bench: Bench) -> None:
    machine = Machine(bench)
    machine.pays()
    known = statements(bench, lambda: machine.receipt(NUMBER, "AAAAAAAA"))
    assert known == statements(bench, lambda: machine.receipt("KIOSK-1-00000008", "AAAAAAAA"))
    assert known == statements(bench, lambda: machine.receipt("KIOSK-9-00000007", "AAAAAAAA"))
    nobodys = "KIOSK-9-00000007"  # a machine that is not there has no key to try
    assert known == statements(bench, lambda: machine.receipt(nobodys, receipt_code(bytes(32), nobodys)))
    assert not any("orders" in statement for statement in known)
    assert len(statements(bench, machine.receipt)) > len(known)


# ---- Claims -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("reason", ClaimReason)
def test_claim_by_the_slip_and_by_its_address(bench: Bench, reason: ClaimReason) -> None:
    machine = Machine(bench)
    code = slip.claim_code(machine.key, "KIOSK-1-v1-c1")
    assert machine.claim(code) is None  # printed, but not told yet
    assert machine.owes("KIOSK-1-v1-c1", 30, reason) == code
    found = ClaimFound(30, reason.value, PLACE, NOW, Stands.OPEN, None, "")
    for given in (code, code.replace("-", ""), code[:-2].replace("-", ""), code.lower()):
        assert machine.claim(given) == found
    machine.cashes("KIOSK-1-v1-c1")
    assert machine.claim(code) == replace(found, stands=Stands.PAID, paid_at=NOW)


def test_what_is_no_claim_code_or_another_is_none(bench: Bench) -> None:
    machine = Machine(bench)
    machine.owes("KIOSK-1-v1-c1", 30)
    code = claim_code(machine.key, "KIOSK-1-v1-c1")
    other = claim_code(machine.key, "KIOSK-1-v1-c2")
    for wrong in (
        "",
        other,
        code[:15],
        code[:-1] + ("0" if code[-1] != "0" else "1"),
        "\x00" * 17,
        "王" * 16,
    ):
        assert machine.claim(wrong) is None
    assert machine.claim("A" * 10_000) is None
    assert machine.claim(receipt_code(machine.key, NUMBER)) is None


# ---- The machine's clock ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("told", "believed"),
    [
        ("2026-08-03T02:00:00.000Z", NOW),
        ("2026-08-03T10:00:00.000+08:00", NOW),
        ("2026-08-01T00:00:00+00:00", datetime(2026, 8, 1, tzinfo=UTC)),  # came two days later
        ("2026-08-03T02:59:00+00:00", datetime(2026, 8, 3, 2, 59, tzinfo=UTC)),  # a little fast
        ("2026-08-03T03:01:00+00:00", None),
        ("2025-12-31T23:59:59+00:00", None),
        ("0001-01-01T00:00:00+23:59", None),
        ("9999-12-31T23:59:59-23:59", None),
        ("2026-08-03T02:00:00", None),
        ("yesterday", None),
    ],
)
def test_time_is_the_machines_unless_nobody_could_believe_it(
    sqlite_bench: Bench, told: str, believed: datetime | None
) -> None:
    machine = Machine(sqlite_bench)
    machine.writer.wall_utc = told
    machine.pays()
    code = machine.owes("KIOSK-1-v1-c1", 30)
    found = machine.claim(code)
    assert found is not None
    assert machine.known_receipt().paid_at == found.issued_at == believed


def test_receipt_is_found_by_index(sqlite_bench: Bench) -> None:
    machine = Machine(sqlite_bench)
    machine.pays()
    asked = [one for one in statements(sqlite_bench, machine.receipt) if "receipt_no = " in one]
    assert len(asked) == 1
    with sqlite_bench.database.engine.connect() as connection:
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {asked[0]}", ("KIOSK-1", 7)).all()
    assert f"ix_{Order.__tablename__}_kiosk_id_receipt_no" in str(plan)
