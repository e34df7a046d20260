"""What the kiosk asks of hardware and what hardware tells it, in the kiosk's own words.

A driver turns bytes into these events and these deeds into bytes; nothing of a wire protocol
passes this line. Device trouble is an event, never an exception.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from kiosk.money import Money


class Condition(StrEnum):
    """How far a device can be relied on. Only READY and ATTENTION may serve."""

    READY = "ready"
    ATTENTION = "attention"  # serves, but somebody should come (paper low, toner low)
    STOPPED = "stopped"  # answers, cannot serve (paper out, jam, cover open)
    OFFLINE = "offline"  # does not answer, or not yet


class Trouble(StrEnum):
    """Why a device is not simply ready; each has a sentence for the operator in config/languages."""

    NOT_RESPONDING = "not-responding"
    STARTING = "starting"
    WRONG_DEVICE = "wrong-device"
    PAPER_OUT = "paper-out"
    PAPER_LOW = "paper-low"
    JAM = "jam"
    COVER_OPEN = "cover-open"
    CUTTER = "cutter"
    OVERHEATED = "overheated"
    TONER_LOW = "toner-low"
    TONER_OUT = "toner-out"
    TRAY_MISSING = "tray-missing"
    OUTPUT_FULL = "output-full"
    PAUSED = "paused"
    BUSY = "busy"
    RETURN_LEVER = "return-lever"
    FRAUD = "fraud"
    SELF_CHECK = "self-check"
    EMPTY = "empty"
    OPTO = "opto"
    POWER_LOST = "power-lost"
    STACKER_FULL = "stacker-full"
    CASH_BOX_REMOVED = "cash-box-removed"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class DeviceStatus:
    condition: Condition
    troubles: tuple[Trouble, ...] = ()

    @property
    def serves(self) -> bool:
        return self.condition in (Condition.READY, Condition.ATTENTION)


OFFLINE = DeviceStatus(Condition.OFFLINE, (Trouble.NOT_RESPONDING,))


class Outcome(StrEnum):
    """Did it come out? UNKNOWN is an answer too: it is never rounded to one of the others."""

    DELIVERED = "delivered"
    NOT_DELIVERED = "not-delivered"
    UNKNOWN = "unknown"


# ---- Coin acceptor -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AcceptorCursor:
    """How far the acceptor's event buffer has been read; journalled with the credits it covers.

    `serial` is the device's serial number, `epoch` counts its resets as far as we saw them, changes of device
    and rounds of the counter, `counter` is its event counter (0 after power-up, else 1..255 and 1 again),
    `buffer` its ten result bytes in hex.
    """

    serial: int
    epoch: int
    counter: int
    buffer: str


@dataclass(frozen=True, slots=True)
class CoinCredit:
    """One coin that is ours to answer for. (serial, epoch, counter) names it once and for all."""

    value: Money
    serial: int
    epoch: int
    counter: int


@dataclass(frozen=True, slots=True)
class CoinsRead:
    """What the acceptor's buffer held since the last read; credits oldest first.

    `unvalued` coins certainly went in but their value is not known (events lost, unlisted position);
    `reset` says that the device lost its memory, so that more coins than these may have gone in.
    """

    device: str
    credits: tuple[CoinCredit, ...]
    unvalued: int
    reset: bool
    cursor: AcceptorCursor


@dataclass(frozen=True, slots=True)
class CoinRefused:
    """A coin that was not credited. `returned` is False where the manual does not promise it came back."""

    device: str
    code: int
    returned: bool


@dataclass(frozen=True, slots=True)
class AcceptorOpened:
    """The acceptor now takes `values` (confirmed by the device)."""

    device: str
    values: tuple[Money, ...]


@dataclass(frozen=True, slots=True)
class AcceptorClosed:
    """Inhibited, the last falling coin had time to land, and the buffer was read once more after that."""

    device: str


# ---- Printers ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SlipFinished:
    """The receipt printer's word on one slip."""

    device: str
    job_id: str
    outcome: Outcome
    troubles: tuple[Trouble, ...] = ()


@dataclass(frozen=True, slots=True)
class PrintJobCreated:
    """The document printer took the job; its own names for it, so that a later boot can find it again."""

    device: str
    job_id: str
    printer_job: int
    printer_job_uuid: str
    printer_up_time_s: int


@dataclass(frozen=True, slots=True)
class SheetsPrinted:
    """Progress as the printer reports it: `sheets` of this job are out so far."""

    device: str
    job_id: str
    sheets: int


@dataclass(frozen=True, slots=True)
class DocumentFinished:
    """The document printer's last word on one job."""

    device: str
    job_id: str
    outcome: Outcome
    sheets: int
    troubles: tuple[Trouble, ...] = ()


# ---- Hoppers --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class HopperReading:
    """A hopper's own counters at one moment, in pieces; what a payout is judged by afterwards.

    `events` is its event counter (0 after power-up, else 1..255), `remaining`, `paid` and `unpaid` are of its
    last payout, `lifetime` is the count of all coins ever dispensed where the model keeps one without power.
    """

    serial: int
    events: int
    remaining: int
    paid: int
    unpaid: int
    lifetime: int | None = None


@dataclass(frozen=True, slots=True)
class HopperRead:
    """Sent at start, and whenever the reading differs from the one sent before while no payout runs."""

    device: str
    reading: HopperReading


@dataclass(frozen=True, slots=True)
class CoinsDispensed:
    """Progress of a payout: `paid` pieces are out so far."""

    device: str
    payout_id: str
    paid: int


@dataclass(frozen=True, slots=True)
class PayoutFinished:
    """The hopper's last word on one payout.

    `paid` pieces certainly came out. `doubtful` more may have: they are nobody's to pay again on a guess.
    paid + doubtful never exceeds what was asked for.
    """

    device: str
    payout_id: str
    paid: int
    doubtful: int
    after: HopperReading | None
    troubles: tuple[Trouble, ...] = ()


# ---- Bill validators --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NoteInEscrow:
    """A note was recognised and waits; it must be stacked or returned. `note_id` is new for every note."""

    device: str
    note_id: str
    value: Money


@dataclass(frozen=True, slots=True)
class NoteStacked:
    """The note is in the cash box. Sent once per note."""

    device: str
    note_id: str
    value: Money


@dataclass(frozen=True, slots=True)
class NoteReturned:
    """The note went back to the person, or was never taken in."""

    device: str
    note_id: str


@dataclass(frozen=True, slots=True)
class NoteInDoubt:
    """Stacked or returned: the validator cannot say. `value` is None where not even that is known."""

    device: str
    note_id: str
    value: Money | None


@dataclass(frozen=True, slots=True)
class NoteRefused:
    """A note was given back at once; `code` is the manual's reason where it gives one."""

    device: str
    code: int


@dataclass(frozen=True, slots=True)
class ValidatorOpened:
    device: str
    values: tuple[Money, ...]


@dataclass(frozen=True, slots=True)
class ValidatorClosed:
    """Inhibited, and no note is on its way any more."""

    device: str


@dataclass(frozen=True, slots=True)
class CashBoxMoved:
    """The note box was taken out or put back."""

    device: str
    present: bool


# ---- Any device ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DeviceStatusChanged:
    """Sent when the status differs from the one sent before; the first is sent at start."""

    device: str
    status: DeviceStatus


DeviceEvent = (
    CoinsRead
    | CoinRefused
    | AcceptorOpened
    | AcceptorClosed
    | SlipFinished
    | PrintJobCreated
    | SheetsPrinted
    | DocumentFinished
    | HopperRead
    | CoinsDispensed
    | PayoutFinished
    | NoteInEscrow
    | NoteStacked
    | NoteReturned
    | NoteInDoubt
    | NoteRefused
    | ValidatorOpened
    | ValidatorClosed
    | CashBoxMoved
    | DeviceStatusChanged
)


class CoinAcceptor(Protocol):
    """Credits coins while open. Starts inhibited."""

    def accept(self, values: frozenset[Money]) -> None:
        """Take these coins and no others; answers AcceptorOpened, or a status change when it cannot."""

    def inhibit(self) -> None:
        """Take no more; answers AcceptorClosed, also when it was closed before."""


class Hopper(Protocol):
    """Dispenses coins of one denomination. Starts disabled."""

    def dispense(self, payout_id: str, count: int, before: HopperReading) -> None:
        """Pay `count` pieces once; answers CoinsDispensed..., one PayoutFinished. Never repeated.

        `before` is the reading on record with the intent: when the hopper does not show it any more, nothing
        is paid and the answer is paid 0, doubtful 0.
        """

    def reconcile(self, payout_id: str, count: int, before: HopperReading) -> None:
        """After a restart: let the hopper come to rest, compare its counters, answer PayoutFinished."""

    def stop(self) -> None:
        """Emergency stop; a running payout answers PayoutFinished with what came out."""


class TellsAgain(Protocol):
    """Any device that can be asked by the service menu."""

    def tell_again(self) -> None:
        """Look afresh, check itself where it can, and send status and counters although they may be known."""


class BillValidator(Protocol):
    """Takes notes one at a time into escrow. Starts inhibited."""

    def accept(self, values: frozenset[Money]) -> None:
        """Take these notes and no others; answers ValidatorOpened, or a status change when it cannot."""

    def inhibit(self) -> None:
        """Take no more; a note in escrow goes back; answers ValidatorClosed, also when already closed."""

    def stack(self, note_id: str) -> None:
        """Keep the note in escrow; answers NoteStacked, NoteReturned or NoteInDoubt. Never repeated."""

    def return_note(self, note_id: str) -> None:
        """Give the note in escrow back; answers NoteReturned, NoteStacked or NoteInDoubt. Never repeated."""

    def reconcile(self, note_id: str, value: Money) -> None:
        """After a restart: what became of a note that was to be stacked.

        Answers one NoteStacked, NoteReturned or NoteInDoubt under this id. A note that still lies in escrow
        is given back. Where the device tells on its own of a note handled meanwhile, it is this one.
        """


@dataclass(frozen=True, slots=True)
class SlipImage:
    """A slip as dots: `rows` lines of `width // 8` bytes each, most significant bit leftmost, 1 = black."""

    width: int
    height: int
    bits: bytes


class ReceiptPrinter(Protocol):
    """Prints slips one at a time."""

    def print_slip(self, job_id: str, image: SlipImage) -> None:
        """Print once and cut; answers one SlipFinished. Never repeated by the driver."""


class DocumentPrinter(Protocol):
    """Prints A4 documents one at a time."""

    def print_document(self, job_id: str, pdf: bytes, sheets: int) -> None:
        """Print once; answers PrintJobCreated, SheetsPrinted..., one DocumentFinished. Never repeated."""

    def reconcile(self, job_id: str, sheets: int) -> None:
        """After a restart: find the job, cancel what still runs, and answer DocumentFinished for it."""
