"""What is known about the machine, and why it serves nobody."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import pytest

from kiosk.devices import OFFLINE, Condition, DeviceStatus
from kiosk.visit.machine import Machine, closed_reasons
from kiosk.visit.states import ClosedReason
from tests.kiosk.visit.samples import IN_SERVICE


def test_a_machine_of_which_nothing_is_known_serves_nobody() -> None:
    assert closed_reasons(Machine()) == (
        ClosedReason.COIN_ACCEPTOR,
        ClosedReason.RECEIPT_PRINTER,
        ClosedReason.DOCUMENT_PRINTER,
        ClosedReason.CENTRAL,
    )
    assert closed_reasons(IN_SERVICE) == ()


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"fault": "x"}, ClosedReason.PROGRAM_FAULT),
        ({"journal_room": False}, ClosedReason.JOURNAL),
        ({"clock_sane": False}, ClosedReason.CLOCK),
        ({"acceptor": OFFLINE}, ClosedReason.COIN_ACCEPTOR),
        ({"receipt_printer": OFFLINE}, ClosedReason.RECEIPT_PRINTER),
        ({"document_printer": OFFLINE}, ClosedReason.DOCUMENT_PRINTER),
        ({"online": False}, ClosedReason.CENTRAL),
    ],
)
def test_each_reason_alone_closes_it(change: dict[str, Any], reason: ClosedReason) -> None:
    assert closed_reasons(replace(IN_SERVICE, **change)) == (reason,)


def test_low_paper_does_not_close_it() -> None:
    low = DeviceStatus(Condition.ATTENTION)
    assert closed_reasons(replace(IN_SERVICE, receipt_printer=low, document_printer=low)) == ()


def test_every_field_has_a_beginning() -> None:
    """Folding starts from Machine(); a field without a default would stop every boot."""
    assert len(fields(Machine)) > 0
    assert hash(Machine()) == hash(Machine())
