"""Does what the core asked for: the effects, each given to the thread or worker that can do it.

Slow things answer with an event of their own, also when they fail: an effect never raises into the loop.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from threading import Lock
from typing import Protocol, assert_never

from kiosk.central_link import CentralLink, Identified, Issued, LinkTrouble, Refused
from kiosk.devices import (
    BillValidator,
    CoinAcceptor,
    DocumentFinished,
    DocumentPrinter,
    Hopper,
    NoteInDoubt,
    Outcome,
    PayoutFinished,
    ReceiptPrinter,
    SlipFinished,
    SlipImage,
    Trouble,
)
from kiosk.documents.prepare import PaperProblem, PreparedDocument, prepare_order
from kiosk.documents.renderer import Renderer
from kiosk.documents.spool import Spool, SpoolError
from kiosk.maintenance.events import BooksRead, PinConfirmed, PinRefused
from kiosk.maintenance.states import Books
from kiosk.visit.effects import (
    AskDevice,
    AskIdentity,
    CheckPin,
    CloseAcceptor,
    CloseValidator,
    Dispense,
    Effect,
    FetchClaims,
    ForgetVisit,
    OpenAcceptor,
    OpenValidator,
    PrepareOrder,
    PrintClaim,
    PrintPaper,
    PrintReceipt,
    PrintReport,
    PrintTrial,
    ReadBooks,
    ReconcileNote,
    ReconcilePaper,
    ReconcilePayout,
    ReturnNote,
    StackNote,
    StartTimer,
    StopTimers,
)
from kiosk.visit.events import Event, IdentityConfirmed, IdentityRefused, PapersReady, PapersRefused
from kiosk.visit.states import ChooseProblem, IdentityProblem, Order, Paper

log = logging.getLogger(__name__)

WORKERS = 3


@dataclass(frozen=True, slots=True)
class Acceptor:
    """A device and the way onto its own thread."""

    device: CoinAcceptor
    post: Callable[[Callable[[], None]], None]


@dataclass(frozen=True, slots=True)
class HopperPort:
    device: Hopper
    post: Callable[[Callable[[], None]], None]


@dataclass(frozen=True, slots=True)
class Validator:
    device: BillValidator
    post: Callable[[Callable[[], None]], None]


@dataclass(frozen=True, slots=True)
class SlipPrinter:
    device: ReceiptPrinter
    post: Callable[[Callable[[], None]], None]


@dataclass(frozen=True, slots=True)
class PaperPrinter:
    device: DocumentPrinter
    post: Callable[[Callable[[], None]], None]


class StaffSide(Protocol):
    """What only the service menu needs."""

    def check_pin(self, request_id: str, number: str, pin: str) -> PinConfirmed | PinRefused:
        """Slow; from a worker."""

    def read_books(self) -> Books:
        """On the loop's thread."""

    def ask(self, device: str) -> None:
        """Let a device say again how it is; one that cannot be asked says nothing."""


class NoStaff:
    """A machine without a service menu."""

    def check_pin(self, request_id: str, number: str, pin: str) -> PinRefused:
        return PinRefused(request_id, "", 0, nobody=True)

    def read_books(self) -> Books:
        return Books()

    def ask(self, device: str) -> None:
        """There is nobody who would hear the answer."""


NO_STAFF = NoStaff()


class SlipRenderer(Protocol):
    """Draws every slip there is."""

    def receipt(self, effect: PrintReceipt) -> SlipImage: ...

    def claim(self, effect: PrintClaim) -> SlipImage: ...

    def report(self, effect: PrintReport) -> SlipImage: ...

    def trial(self, effect: PrintTrial) -> SlipImage: ...


class Paperwork:
    """Issues, renders and spools the papers of an order; from a worker thread.

    Only the order that was asked for last may touch the spool: a worker that comes too late must neither wipe
    the papers of the next order nor leave those of a visitor who has gone.
    """

    def __init__(
        self, link: Callable[[], CentralLink], renderer: Renderer, characters: frozenset[int], spool: Spool
    ):
        self._link, self._renderer, self._characters, self.spool = link, renderer, characters, spool
        self._wanted = ""
        self._lock = Lock()

    def expect(self, request_id: str) -> None:
        """From here on only this request's papers are wanted."""
        with self._lock:
            self._wanted = request_id

    def forget(self) -> None:
        """No papers are wanted any more. Raises SpoolError when one stays."""
        with self._lock:
            self._wanted = ""
            self.spool.wipe()

    def prepare(self, effect: PrepareOrder) -> Event:
        issued = self._link().issue(effect.visit_id, effect.person.person_id, effect.order)
        match issued:
            case Refused(LinkTrouble.OFFLINE, _, _):
                return PapersRefused(effect.request_id, ChooseProblem.OFFLINE)
            case Refused(_, error, _):
                return PapersRefused(effect.request_id, ChooseProblem.REFUSED, error)
            case Issued(_, documents):
                return self._spooled(effect, [document.entry for document in documents])
            case _:
                assert_never(issued)

    def _spooled(self, effect: PrepareOrder, entries: list[dict[str, object]]) -> Event:
        copies = {line.code: line.copies for line in effect.order.lines}
        prepared = prepare_order(entries, effect.person, copies, self._renderer, self._characters)
        if isinstance(prepared, PaperProblem):
            return PapersRefused(effect.request_id, prepared.problem, prepared.detail)
        with self._lock:
            if effect.request_id != self._wanted:
                return PapersRefused(effect.request_id, ChooseProblem.OFFLINE, "too late")
            try:
                self.spool.wipe()
                for document in prepared:
                    self.spool.put(document.copy_serial, document.pdf, document.sha256)
            except SpoolError as error:
                return PapersRefused(effect.request_id, ChooseProblem.JOURNAL, str(error))
        papers = tuple(_paper(effect.order, document) for document in prepared)
        return PapersReady(effect.request_id, papers)


class Performer:
    """Performs one effect at a time, on the loop's thread; whatever takes time goes to a worker."""

    def __init__(
        self,
        put: Callable[[Event], None],
        link: Callable[[], CentralLink],
        acceptor: Acceptor,
        slips: SlipPrinter,
        papers: PaperPrinter,
        draw: SlipRenderer,
        paperwork: Paperwork,
        forget: Callable[[str], None],
        hoppers: Mapping[str, HopperPort] | None = None,
        validator: Validator | None = None,
        staff: StaffSide = NO_STAFF,
        *,
        fetch_claims: Callable[[FetchClaims], None],
    ) -> None:
        self._fetch_claims = fetch_claims
        self._put, self._link = put, link
        self._acceptor, self._slips, self._papers = acceptor, slips, papers
        self._draw, self._paperwork, self._forget = draw, paperwork, forget
        self._hoppers = hoppers or {}
        self._validator = validator
        self._staff = staff
        self._workers = ThreadPoolExecutor(WORKERS, thread_name_prefix="worker")

    def close(self) -> None:
        self._workers.shutdown(wait=False, cancel_futures=True)

    def perform(self, effect: Effect) -> None:
        match effect:
            case OpenAcceptor(values):
                self._acceptor.post(lambda: self._acceptor.device.accept(frozenset(values)))
            case CloseAcceptor():
                self._acceptor.post(self._acceptor.device.inhibit)
            case OpenValidator(values):
                self._with_validator(lambda port: port.accept(frozenset(values)))
            case CloseValidator():
                self._with_validator(lambda port: port.inhibit())
            case StackNote(note_id):
                self._with_validator(lambda port: port.stack(note_id))
            case ReturnNote(note_id):
                self._with_validator(lambda port: port.return_note(note_id))
            case ReconcileNote(note_id, value) if self._validator is None:
                self._put(NoteInDoubt("bill_validator", note_id, value))  # taken out of the configuration
            case ReconcileNote(note_id, value):
                self._with_validator(lambda port: port.reconcile(note_id, value))
            case FetchClaims():
                self._fetch_claims(effect)
            case Dispense(payout_id, hopper, count, before):
                self._with_hopper(hopper, payout_id, lambda port: port.dispense(payout_id, count, before))
            case ReconcilePayout(payout_id, hopper, count, before):
                self._with_hopper(
                    hopper, payout_id, lambda port: port.reconcile(payout_id, count, before), count
                )
            case AskIdentity():
                failed = IdentityRefused(effect.request_id, IdentityProblem.OFFLINE)
                self._answer(lambda: self._identify(effect), failed)
            case PrepareOrder():
                self._paperwork.expect(effect.request_id)
                refused = PapersRefused(effect.request_id, ChooseProblem.REFUSED, "program fault")
                self._answer(lambda: self._paperwork.prepare(effect), refused)
            case PrintReceipt(job_id=job_id):
                self._print_slip(job_id, lambda: self._draw.receipt(effect))
            case PrintClaim(job_id=job_id):
                self._print_slip(job_id, lambda: self._draw.claim(effect))
            case PrintReport(job_id=job_id):
                self._print_slip(job_id, lambda: self._draw.report(effect))
            case PrintTrial(job_id=job_id):
                self._print_slip(job_id, lambda: self._draw.trial(effect))
            case CheckPin(request_id, number, pin):
                wrong = PinRefused(request_id, "", 0)
                self._answer(lambda: self._staff.check_pin(request_id, number, pin), wrong)
            case ReadBooks(request_id):
                self._put(BooksRead(request_id, self._staff.read_books()))
            case AskDevice(device):
                self._staff.ask(device)
            case PrintPaper(job_id, copy_serial, sheets):
                self._print_paper(job_id, copy_serial, sheets)
            case ReconcilePaper(job_id, sheets):
                self._papers.post(lambda: self._papers.device.reconcile(job_id, sheets))
            case ForgetVisit(visit_id):
                self._forget_visit(visit_id)
            case StartTimer() | StopTimers():
                raise AssertionError(f"{effect} belongs to the loop")
            case _:
                assert_never(effect)

    def _with_validator(self, deed: Callable[[BillValidator], None]) -> None:
        if self._validator is not None:
            port = self._validator
            port.post(lambda: deed(port.device))

    def _with_hopper(
        self, name: str, payout_id: str, deed: Callable[[Hopper], None], doubtful: int = 0
    ) -> None:
        """A hopper that the configuration no longer names paid nothing new; of before, all is in doubt."""
        port = self._hoppers.get(name)
        if port is None:
            self._put(PayoutFinished(name, payout_id, 0, doubtful, None, (Trouble.NOT_RESPONDING,)))
            return
        port.post(lambda: deed(port.device))

    def work(self, deed: Callable[[], None]) -> Future[None]:
        """Run something slow that has its own way to answer (sync)."""
        return self._workers.submit(deed)

    def _identify(self, effect: AskIdentity) -> Event:
        found = self._link().identify(effect.visit_id, effect.number, effect.birthday)
        match found:
            case Identified(person, offers):
                return IdentityConfirmed(effect.request_id, person, offers)
            case IdentityProblem():
                return IdentityRefused(effect.request_id, found)
            case _:
                assert_never(found)

    def _answer(self, work: Callable[[], Event], failed: Event) -> None:
        """The worker's answer becomes an event; so does its failure, because the visitor waits for one."""

        def done(future: Future[Event]) -> None:
            if future.cancelled():
                return
            error = future.exception()
            if error is not None:
                log.error("a worker failed", exc_info=error)
            self._put(failed if error is not None else future.result())

        self._workers.submit(work).add_done_callback(done)

    def _print_slip(self, job_id: str, draw: Callable[[], SlipImage]) -> None:
        def done(future: Future[SlipImage]) -> None:
            if future.cancelled():
                return
            error = future.exception()
            if error is not None:
                log.error("a slip could not be drawn", exc_info=error)
                self._put(SlipFinished("receipt_printer", job_id, Outcome.NOT_DELIVERED, (Trouble.OTHER,)))
                return
            image = future.result()
            self._slips.post(lambda: self._slips.device.print_slip(job_id, image))

        self._workers.submit(draw).add_done_callback(done)

    def _print_paper(self, job_id: str, copy_serial: str, sheets: int) -> None:
        try:
            pdf = self._paperwork.spool.take(copy_serial)
        except SpoolError:
            log.exception("paper %s cannot be taken from the spool", copy_serial)
            self._put(
                DocumentFinished("document_printer", job_id, Outcome.NOT_DELIVERED, 0, (Trouble.OTHER,))
            )
            return
        self._papers.post(lambda: self._papers.device.print_document(job_id, pdf, sheets))

    def _forget_visit(self, visit_id: str) -> None:
        try:
            self._paperwork.forget()
        except SpoolError:
            log.exception("the spool could not be wiped")
        self._forget(visit_id)


def _paper(order: Order, document: PreparedDocument) -> Paper:
    line = next(line for line in order.lines if line.code == document.code)
    return Paper(
        document.copy_serial,
        document.code,
        line.name_zh,
        line.name_en,
        document.sheets,
        document.sha256,
        document.person_id,
    )
