"""One note from 81 4x to its end, and every way in which no word comes of it."""

from __future__ import annotations

import pytest

from drivers.ict import escrow
from drivers.ict.afterwards import Afterwards
from drivers.ict.escrow import Escrow
from kiosk.devices import (
    DeviceEvent,
    NoteInDoubt,
    NoteInEscrow,
    NoteRefused,
    NoteReturned,
    NoteStacked,
)
from kiosk.money import Money

HUNDRED, THOUSAND = Money(100), Money(1000)
ACCEPT, REJECT, HOLD = b"\x02", b"\x0f", b"\x18"
STACKED, RETURNED, REMOVED, REJECTED = 0x10, 0x11, 0x23, 0x29
STEP_S = 0.1

RETURN = NoteReturned("notes", "boot1-1")
STACK = NoteStacked("notes", "boot1-1", HUNDRED)
DOUBT = NoteInDoubt("notes", "boot1-1", HUNDRED)


class Desk:
    """An escrow on a clock; `sent` is what it would write."""

    def __init__(self, can_hold: bool = True) -> None:
        self.afterwards = Afterwards("notes", "boot1")
        self.afterwards.connected(0.0)
        self.afterwards.recognised()
        self.escrow = Escrow("notes", "boot1", can_hold, self.afterwards)
        self.now = 0.0
        self.sent: list[bytes] = []
        self.events: list[DeviceEvent] = []

    def run(self, seconds: float) -> None:
        for _ in range(round(seconds / STEP_S)):
            self.now += STEP_S
            out, events = self.escrow.tick(self.now)
            self.events += [*events, *self.afterwards.tick(self.now)]
            if out:
                self.sent.append(out)

    def note(
        self, bill_type: int = 0, value: Money = HUNDRED, wanted: bool = True, certain: bool = True
    ) -> None:
        self.events += self.escrow.validated(bill_type, value, wanted, certain, self.now)

    def word(self, code: int) -> None:
        self.events += self.escrow.moved(code, self.now)

    @property
    def deeds(self) -> list[bytes]:
        return [byte for byte in self.sent if byte != HOLD]

    @property
    def ends(self) -> list[DeviceEvent]:
        return [event for event in self.events if not isinstance(event, NoteInEscrow)]


@pytest.fixture
def desk() -> Desk:
    """A note of NT$100 in escrow."""
    desk = Desk()
    desk.note()
    return desk


def test_announced(desk: Desk) -> None:
    assert desk.events == [NoteInEscrow("notes", "boot1-1", HUNDRED)]


def test_held_until_the_kiosk_decides_and_given_back_when_it_never_does(desk: Desk) -> None:
    desk.run(escrow.LONGEST_WAIT_S)
    assert set(desk.sent[:-1]) == {HOLD}
    assert len(desk.sent) >= escrow.LONGEST_WAIT_S / 2.0, "two lost ones must not matter"
    assert desk.deeds == [REJECT]


def test_one_that_knows_no_hold_gives_it_back_before_the_validator_does() -> None:
    desk = Desk(can_hold=False)
    desk.note()
    desk.run(4.5)
    assert desk.sent == [REJECT]


def test_stacked(desk: Desk) -> None:
    desk.escrow.stack("boot1-1")
    desk.run(1.0)
    desk.word(STACKED)
    assert (desk.deeds, desk.ends) == ([ACCEPT], [STACK])


def test_returned(desk: Desk) -> None:
    desk.escrow.return_note("boot1-1")
    desk.run(1.0)
    desk.word(RETURNED)
    assert (desk.deeds, desk.ends) == ([REJECT], [RETURN])


@pytest.mark.parametrize("stack", [True, False])
def test_the_first_deed_is_the_only_one(desk: Desk, stack: bool) -> None:
    deeds = (desk.escrow.stack, desk.escrow.return_note)
    for deed in deeds if stack else reversed(deeds):
        deed("boot1-1")
    desk.run(1.0)
    for deed in deeds:
        deed("boot1-1")
    desk.escrow.give_back()
    desk.run(30.0)
    assert desk.deeds == [ACCEPT if stack else REJECT]
    assert desk.ends == [DOUBT]


def test_a_name_that_is_not_held_moves_nothing(desk: Desk) -> None:
    desk.escrow.stack("boot0-9")
    desk.run(1.0)
    assert desk.deeds == []
    assert desk.ends == [NoteInDoubt("notes", "boot0-9", None)]


def test_returned_by_the_validator_before_anybody_decided(desk: Desk) -> None:
    """It was never told to go into the box."""
    desk.word(RETURNED)
    desk.escrow.stack("boot1-1")
    desk.run(30.0)
    assert (desk.deeds, desk.ends) == ([], [RETURN])


@pytest.mark.parametrize("code", [REMOVED, REJECTED])
def test_pulled_out_before_anybody_decided(desk: Desk, code: int) -> None:
    """That word may be noise: it is told to return, and is gone when the validator's own 5 s are over."""
    desk.word(code)
    desk.escrow.stack("boot1-1")
    desk.run(7.0)
    assert (desk.deeds, desk.ends) == ([REJECT], [])
    desk.run(3.0)
    assert desk.ends == [RETURN]


def test_noise_like_a_note_pulled_out_and_then_a_power_up(desk: Desk) -> None:
    """A validator may push a note into the box at power-up, as the stories found."""
    desk.word(REMOVED)
    desk.run(1.0)
    assert desk.escrow.lost() == [DOUBT]


def test_stacked_though_nobody_asked(desk: Desk) -> None:
    desk.word(STACKED)
    assert desk.ends == [DOUBT]


def test_stacked_though_told_to_return(desk: Desk) -> None:
    desk.escrow.return_note("boot1-1")
    desk.run(0.5)
    desk.word(STACKED)
    assert desk.ends == [DOUBT]


def test_no_word_is_a_doubt_and_a_late_one_clears_it(desk: Desk) -> None:
    desk.escrow.stack("boot1-1")
    desk.run(escrow.DECISION_S)
    assert desk.ends == []
    desk.run(0.2)
    assert desk.ends == [DOUBT]
    desk.run(5.0)
    desk.word(STACKED)
    assert desk.ends == [DOUBT, STACK]
    assert desk.deeds == [ACCEPT]


def test_a_returned_that_could_be_of_the_next_note_says_nothing(desk: Desk) -> None:
    """STACKED was lost, and so was BILL VALIDATED of another note, which went back after its 5 s."""
    desk.escrow.stack("boot1-1")
    desk.run(7.0)
    desk.word(RETURNED)
    assert desk.ends == [DOUBT]


def test_an_accept_that_was_lost_shows_as_returned(desk: Desk) -> None:
    desk.escrow.stack("boot1-1")
    desk.run(5.8)
    desk.word(RETURNED)
    assert desk.ends == [RETURN]


@pytest.mark.parametrize("code", [REMOVED, REJECTED])
def test_other_words_while_it_is_stacked_decide_nothing(desk: Desk, code: int) -> None:
    desk.escrow.stack("boot1-1")
    desk.run(1.0)
    desk.word(code)
    assert desk.ends == []
    desk.word(STACKED)
    assert desk.ends == [STACK]


@pytest.mark.parametrize("deed", ["", "stack", "return_note"])
def test_power_up_and_lost_port_leave_doubt(desk: Desk, deed: str) -> None:
    if deed == "stack":
        desk.escrow.stack("boot1-1")
    if deed == "return_note":
        desk.escrow.return_note("boot1-1")
    desk.run(0.5)
    assert desk.escrow.lost() == [DOUBT]
    assert desk.escrow.lost() == []
    desk.run(30.0)
    assert len(desk.deeds) == (1 if deed else 0)


def test_the_same_note_told_again(desk: Desk) -> None:
    """An ICT106 repeats it for every poll."""
    for _ in range(20):
        desk.run(0.2)
        desk.note()
    assert len(desk.events) == 1


def test_told_again_after_the_validator_was_idle_it_is_another_note(desk: Desk) -> None:
    desk.escrow.stack("boot1-1")
    desk.run(2.0)
    desk.escrow.is_left()
    desk.note()
    assert desk.ends == [DOUBT]
    desk.run(0.3)
    assert desk.deeds == [ACCEPT, REJECT], "the other one goes back"
    desk.word(RETURNED)
    assert desk.ends == [DOUBT, NoteRefused("notes", RETURNED)]


def test_another_value_is_another_note(desk: Desk) -> None:
    desk.note(2, THOUSAND)
    assert desk.ends == [DOUBT]
    desk.run(0.3)
    assert desk.deeds == [REJECT]


def test_half_a_word_about_a_note_changes_nothing(desk: Desk) -> None:
    desk.events += desk.escrow.validated(None, None, False, True, desk.now)
    assert len(desk.events) == 1
    desk.run(1.0)
    assert desk.deeds == []


def test_an_unwanted_note_goes_back_and_is_not_announced() -> None:
    desk = Desk()
    desk.note(wanted=False)
    desk.run(0.5)
    desk.word(RETURNED)
    assert (desk.deeds, desk.events) == ([REJECT], [NoteRefused("notes", RETURNED)])


def test_of_an_unwanted_note_no_word_comes() -> None:
    desk = Desk()
    desk.note(wanted=False)
    desk.run(10.0)
    assert (desk.deeds, desk.events) == ([REJECT], [DOUBT])


def test_a_note_of_a_validator_that_nobody_has_recognised_is_not_spoken_of() -> None:
    """The garbage of a wrong line, or a note of an earlier life of the program."""
    desk = Desk()
    desk.note(wanted=False, certain=False)
    desk.run(10.0)
    assert (desk.deeds, desk.events) == ([REJECT], [])
    desk.note(wanted=False, certain=False)
    assert desk.escrow.lost() == []
