"""Each effect reaches the thread that can do it, and everything slow answers, also when it fails."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

import pytest

from kiosk import perform as perform_module
from kiosk.cash import Accuracy, RefillReport
from kiosk.central_link import CentralLink, Identified, Issued, IssuedDocument, LinkTrouble, Refused
from kiosk.devices import DocumentFinished, Outcome, SlipFinished, SlipImage, Trouble
from kiosk.documents.prepare import PaperProblem, PreparedDocument
from kiosk.documents.spool import Spool, SpoolError
from kiosk.maintenance.events import BooksRead, PinConfirmed, PinRefused
from kiosk.maintenance.states import Books, Role
from kiosk.money import COINS, NOTHING, Money
from kiosk.perform import Acceptor, PaperPrinter, Paperwork, Performer, SlipPrinter
from kiosk.visit.effects import (
    AskDevice,
    AskIdentity,
    CheckPin,
    CloseAcceptor,
    FetchClaims,
    ForgetVisit,
    OpenAcceptor,
    PrepareOrder,
    PrintClaim,
    PrintPaper,
    PrintReceipt,
    PrintReport,
    PrintTrial,
    ReadBooks,
    ReconcilePaper,
    StopTimers,
)
from kiosk.visit.events import Event, IdentityConfirmed, IdentityRefused, PapersReady, PapersRefused
from kiosk.visit.states import ChooseProblem, Claim, ClaimReason, IdentityProblem, Order, OrderLine
from tests.kiosk.visit.samples import OFFERS, PERSON

ORDER = Order("v1-o1", (OrderLine("TR-ZH", "成績單", "Transcript", 1, Money(20)),))
PDF = b"%PDF a paper"
IMAGE = SlipImage(8, 1, b"\x80")
PREPARE = PrepareOrder("v1-p1", "v1", PERSON, ORDER)
RECEIPT = PrintReceipt("v1-s1", 1, PERSON, ORDER, NOTHING, ())
CLAIM = PrintClaim("v1-s2", Claim("v1-c1", Money(10), ClaimReason.OVERPAID), PERSON, NOTHING, Money(20), 1)


class RecordingDevices:
    """All three devices; remembers what was asked of them."""

    def __init__(self) -> None:
        self.asked: list[tuple[object, ...]] = []

    def accept(self, values: frozenset[Money]) -> None:
        self.asked.append(("accept", values))

    def inhibit(self) -> None:
        self.asked.append(("inhibit",))

    def print_slip(self, job_id: str, image: SlipImage) -> None:
        self.asked.append(("slip", job_id, image))

    def print_document(self, job_id: str, pdf: bytes, sheets: int) -> None:
        self.asked.append(("paper", job_id, pdf, sheets))

    def reconcile(self, job_id: str, sheets: int) -> None:
        self.asked.append(("reconcile", job_id, sheets))


class CannedLink(CentralLink):
    """Answers what it is told to, without a network."""

    def __init__(self) -> None:
        super().__init__("http://nowhere.example", "K01", "ab" * 32, lambda: 0.0)
        self.identified: Identified | IdentityProblem | Exception = Identified(PERSON, OFFERS)
        self.issued: Issued | Refused = Issued(Money(20), (IssuedDocument({"n": 1}),))
        self.was_asked = threading.Event()
        self.may_answer = threading.Event()
        self.may_answer.set()

    def identify(self, visit_id: str, number: str, birthday: str) -> Identified | IdentityProblem:
        if isinstance(self.identified, Exception):
            raise self.identified
        return self.identified

    def issue(self, visit_id: str, person_id: str, order: Order) -> Issued | Refused:
        self.was_asked.set()
        assert self.may_answer.wait(10)
        return self.issued


class Drawing:
    def __init__(self) -> None:
        self.fails = False

    def receipt(self, effect: PrintReceipt) -> SlipImage:
        if self.fails:
            raise ValueError("no such glyph")
        return IMAGE

    def claim(self, effect: PrintClaim) -> SlipImage:
        return IMAGE

    def report(self, effect: PrintReport) -> SlipImage:
        return IMAGE

    def trial(self, effect: PrintTrial) -> SlipImage:
        return IMAGE


class Backstage:
    """Knows one PIN and one device."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def check_pin(self, request_id: str, number: str, pin: str) -> PinConfirmed | PinRefused:
        if pin == "broken":
            raise ValueError("our own mistake")
        if pin == "246802":
            return PinConfirmed(request_id, number, Role.CASHIER, 7)
        return PinRefused(request_id, number, 7)

    def read_books(self) -> Books:
        return Books(last_row=9)

    def ask(self, device: str) -> None:
        self.asked.append(device)


@dataclass
class Stage:
    """A Performer with fakes all round; what it posts to a device's thread is done at once."""

    spool: Spool
    link: CannedLink = field(default_factory=CannedLink)
    devices: RecordingDevices = field(default_factory=RecordingDevices)
    drawing: Drawing = field(default_factory=Drawing)
    events: SimpleQueue[Event] = field(default_factory=SimpleQueue)
    forgotten: list[str] = field(default_factory=list)
    fetches: list[FetchClaims] = field(default_factory=list)
    posted: SimpleQueue[None] = field(default_factory=SimpleQueue)
    backstage: Backstage = field(default_factory=Backstage)

    def __post_init__(self) -> None:
        nothing: Any = None  # no renderer: what would be rendered is planted
        self.performer = Performer(
            self.events.put,
            lambda: self.link,
            Acceptor(self.devices, self.post),
            SlipPrinter(self.devices, self.post),
            PaperPrinter(self.devices, self.post),
            self.drawing,
            Paperwork(lambda: self.link, nothing, frozenset(), self.spool),
            self.forgotten.append,
            fetch_claims=self.fetches.append,
            staff=self.backstage,
        )

    def post(self, deed: Callable[[], None]) -> None:
        deed()
        self.posted.put(None)

    def event(self) -> Event:
        return self.events.get(timeout=10)

    def kept(self) -> set[str]:
        """Which papers lie in the spool."""
        found = set()
        for serial in ("S1", "S2"):
            with suppress(SpoolError):
                self.spool.take(serial)
                found.add(serial)
        return found

    def nothing_happens(self) -> bool:
        try:
            self.events.get(timeout=0.05)
        except Empty:
            return True
        return False


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    staged = Stage(Spool(tmp_path / "papers"))
    yield staged
    staged.performer.close()


@pytest.fixture
def prepared(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every order turns into one good paper."""
    paper = PreparedDocument("S1", "TR-ZH", PERSON.person_id, 1, hashlib.sha256(PDF).hexdigest(), PDF)
    monkeypatch.setattr(perform_module, "prepare_order", lambda *_: (paper,))


# ---- Devices -----------------------------------------------------------------------------------------------


def test_the_acceptor_is_opened_and_closed(stage: Stage) -> None:
    stage.performer.perform(OpenAcceptor(COINS))
    stage.performer.perform(CloseAcceptor())
    assert stage.devices.asked == [("accept", frozenset(COINS)), ("inhibit",)]


def test_claims_are_fetched_for_whoever_identified(stage: Stage) -> None:
    stage.performer.perform(FetchClaims("v1", "P1"))
    assert stage.fetches == [FetchClaims("v1", "P1")]


@pytest.mark.parametrize("effect", [RECEIPT, CLAIM])
def test_a_slip_is_drawn_and_printed_once(stage: Stage, effect: PrintReceipt | PrintClaim) -> None:
    stage.performer.perform(effect)
    stage.posted.get(timeout=10)
    assert stage.devices.asked == [("slip", effect.job_id, IMAGE)]
    assert stage.nothing_happens(), "the printer itself says how it went"


def test_a_slip_that_cannot_be_drawn_did_not_come_out(stage: Stage) -> None:
    stage.drawing.fails = True
    stage.performer.perform(RECEIPT)
    assert stage.event() == SlipFinished("receipt_printer", "v1-s1", Outcome.NOT_DELIVERED, (Trouble.OTHER,))
    assert stage.devices.asked == []


def test_a_paper_is_taken_from_the_spool_and_printed(stage: Stage) -> None:
    stage.spool.put("S1", PDF, hashlib.sha256(PDF).hexdigest())
    stage.performer.perform(PrintPaper("v1-d1-1", "S1", 1))
    assert stage.devices.asked == [("paper", "v1-d1-1", PDF, 1)]


def test_a_paper_that_is_not_in_the_spool_did_not_come_out(stage: Stage) -> None:
    stage.performer.perform(PrintPaper("v1-d1-1", "S1", 1))
    assert stage.event() == DocumentFinished(
        "document_printer", "v1-d1-1", Outcome.NOT_DELIVERED, 0, (Trouble.OTHER,)
    )
    assert stage.devices.asked == []


def test_after_a_restart_the_printer_is_asked(stage: Stage) -> None:
    stage.performer.perform(ReconcilePaper("v1-d1-1", 2))
    assert stage.devices.asked == [("reconcile", "v1-d1-1", 2)]


def test_timers_are_none_of_its_business(stage: Stage) -> None:
    with pytest.raises(AssertionError):
        stage.performer.perform(StopTimers())


# ---- Slow things -------------------------------------------------------------------------------------------

ASK = AskIdentity("v1-i1", "v1", "B11199042", "0930505")


def test_an_identity_is_asked_for_and_answered(stage: Stage) -> None:
    stage.performer.perform(ASK)
    assert stage.event() == IdentityConfirmed("v1-i1", PERSON, OFFERS)
    stage.link.identified = IdentityProblem.NO_MATCH
    stage.performer.perform(ASK)
    assert stage.event() == IdentityRefused("v1-i1", IdentityProblem.NO_MATCH)


def test_a_worker_that_fails_still_answers_because_somebody_waits(stage: Stage) -> None:
    stage.link.identified = RuntimeError("our own mistake")
    stage.performer.perform(ASK)
    assert stage.event() == IdentityRefused("v1-i1", IdentityProblem.OFFLINE)


@pytest.mark.parametrize(
    ("refused", "problem", "detail"),
    [
        (Refused(LinkTrouble.OFFLINE), ChooseProblem.OFFLINE, ""),
        (Refused(LinkTrouble.REFUSED, "price-changed"), ChooseProblem.REFUSED, "price-changed"),
    ],
)
def test_an_order_that_is_not_issued(
    stage: Stage, refused: Refused, problem: ChooseProblem, detail: str
) -> None:
    stage.link.issued = refused
    stage.performer.perform(PREPARE)
    assert stage.event() == PapersRefused("v1-p1", problem, detail)


@pytest.mark.usefixtures("prepared")
def test_an_issued_order_lies_in_the_spool_when_it_is_ready(stage: Stage) -> None:
    stage.performer.perform(PREPARE)
    ready = stage.event()
    assert isinstance(ready, PapersReady)
    assert [(p.copy_serial, p.name_zh, p.person_id) for p in ready.papers] == [
        ("S1", "成績單", PERSON.person_id)
    ]
    assert stage.spool.take("S1") == PDF


def test_a_paper_that_must_not_be_sold_is_refused(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    problem = PaperProblem(ChooseProblem.PAPER_MISMATCH, "holder")
    monkeypatch.setattr(perform_module, "prepare_order", lambda *_: problem)
    stage.performer.perform(PREPARE)
    assert stage.event() == PapersRefused("v1-p1", ChooseProblem.PAPER_MISMATCH, "holder")


@pytest.mark.usefixtures("prepared")
def test_a_spool_that_cannot_keep_papers_is_no_reason_to_take_money(stage: Stage, tmp_path: Path) -> None:
    (tmp_path / "papers").write_text("a file where the folder should be")
    stage.performer.perform(PREPARE)
    answer = stage.event()
    assert isinstance(answer, PapersRefused)
    assert answer.problem is ChooseProblem.JOURNAL


# ---- Too late ----------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("prepared")
def test_papers_that_come_after_the_visitor_has_gone_are_not_kept(stage: Stage) -> None:
    stage.link.may_answer.clear()
    stage.performer.perform(PREPARE)
    assert stage.link.was_asked.wait(10)
    stage.performer.perform(ForgetVisit("v1"))
    stage.link.may_answer.set()
    assert isinstance(stage.event(), PapersRefused)
    assert stage.kept() == set()


@pytest.mark.usefixtures("prepared")
def test_a_late_worker_does_not_wipe_the_next_orders_papers(stage: Stage) -> None:
    stage.link.may_answer.clear()
    stage.performer.perform(PREPARE)
    late = stage.link
    assert late.was_asked.wait(10)
    stage.link = CannedLink()
    stage.performer.perform(PrepareOrder("v1-p2", "v1", PERSON, ORDER))
    assert isinstance(stage.event(), PapersReady)
    other = b"%PDF another"
    stage.spool.put("S2", other, hashlib.sha256(other).hexdigest())
    late.may_answer.set()
    assert stage.event() == PapersRefused("v1-p1", ChooseProblem.OFFLINE, "too late")
    assert stage.kept() == {"S1", "S2"}


def test_a_visit_is_forgotten_in_spool_and_journal(stage: Stage) -> None:
    stage.spool.put("S1", PDF, hashlib.sha256(PDF).hexdigest())
    stage.performer.perform(ForgetVisit("v1"))
    assert stage.kept() == set()
    assert stage.forgotten == ["v1"]


# ---- For staff -------------------------------------------------------------------------------------

REFILL = RefillReport(1, "7001", "hopper_10", Money(10), 40, 0, None, 20, None, Accuracy.UNKNOWN)


def test_a_pin_is_checked_by_a_worker_also_when_the_check_fails(stage: Stage) -> None:
    stage.performer.perform(CheckPin("r1", "7001", "246802"))
    assert stage.event() == PinConfirmed("r1", "7001", Role.CASHIER, 7)
    stage.performer.perform(CheckPin("r2", "7001", "000000"))
    assert stage.event() == PinRefused("r2", "7001", 7)
    stage.performer.perform(CheckPin("r3", "7001", "broken"))
    assert stage.event() == PinRefused("r3", "", 0)


@pytest.mark.parametrize("effect", [PrintReport("s1", REFILL), PrintTrial("s1", "7001")])
def test_slips_for_staff_are_drawn_and_printed(stage: Stage, effect: PrintReport | PrintTrial) -> None:
    stage.performer.perform(effect)
    stage.posted.get(timeout=10)
    assert stage.devices.asked == [("slip", "s1", IMAGE)]


def test_books_are_read_and_devices_asked_at_once(stage: Stage) -> None:
    stage.performer.perform(ReadBooks("r1"))
    assert stage.event() == BooksRead("r1", Books(last_row=9))
    stage.performer.perform(AskDevice("hopper_10"))
    assert stage.backstage.asked == ["hopper_10"]
