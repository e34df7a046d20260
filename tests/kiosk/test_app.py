"""What stands behind the screen is started, stopped and started again on the same journal."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.app import Kiosk
from kiosk.errors import JournalBusy
from kiosk.journal import exported
from kiosk.money import Money
from kiosk.snapshots import KIND, verify
from kiosk.visit.states import Attract, Paying
from simulator.in_process import whole_machine


def test_a_second_kiosk_on_the_same_journal_is_refused(tmp_path: Path) -> None:
    with whole_machine(tmp_path) as whole, pytest.raises(JournalBusy, match="in use"):
        Kiosk(whole.config)


def test_credit_is_there_again_after_a_restart_and_the_visit_goes_on(tmp_path: Path) -> None:
    with whole_machine(tmp_path) as whole:
        whole.to_payment()
        whole.insert(10)
        whole.wait("credit", lambda m: isinstance(m.visit, Paying) and m.visit.credit == Money(10))
        whole.stop()
        whole.start()
        whole.wait("the start", lambda m: not m.acceptor.serves)  # until then the state is that of before
        whole.wait("the open slot again", lambda m: isinstance(m.visit, Paying) and bool(m.visit.coins_open))
        assert isinstance(whole.machine.visit, Paying)
        assert whole.machine.visit.credit == Money(10)
        whole.insert(10)
        finished = whole.finish()
    assert finished.inserted.total == Money(20)
    assert finished.claims == ()
    assert whole.acceptor.cash_box.coins == [10, 10]


def test_a_clean_stop_leaves_a_snapshot_from_which_the_next_start_goes_on(tmp_path: Path) -> None:
    with whole_machine(tmp_path) as whole:
        whole.to_payment()
        whole.insert(20)
        whole.finish()
        whole.wait("nobody", lambda machine: isinstance(machine.visit, Attract))
        next_receipt = whole.machine.next_receipt
        whole.stop()
        rows = list(exported(whole.kiosk.journal_path))
        assert rows[-1].kind == KIND
        whole.start()
        assert whole.machine.next_receipt == next_receipt == 2
        whole.in_service()
        whole.wait("its acknowledgement", lambda machine: machine.acknowledged >= rows[-1].seq)
    found = verify(whole.kiosk.journal_path)
    assert (found.snapshots, found.others) == (2, 0)
