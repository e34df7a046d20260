"""The books of a period against the units and themselves; what does not agree is said, never hidden."""

from __future__ import annotations

import json
from dataclasses import replace

from kiosk.maintenance.events import (
    CollectionBegun,
    CollectionConfirmed,
    CountFinished,
    HopperFilled,
    PiecesCounted,
    PinConfirmed,
    PinEntered,
    RefillBegun,
    ServiceCalled,
    SignedOut,
)
from kiosk.maintenance.states import CheckingPin, Role
from kiosk.money import COINS, Money, Tally
from kiosk.reconciliation import Entry, Reconciliation, reconcile
from kiosk.visit.events import Event, HopperCounted, HoppersFitted
from kiosk.visit.facts import Account, Collected, Posted
from kiosk.visit.machine import Machine
from kiosk.visit.payout import FittedHopper
from kiosk.visit.step import step
from tests.kiosk.maintenance.staffing import NOON_S
from tests.kiosk.visit.samples import coins

FITTED = HoppersFitted((FittedHopper("hopper_10", Money(10)),))


class Telling:
    """Writes a journal in memory: each event with the facts it implies, one row a minute."""

    def __init__(self) -> None:
        self.machine = Machine()
        self.entries: list[Entry] = []

    def happen(self, *events: Event) -> Telling:
        for event in events:
            decision = step(self.machine, event)
            self.machine = decision.machine
            at = f"2026-09-20T06:{len(self.entries):02d}:00+00:00"
            self.entries += [Entry(at, item) for item in (event, *decision.facts)]
        return self

    def sign_in(self) -> Telling:
        self.happen(ServiceCalled(), PinEntered())
        state = self.machine.service.state
        assert isinstance(state, CheckingPin)
        return self.happen(PinConfirmed(state.request_id, "7001", Role.CASHIER, NOON_S))

    def collect(self, **counted: int) -> Telling:
        hand = {int(name[1:]): pieces for name, pieces in counted.items()}
        counts = (PiecesCounted(value, hand.get(value.amount, 0)) for value in COINS)
        return self.happen(CollectionBegun(), *counts, CountFinished(True), CollectionConfirmed())


def a_day() -> Telling:
    telling = Telling().happen(FITTED, HopperCounted("hopper_10", 40), coins(10, 50), coins(5)).sign_in()
    telling.happen(RefillBegun("hopper_10"), HopperFilled("hopper_10", 20))
    return telling.collect(n10=1, n50=1, n5=0).happen(SignedOut(), coins(20))


def told(telling: Telling, since: str = "", until: str = "") -> Reconciliation:
    return reconcile(telling.entries, since, until)


def test_a_day_balances_and_every_unit_holds_what_its_account_says() -> None:
    report = told(a_day())
    assert report.problems == ()
    assert report.taken == Tally.of([Money(5), Money(10), Money(20), Money(50)])
    assert report.closing(Account.COLLECTED) == Money(60)
    assert report.closing(Account.DIFFERENCE) == Money(-5)
    assert report.closing(Account.FLOAT) == Money(600)
    units = {unit.unit: unit.value for unit in report.units}
    assert units == {"coin_box": Money(20), "hopper_10": Money(600)}
    assert (report.collections, report.refills) == ((1,), (1,))


def test_a_period_begins_where_the_one_before_ended() -> None:
    telling = a_day()
    middle = telling.entries[len(telling.entries) // 2].wall_utc
    first, second = told(telling, until=middle), told(telling, since=middle)
    assert first.rows + second.rows == len(telling.entries)
    closing = {line.account: line.closing for line in first.accounts}
    assert {line.account: line.opening for line in second.accounts} == closing
    assert second.accounts[0].closing == told(telling).accounts[0].closing
    assert second.balanced


def test_an_entry_of_another_hand_is_told() -> None:
    telling = a_day()
    forged = Posted(Account.CASH_BOX, Account.REVENUE, Money(10))
    telling.entries.insert(3, Entry(telling.entries[3].wall_utc, forged))
    problems = told(telling).problems
    assert any("follows from nothing" in problem for problem in problems)
    assert any("coin box" in problem for problem in problems)


def test_an_entry_that_is_missing_is_told() -> None:
    telling = a_day()
    telling.entries = [entry for entry in telling.entries if not isinstance(entry.item, Collected)]
    assert any("is missing" in problem for problem in told(telling).problems)


def test_a_gap_in_the_numbers_is_told() -> None:
    telling = a_day()
    telling.machine = replace(telling.machine, service=replace(telling.machine.service, next_collection=5))
    telling.sign_in().collect(n20=1)
    assert any("report 2 is missing" in problem for problem in told(telling).problems)


def test_it_is_printed_for_people_and_for_programs() -> None:
    report = told(a_day())
    assert "All agrees." in report.as_text()
    assert "600" in report.as_text()
    said = json.loads(json.dumps(report.as_json()))
    assert said["balanced"] is True
    assert said["accounts"]["difference"]["closing"] == -5
    assert "missing" in replace(report, problems=("an entry is missing",)).as_text()


def test_nothing_at_all_is_in_order_too() -> None:
    assert reconcile([]).balanced
    assert "0 rows" in reconcile([]).as_text()
