"""The documents' traces through the whole driver, byte by byte, without our twin."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from drivers.ict.bill_validator import Settings
from drivers.transport.wire import LineSettings
from kiosk.devices import (
    OFFLINE,
    CashBoxMoved,
    Condition,
    DeviceStatus,
    NoteInDoubt,
    NoteInEscrow,
    NoteRefused,
    NoteReturned,
    NoteStacked,
    Trouble,
    ValidatorClosed,
    ValidatorOpened,
)
from kiosk.money import Money
from tests.drivers.ict.bench import ALL, BILLS, Paper


def test_the_trace_of_the_documents() -> None:
    """80 8F <- 02 -> 5E -> 3E -> 81 41 <- 18 -> 02 -> 10 <-"""
    paper = Paper(start=False)
    paper.status = None
    paper.run(0.3)
    paper.says("80 8F")
    paper.status = b"\x5e"
    paper.run(1.0)
    assert [byte for _, byte in paper.sent if byte != 0x0C][-2:] == [0x02, 0x5E]
    paper.open()
    note = paper.escrow("81 41")
    assert paper.said(NoteInEscrow) == [NoteInEscrow("notes", note, Money(500))]
    paper.driver.stack(note)
    paper.run(0.5)
    paper.says("10")
    assert paper.said(NoteStacked) == [NoteStacked("notes", note, Money(500))]
    paper.run(10.0)
    assert [byte for _, byte in paper.sent if byte not in (0x0C, 0x5E)] == [0x02, 0x3E, 0x18, 0x02]


def test_opened_says_which_notes_it_knows() -> None:
    paper = Paper(Settings(bills={0: 100, 3: 500}))
    paper.driver.accept(ALL)
    paper.run(1.0)
    assert paper.said(ValidatorOpened) == [ValidatorOpened("notes", (Money(100), Money(500)))]
    paper.driver.accept(frozenset({Money(100)}))
    paper.run(1.0)
    assert paper.said(ValidatorOpened)[-1].values == (Money(100),)


def test_wanting_no_note_that_it_knows_leaves_it_shut() -> None:
    paper = Paper()
    paper.driver.accept(frozenset({Money(2000)}))
    paper.run(1.0)
    assert paper.said(ValidatorOpened) == [ValidatorOpened("notes", ())]
    assert paper.status == b"\x5e"


def test_a_type_that_nobody_taught_us_goes_back() -> None:
    paper = Paper()
    paper.open()
    paper.says("81 44")
    paper.run(0.5)
    paper.says("11")
    assert paper.wrote(0x0F, 0x02) == [0x0F]
    assert paper.said(NoteRefused) == [NoteRefused("notes", 0x11)]
    assert not paper.said(NoteInEscrow)


def test_half_an_announcement_goes_back() -> None:
    paper = Paper()
    paper.open()
    paper.says("81")
    paper.run(0.5)
    assert paper.wrote(0x0F, 0x02) == [0x0F]
    paper.run(10.0)
    assert not paper.said(NoteInDoubt)


def test_a_note_that_fell_through_the_test_of_the_validator() -> None:
    paper = Paper()
    paper.open()
    paper.says("29")
    assert paper.said(NoteRefused) == [NoteRefused("notes", 0x29)]


def test_power_up_while_a_note_is_stacked() -> None:
    paper = Paper()
    paper.open()
    note = paper.escrow()
    paper.driver.stack(note)
    paper.run(0.3)
    paper.says("80 8F")
    assert paper.said(NoteInDoubt) == [NoteInDoubt("notes", note, Money(100))]
    paper.status = b"\x5e"
    paper.run(5.0)
    assert paper.wrote(0x02) == [0x02], "not yet: it was open a moment ago"
    assert not paper.condition.serves
    paper.run(10.0)
    assert paper.wrote(0x02) == [0x02, 0x02]
    assert paper.condition.serves
    assert len(paper.said(ValidatorOpened)) == 2


def test_closing_gives_back_what_waits_and_lets_the_last_note_arrive() -> None:
    paper = Paper()
    paper.open()
    note = paper.escrow()
    paper.driver.inhibit()
    paper.run(0.5)
    assert paper.status == b"\x5e"
    assert paper.wrote(0x0F) == [0x0F]
    paper.says("11")
    assert paper.said(NoteReturned) == [NoteReturned("notes", note)]
    paper.run(2.0)
    assert not paper.said(ValidatorClosed)
    paper.run(1.5)
    assert paper.said(ValidatorClosed) == [ValidatorClosed("notes")]
    paper.driver.inhibit()
    paper.run(0.1)
    assert len(paper.said(ValidatorClosed)) == 2


def test_closing_with_a_fault_is_closed_too() -> None:
    paper = Paper()
    paper.open()
    paper.status = b"\x24"
    paper.run(1.0)
    paper.driver.inhibit()
    paper.run(5.0)
    assert paper.said(ValidatorClosed)


@pytest.mark.parametrize(
    ("word", "troubles"),
    [
        ("20", (Trouble.JAM, Trouble.OTHER)),
        ("21", (Trouble.SELF_CHECK,)),
        ("22", (Trouble.JAM,)),
        ("24", (Trouble.CASH_BOX_REMOVED,)),
        ("25", (Trouble.OPTO,)),
        ("27", (Trouble.FRAUD,)),
        ("28", (Trouble.STACKER_FULL, Trouble.JAM)),
    ],
)
def test_faults(word: str, troubles: tuple[Trouble, ...]) -> None:
    paper = Paper()
    paper.says(word)
    paper.run(0.1)
    assert paper.condition == DeviceStatus(Condition.STOPPED, troubles)
    paper.says("2F")
    paper.run(0.1)
    assert paper.condition == DeviceStatus(Condition.READY)


def test_the_cash_box() -> None:
    paper = Paper()
    paper.says("24")
    paper.run(0.1)
    paper.says("24")
    paper.run(0.1)
    paper.says("2F")
    paper.run(0.1)
    assert paper.said(CashBoxMoved) == [CashBoxMoved("notes", False), CashBoxMoved("notes", True)]


def test_noise_is_counted() -> None:
    paper = Paper()
    paper.says("00 FF 37 8F")
    assert paper.driver.noise == 4
    paper.open()
    note = paper.escrow()
    paper.driver.stack(note)
    paper.run(0.5)
    paper.says("10 10")
    assert len(paper.said(NoteStacked)) == 1
    assert paper.driver.unexplained == 1


def test_reconciling_after_a_start() -> None:
    paper = Paper(start=False)
    paper.driver.reconcile("boot0-7", Money(500))
    paper.run(0.1)
    paper.says("10")
    paper.run(1.0)
    assert paper.said(NoteStacked) == [NoteStacked("notes", "boot0-7", Money(500))]


def test_reconciling_where_the_port_is_gone() -> None:
    paper = Paper(start=False)
    paper.driver.reconcile("boot0-7", Money(500))
    events = paper.driver.disconnected(paper.now)
    assert NoteInDoubt("notes", "boot0-7", Money(500)) in events
    assert paper.driver.disconnected(paper.now) == []


def test_silent_it_is_offline() -> None:
    paper = Paper()
    paper.status = None
    paper.run(3.0)
    assert paper.condition == OFFLINE


def test_its_line() -> None:
    assert Paper(start=False).driver.line == LineSettings(9600, "E")
    assert Paper(Settings(bills=BILLS, parity="N"), start=False).driver.line == LineSettings(9600, "N")


@pytest.mark.parametrize(
    "wrong", [{"bills": {}}, {"bills": {26: 100}}, {"bills": {-1: 100}}, {"bills": {0: 50}}, {"parity": "O"}]
)
def test_wrong_settings(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Settings.model_validate({"bills": BILLS} | wrong)
