"""What stands behind the screen is started, stopped and started again on the same journal."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.app import Kiosk
from kiosk.errors import JournalBusy
from kiosk.money import Money
from kiosk.visit.states import Paying
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
        whole.wait("the open slot again", lambda m: isinstance(m.visit, Paying) and bool(m.visit.coins_open))
        assert isinstance(whole.machine.visit, Paying)
        assert whole.machine.visit.credit == Money(10)
        whole.insert(10)
        finished = whole.finish()
    assert finished.inserted.total == Money(20)
    assert finished.claims == ()
    assert whole.acceptor.cash_box.coins == [10, 10]
