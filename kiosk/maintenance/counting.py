"""Collection and refill: what a person did to the cash, in the books and on a numbered report.

Between begin and end nobody can begin a visit. A difference is posted to an account of its own, never hidden.
"""

from __future__ import annotations

from dataclasses import replace

from kiosk.cash import CollectionReport, CountLine, RefillReport, emptied, total
from kiosk.maintenance.states import Exchange, ExchangeKind, Service
from kiosk.money import NOTES, ZERO, Money
from kiosk.visit import hoppers
from kiosk.visit.decision import moved
from kiosk.visit.facts import Account, Collected, Fact, NoteFound, Refilled
from kiosk.visit.machine import Machine
from kiosk.visit.payout import HopperState

MOST_PIECES = 20_000  # more than any box holds: a slip of the finger


def begun(machine: Machine, exchange: Exchange) -> Machine:
    return _with(machine, replace(machine.service, exchange=exchange))


def collecting(machine: Machine, staff_id: str) -> Exchange:
    return Exchange(ExchangeKind.COLLECTION, staff_id, expected=machine.cash.held)


def counted(exchange: Exchange, value: Money, pieces: int) -> Exchange:
    """One denomination; counted again, the new figure stands."""
    if not 0 <= pieces <= MOST_PIECES:
        return exchange
    others = (count for count in exchange.counted if count[0] != value)
    return replace(exchange, counted=tuple(sorted((*others, (value, pieces)))))


def uncounted(machine: Machine, exchange: Exchange) -> tuple[Money, ...]:
    """Which denominations have no figure yet; nothing found is a figure too."""
    return tuple(value for value in machine.cash.values if value not in dict(exchange.counted))


def lines(machine: Machine, exchange: Exchange) -> tuple[CountLine, ...]:
    journal, hand = dict(exchange.expected.counts), dict(exchange.counted)
    values = sorted({*machine.cash.values, *journal, *hand})
    return tuple(CountLine(value, journal.get(value, 0), hand.get(value, 0)) for value in values)


def collected(
    machine: Machine, exchange: Exchange, staff_id: str
) -> tuple[Machine, CollectionReport, tuple[Fact, ...]]:
    """The boxes are empty again, the money is the cashier's, the difference stands by itself."""
    service, box = machine.service, machine.cash.coin_box
    report = CollectionReport(
        service.next_collection,
        staff_id,
        lines(machine, exchange),
        box.device_pieces,
        box.unvalued,
        box.accuracy,
    )
    coins = total(count for count in exchange.expected.counts if count[0] not in NOTES)
    found = _found(machine, report)
    surplus = sum((value for _, value in found), ZERO)
    facts = (
        Collected(report),
        *moved(Account.COLLECTED, Account.CASH_BOX, coins),
        *moved(Account.COLLECTED, Account.NOTE_BOX, exchange.expected.total - coins),
        *(NoteFound(note_id, value) for note_id, value in found),
        *moved(Account.COLLECTED, Account.DOUBT, surplus),
        *_difference(Account.COLLECTED, report.difference - surplus),
    )
    after = replace(service, exchange=None, next_collection=report.number + 1)
    cash = emptied(machine.cash, exchange.expected)
    doubtful = tuple(note for note in machine.doubtful_notes if note not in found)
    return _with(replace(machine, cash=cash, doubtful_notes=doubtful), after), report, facts


def _found(machine: Machine, report: CollectionReport) -> tuple[tuple[str, Money], ...]:
    """Notes in doubt that explain why more was counted than is on record, the oldest first.

    One that was not found stays in doubt: it may be stuck on its way, and turn up later.
    """
    more = {line.value: line.counted - line.journal for line in report.lines}
    found = []
    for note_id, value in machine.doubtful_notes:
        if more.get(value, 0) > 0:
            more[value] -= 1
            found.append((note_id, value))
    return tuple(found)


def refilled(
    machine: Machine, exchange: Exchange, staff_id: str, added: int, count: int | None
) -> tuple[Machine, RefillReport, tuple[Fact, ...]] | None:
    """`count` None: `added` on top of what is there, else all that is in it now. None: that cannot be."""
    hopper = _hopper(machine, exchange.unit)
    pieces = added if count is None else count
    if hopper is None or not 0 <= pieces <= MOST_PIECES:
        return None
    service = machine.service
    report = RefillReport(
        service.next_refill,
        staff_id,
        hopper.name,
        hopper.value,
        hopper.level + hopper.in_doubt,
        hopper.in_doubt,
        hopper.level_by_device,
        added,
        count,
        hopper.accuracy,
    )
    facts = (
        Refilled(report),
        *moved(Account.HOPPERS, Account.FLOAT, hopper.value * added),
        *_difference(Account.HOPPERS, report.difference),
    )
    if count is None:
        changed = hoppers.filled(machine, hopper.name, added)
    else:
        changed = hoppers.recounted(machine, hopper.name, count)
    after = replace(service, exchange=None, next_refill=report.number + 1)
    return _with(changed, after), report, facts


def _difference(asset: Account, difference: Money) -> tuple[Fact, ...]:
    if difference >= ZERO:
        return moved(asset, Account.DIFFERENCE, difference)
    return moved(Account.DIFFERENCE, asset, ZERO - difference)


def _hopper(machine: Machine, name: str) -> HopperState | None:
    return next((hopper for hopper in machine.hoppers if hopper.name == name), None)


def _with(machine: Machine, service: Service) -> Machine:
    return replace(machine, service=service)
