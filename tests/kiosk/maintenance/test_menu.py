"""What a person who is signed in can do, that it bears his name, and that nobody is served meanwhile."""

from __future__ import annotations

import pytest

from kiosk.devices import Condition, DeviceStatus, DeviceStatusChanged, HopperRead, Outcome, Trouble
from kiosk.maintenance.events import (
    BooksRead,
    CollectionBegun,
    CollectionConfirmed,
    CountFinished,
    DeviceAsked,
    ExchangeGivenUp,
    HopperFilled,
    MachineClosed,
    PageOpened,
    PiecesCounted,
    RefillBegun,
    ReportWanted,
    ServiceEvent,
    SignedOut,
    TrialWanted,
)
from kiosk.maintenance.states import Books, ExchangeKind, Page, Role, Session
from kiosk.money import COINS, Money
from kiosk.visit.effects import AskDevice, PrintReport, PrintTrial, ReadBooks
from kiosk.visit.events import Booted, Event, HopperCounted, StartTouched, StillHereTouched, Timer, TimerFired
from kiosk.visit.facts import Collected, Refilled, SlipIntended, StaffActed
from kiosk.visit.machine import closed_reasons
from kiosk.visit.states import Attract, ClosedReason, Identifying
from kiosk.visit.step import step
from tests.kiosk.maintenance.staffing import (
    CASHIER,
    READING,
    STOCKED,
    TECHNICIAN,
    facts_of,
    happen,
    printed,
    session,
    signed_in,
    wanted,
)
from tests.kiosk.visit.samples import READY, coins

COUNT_ALL: tuple[Event, ...] = tuple(PiecesCounted(value, 0) for value in COINS)
DEEDS: tuple[ServiceEvent, ...] = (
    SignedOut(),
    PageOpened(Page.REFILL),
    MachineClosed(True),
    MachineClosed(False),
    CollectionBegun(),
    RefillBegun("hopper_10"),
    TrialWanted(),
    DeviceAsked("hopper_10"),
)


@pytest.mark.parametrize("deed", DEEDS, ids=lambda deed: type(deed).__name__)
def test_whatever_is_done_bears_the_name_of_who_did_it(deed: ServiceEvent) -> None:
    facts = facts_of(signed_in(), deed)
    assert [fact.staff_id for fact in facts if isinstance(fact, StaffActed)] == [CASHIER]


def test_nobody_begins_a_visit_while_staff_are_there() -> None:
    machine = happen(signed_in(), StartTouched("v"))
    assert isinstance(machine.visit, Attract)
    assert isinstance(happen(machine, SignedOut(), StartTouched("v")).visit, Identifying)


def test_a_coin_that_falls_meanwhile_is_on_record_all_the_same() -> None:
    machine = happen(signed_in(), coins(10))
    assert machine.suspense == Money(10)
    assert machine.cash.coin_box.held.total == Money(10)


def test_a_closed_machine_stays_closed_over_sign_out_and_restart_until_it_is_opened() -> None:
    machine = happen(signed_in(), MachineClosed(True), SignedOut(), Booted("b2", "test", 5.0))
    assert ClosedReason.STAFF in closed_reasons(machine)
    found = (
        DeviceStatusChanged(name, READY) for name in ("coin_acceptor", "receipt_printer", "document_printer")
    )
    machine = happen(machine, *found, StartTouched("v"))
    assert isinstance(machine.visit, Attract)
    again = happen(signed_in(machine), MachineClosed(False), SignedOut())
    assert ClosedReason.STAFF not in closed_reasons(again)


def test_pages_are_for_those_whom_they_concern() -> None:
    technician = signed_in(role=Role.TECHNICIAN, staff_id=TECHNICIAN)
    assert session(happen(technician, PageOpened(Page.COLLECTION))).page is Page.OVERVIEW
    assert session(happen(technician, PageOpened(Page.DEVICES))).page is Page.DEVICES
    assert session(happen(technician, CollectionBegun())).page is Page.OVERVIEW
    assert happen(technician, CollectionBegun()).service.exchange is None


def test_the_books_are_asked_for_and_only_the_newest_answer_counts() -> None:
    opened = step(signed_in(), PageOpened(Page.VISITS))
    (effect,) = wanted(opened, ReadBooks)
    assert isinstance(effect, ReadBooks)
    books = Books(last_row=7)
    assert session(happen(opened.machine, BooksRead("service-0", books))).books is None
    assert session(happen(opened.machine, BooksRead(effect.request_id, books))).books == books


def test_a_device_is_asked_and_its_answer_is_noticed() -> None:
    decision = step(signed_in(), DeviceAsked("hopper_10"))
    assert wanted(decision, AskDevice) == [AskDevice("hopper_10")]
    other = happen(decision.machine, HopperRead("hopper_50", READING))
    assert not session(other).answered
    assert session(happen(other, HopperRead("hopper_10", READING))).answered


def test_a_test_slip_is_printed_once_at_a_time_and_its_end_is_shown() -> None:
    decision = step(signed_in(), TrialWanted())
    assert len(wanted(decision, PrintTrial)) == 1
    assert [fact for fact in decision.facts if isinstance(fact, SlipIntended)]
    assert not wanted(step(decision.machine, TrialWanted()), PrintTrial)
    slip = session(printed(decision.machine, Outcome.NOT_DELIVERED)).slip
    assert slip is not None
    assert slip.outcome is Outcome.NOT_DELIVERED
    silent = session(happen(decision.machine, TimerFired(Timer.SLIP))).slip
    assert silent is not None
    assert silent.outcome is Outcome.UNKNOWN


def test_whoever_walks_away_is_asked_and_then_signed_out() -> None:
    asked = happen(signed_in(), TimerFired(Timer.ATTENTION))
    assert asked.asking_still_there
    assert not happen(asked, StillHereTouched()).asking_still_there
    gone = step(asked, TimerFired(Timer.STILL_THERE))
    assert gone.machine.service.state is None
    assert not gone.machine.asking_still_there
    assert gone.facts == (StaffActed(CASHIER, "TimedOut"),)


# ---- Collection ------------------------------------------------------------------------------------

FULL = happen(STOCKED, coins(10, 10, 50))


def test_a_collection_is_counted_blind_compared_and_confirmed() -> None:
    machine = happen(signed_in(FULL), CollectionBegun())
    exchange = machine.service.exchange
    assert exchange is not None
    assert exchange.kind is ExchangeKind.COLLECTION
    assert ClosedReason.EXCHANGE in closed_reasons(machine)
    half = happen(machine, PiecesCounted(Money(10), 2), CountFinished(True))
    assert half.service.exchange is not None
    assert not half.service.exchange.comparing, "not before every denomination has a figure"
    assert half == happen(half, CollectionConfirmed()), "nothing is confirmed that was not compared"
    whole = happen(machine, *COUNT_ALL, PiecesCounted(Money(10), 2), CountFinished(True))
    decision = step(whole, CollectionConfirmed())
    (report,) = [fact.report for fact in decision.facts if isinstance(fact, Collected)]
    assert (report.number, report.journal, report.counted, report.difference) == (
        1, Money(70), Money(20), Money(-50),
    )  # fmt: skip
    assert len(wanted(decision, PrintReport)) == 1
    assert decision.machine.service.exchange is None
    assert decision.machine.cash.coin_box.held.total == Money(0)
    assert not closed_reasons(decision.machine)


def test_a_count_may_be_mended_before_it_is_confirmed() -> None:
    machine = happen(
        signed_in(FULL), CollectionBegun(), *COUNT_ALL, CountFinished(True), CountFinished(False)
    )
    machine = happen(machine, PiecesCounted(Money(50), 1), CountFinished(True))
    assert machine.service.exchange is not None
    assert dict(machine.service.exchange.counted)[Money(50)] == 1


def test_a_report_that_did_not_print_is_printed_again_as_a_copy() -> None:
    done = happen(signed_in(FULL), CollectionBegun(), *COUNT_ALL, CountFinished(True), CollectionConfirmed())
    failed = printed(done, Outcome.NOT_DELIVERED)
    (again,) = wanted(step(failed, ReportWanted()), PrintReport)
    assert isinstance(again, PrintReport)
    assert again.copy
    assert session(happen(failed, PageOpened(Page.OVERVIEW))).report is None


def test_reports_are_numbered_without_gaps() -> None:
    machine = signed_in(FULL)
    numbers = []
    for _ in range(3):
        ending: tuple[Event, ...] = (CountFinished(True), CollectionConfirmed())
        events: tuple[Event, ...] = (CollectionBegun(), *COUNT_ALL, *ending)
        numbers += [fact.report.number for fact in facts_of(machine, *events) if isinstance(fact, Collected)]
        machine = printed(happen(machine, *events))
    assert numbers == [1, 2, 3]


def test_what_was_begun_stays_open_over_sign_out_and_power_cut() -> None:
    machine = happen(signed_in(FULL), CollectionBegun(), PiecesCounted(Money(50), 1))
    for way in (
        (SignedOut(),),
        (Booted("b2", "test", 5.0),),
        (TimerFired(Timer.ATTENTION), TimerFired(Timer.STILL_THERE)),
    ):
        left = happen(machine, *way)
        assert left.service.state is None
        assert left.service.exchange is not None
        assert ClosedReason.EXCHANGE in closed_reasons(left)
        assert isinstance(happen(left, StartTouched("v")).visit, Attract)
        back = signed_in(left)
        assert back.service.exchange == machine.service.exchange


def test_an_exchange_in_which_nothing_was_done_can_be_given_up() -> None:
    machine = happen(signed_in(FULL), CollectionBegun(), ExchangeGivenUp())
    assert machine.service.exchange is None
    assert machine.cash == FULL.cash


# ---- Refill ----------------------------------------------------------------------------------------


def test_coins_put_in_are_counted_on_and_reported() -> None:
    decision = step(happen(signed_in(), RefillBegun("hopper_10")), HopperFilled("hopper_10", 25))
    (report,) = [fact.report for fact in decision.facts if isinstance(fact, Refilled)]
    assert (report.journal, report.added, report.after) == (40, 25, 65)
    assert decision.machine.hoppers[0].level == 65
    assert len(wanted(decision, PrintReport)) == 1


def test_a_hopper_can_only_be_filled_by_somebody_who_said_so_first() -> None:
    machine = signed_in()
    assert happen(machine, HopperFilled("hopper_10", 25)).hoppers == machine.hoppers
    begun = happen(machine, RefillBegun("hopper_10"))
    assert happen(begun, HopperFilled("hopper_50", 25)).hoppers == machine.hoppers
    assert happen(begun, HopperFilled("hopper_10", -1)).hoppers == machine.hoppers
    assert happen(machine, RefillBegun("hopper_99")).service.exchange is None


def test_a_count_in_the_menu_ends_the_exchange_with_a_report() -> None:
    decision = step(happen(signed_in(), RefillBegun("hopper_50")), HopperCounted("hopper_50", 19))
    (report,) = [fact.report for fact in decision.facts if isinstance(fact, Refilled)]
    assert report.difference == Money(-50)
    assert decision.machine.service.exchange is None


def test_a_jam_makes_a_hoppers_figure_unknown() -> None:
    machine = happen(signed_in(), RefillBegun("hopper_50"), HopperCounted("hopper_50", 19))
    jam = DeviceStatus(Condition.STOPPED, (Trouble.JAM,))
    assert machine.hoppers[1].accuracy == "accurate-set"
    assert happen(machine, DeviceStatusChanged("hopper_50", jam)).hoppers[1].accuracy == "unknown"


def test_every_event_is_legal_everywhere() -> None:
    """Nothing that staff, devices or timers can do in any order raises, whoever is signed in."""
    events = (*DEEDS, *COUNT_ALL[:1], CountFinished(True), CollectionConfirmed(), ExchangeGivenUp(),
              ReportWanted(), HopperFilled("hopper_10", 5), HopperCounted("hopper_10", 7),
              TimerFired(Timer.SLIP), TimerFired(Timer.ATTENTION), TimerFired(Timer.STILL_THERE),
              coins(10), BooksRead("service-1", Books()))  # fmt: skip
    for role in Role:
        for first in events:
            for second in events:
                machine = happen(signed_in(role=role), first, second)
                assert isinstance(machine.service.state, Session | None)
                assert isinstance(machine.visit, Attract)
