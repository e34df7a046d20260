"""Whether the acceptor and the validator are open only while all that the gate promises holds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

from kiosk.money import Money
from kiosk.visit.machine import Machine
from kiosk.visit.payout import HopperState
from kiosk.visit.states import NoteDeed, Paper, Paying
from simulator.explorer.central import Central
from simulator.explorer.world import Violation

MOST_CHANGE_PIECES = 30  # said here once more on purpose: nobody wants more coins than that for a note


class GateJudge:
    """Asked after every step in which something is open."""

    def __init__(self, central: Central) -> None:
        self._central = central

    def coins(self, machine: Machine, values: Sequence[Money], spooled: Callable[[str], bool]) -> None:
        """The acceptor was told to open for these."""
        visit = self._may_open(machine)
        self._papers(visit.papers, visit.person.person_id, spooled)
        due = owing(visit)
        dearer = [value.amount - due for value in values if value.amount > due] if machine.hoppers else []
        for over in unpayable(machine.hoppers, dearer):
            raise Violation("open for a coin that could not be changed", f"{over} over {due}")

    def notes(self, machine: Machine, values: Sequence[Money], spooled: Callable[[str], bool]) -> None:
        """The validator was told to open for these; while a note is on its way no other can go in."""
        visit = self._may_open(machine)
        if visit.note is not None:
            return
        self._papers(visit.papers, visit.person.person_id, spooled)
        if visit.notes_in_doubt.amount:
            raise Violation("open for notes after one in doubt", visit.visit_id)
        self._changed(machine, visit, values)

    def stacked(self, machine: Machine) -> None:
        """A note in escrow was just decided about."""
        visit = machine.visit
        if isinstance(visit, Paying) and visit.note is not None and visit.note.deed is NoteDeed.STACK:
            self._may_open(machine)
            self._changed(machine, visit, (visit.note.value,))

    def _changed(self, machine: Machine, visit: Paying, values: Sequence[Money]) -> None:
        due = owing(visit)
        dearer = [value.amount - due for value in values if value.amount > due]
        for over in unpayable(machine.hoppers, dearer, MOST_CHANGE_PIECES):
            raise Violation("open for a note that could not be changed", f"{over} over {due}")

    @staticmethod
    def _may_open(machine: Machine) -> Paying:
        visit = machine.visit
        if not isinstance(visit, Paying):
            raise Violation("open while nobody pays", type(visit).__name__)
        conditions = (
            (visit.closing is None, "open although it is to close"),
            (owing(visit) > 0, "open although all is paid"),
            (machine.receipt_printer.serves, "open although the receipt printer does not serve"),
            (machine.document_printer.serves, "open although the printer does not serve"),
            (machine.journal_room, "open without room for the journal"),
            (machine.clock_sane, "open without a clock"),
            (not machine.fault, "open although the program failed"),
            (not visit.blocked, "open although something failed during this payment"),
        )
        for holds, what in conditions:
            if not holds:
                raise Violation(what, visit.visit_id)
        return visit

    def _papers(self, papers: Sequence[Paper], person_id: str, spooled: Callable[[str], bool]) -> None:
        for paper in papers:
            if self._central.issued[paper.copy_serial].person_id != person_id:
                raise Violation("open for papers of somebody else", paper.copy_serial)
            if not spooled(paper.copy_serial):
                raise Violation("open for a paper that is not in the spool", paper.copy_serial)


def owing(visit: Paying) -> int:
    """NT$ that are still to be paid, added up beside the core."""
    price = sum(line.fee.amount * line.copies for line in visit.order.lines)
    return price - held(visit) - sum(claim.amount.amount for claim in visit.brought)


def held(visit: Paying) -> int:
    """NT$ that the screen says were put in."""
    return sum(value.amount * pieces for value, pieces in visit.inserted.counts)


def unpayable(hoppers: Sequence[HopperState], sums: Sequence[int], most_pieces: int = 0) -> list[int]:
    """Which of these sums the hoppers cannot pay exactly, or not in so few pieces."""
    if not sums:
        return []
    usable = tuple(
        (hopper.value.amount, hopper.level)
        for hopper in hoppers
        if hopper.status.serves and hopper.reading is not None and hopper.level
    )
    payable = _payable(usable, most_pieces or max(sums))
    return [each for each in sums if not payable >> each & 1]


@lru_cache(maxsize=256)
def _payable(usable: tuple[tuple[int, int], ...], most_pieces: int) -> int:
    """A bit for each sum that so many of these coins, by value and number, can pay exactly."""
    with_pieces = [1] + [0] * most_pieces
    for value, level in usable:
        for _ in range(min(level, most_pieces)):
            for pieces in range(most_pieces, 0, -1):
                with_pieces[pieces] |= with_pieces[pieces - 1] << value
    sums = 0
    for bits in with_pieces:
        sums |= bits
    return sums
