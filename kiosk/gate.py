"""May money be accepted now? Everything that must hold before the acceptor opens, and while it is open.

Design: no money is accepted unless what is bought can be delivered and recorded.
"""

from __future__ import annotations

from kiosk.change import make_change
from kiosk.money import COINS, NOTES, Money, Tally
from kiosk.visit.machine import Machine
from kiosk.visit.payout import available
from kiosk.visit.states import ChooseProblem, Order, Paper, Person

MOST_CHANGE_PIECES = 30  # more would take the hoppers half a minute and fill the tray


def before_payment(
    machine: Machine, person: Person, order: Order, papers: tuple[Paper, ...]
) -> ChooseProblem | None:
    """The first reason why this order must not be paid now, or None."""
    if not _papers_match(person, order, papers):
        return ChooseProblem.PAPER_MISMATCH
    if not machine.acceptor.serves:
        return ChooseProblem.ACCEPTOR
    return next(iter(while_paying(machine)), None)


def while_paying(machine: Machine) -> tuple[ChooseProblem, ...]:
    """What would keep paid papers from being delivered or recorded.

    The acceptor is not asked here: when it stops, it takes no coins by itself, and when it comes back
    the visitor can go on. The network is not asked either: the papers are already here.
    """
    conditions = (
        (not machine.document_printer.serves, ChooseProblem.PRINTER),
        (not machine.receipt_printer.serves, ChooseProblem.RECEIPT_PRINTER),
        (not machine.journal_room, ChooseProblem.JOURNAL),
        (not machine.clock_sane, ChooseProblem.CLOCK),
        (bool(machine.fault), ChooseProblem.PROGRAM_FAULT),
    )
    return tuple(problem for holds, problem in conditions if holds)


def coins_to_take(machine: Machine, price: Money, credit: Money) -> tuple[Money, ...]:
    """Which coins may go in next: one that would overpay by what the hoppers cannot give back is refused.

    Without hoppers every coin is taken, and the screen says beforehand that the rest becomes a claim. A
    second coin that is already falling behind the last one is not foreseen: it goes back or is owed.
    """
    if not machine.hoppers:
        return COINS
    held = available(machine.hoppers)
    return tuple(
        coin
        for coin in COINS
        if credit + coin <= price or make_change(credit + coin - price, held) is not None
    )


def notes_to_take(machine: Machine, price: Money, credit: Money) -> tuple[Money, ...]:
    """Which notes may go in next: what is too much must come back from the hoppers, in a handful of coins.

    Unlike a coin a note is refused where it would become a claim: nobody should leave NT$980 on a slip.
    """
    held = available(machine.hoppers)
    return tuple(note for note in NOTES if credit + note <= price or _handful(credit + note - price, held))


def _handful(change: Money, held: Tally) -> bool:
    coins = make_change(change, held)
    return coins is not None and coins.pieces <= MOST_CHANGE_PIECES


def _papers_match(person: Person, order: Order, papers: tuple[Paper, ...]) -> bool:
    """One paper per copy ordered, each issued for the person who stands here."""
    ordered = sorted(line.code for line in order.lines for _ in range(line.copies))
    return (
        ordered == sorted(paper.code for paper in papers)
        and len({paper.copy_serial for paper in papers}) == len(papers)
        and all(paper.person_id == person.person_id and paper.sheets > 0 for paper in papers)
    )
