"""One visit through real drivers, wires, journal and central system, seen from both ends."""

from __future__ import annotations

from pathlib import Path

from kiosk.journal import verify
from kiosk.money import Money
from kiosk.visit.machine import Machine
from kiosk.visit.states import Attract, ClaimReason
from simulator.in_process import whole_machine


def test_a_coin_becomes_a_transcript_and_the_rest_a_claim(tmp_path: Path) -> None:
    with whole_machine(tmp_path) as whole:
        whole.to_payment()
        whole.insert(50)
        finished = whole.finish()
        whole.wait("the next visitor", lambda machine: isinstance(machine.visit, Attract))
        whole.wait("the central system", everything_acknowledged)
        last_row = whole.kiosk.journal_path
        assert [(claim.amount, claim.reason) for claim in finished.claims] == [
            (Money(30), ClaimReason.OVERPAID)
        ]
        assert len(whole.papers.tray()) == 1
        assert len(whole.slips.slips()) == 2
        assert whole.acceptor.cash_box.coins == [50]
    assert verify(last_row) > 20
    for file in last_row.parent.iterdir():
        assert "林範例".encode() not in file.read_bytes(), file  # the visitor left nothing behind
        assert b"B11199042" not in file.read_bytes(), file


def everything_acknowledged(machine: Machine) -> bool:
    return machine.acknowledged > 20
