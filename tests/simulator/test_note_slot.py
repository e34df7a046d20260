from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from simulator.devices.ict_bill_validator import IctBillValidatorTwin
from simulator.devices.ssp_bill_validator import SspBillValidatorTwin
from simulator.loopback import BadRequest
from simulator.note_slot import NoteSlot, fitted

DEMO = tomllib.loads((Path(__file__).parents[2] / "config" / "demo.toml").read_text(encoding="utf-8"))
BILLS = {"0": 100, "1": 500}


@pytest.mark.parametrize(
    ("section", "make"),
    [
        (DEMO["bill_validator"], IctBillValidatorTwin),
        ({"driver": "ict.bill_validator", "bills": BILLS}, IctBillValidatorTwin),
        ({"model": "itl-nv"}, SspBillValidatorTwin),
    ],
)
def test_the_configuration_names_the_make(section: dict[str, object], make: type) -> None:
    assert isinstance(fitted(section, 0).twin, make)


def test_a_driver_without_a_twin_is_said() -> None:
    with pytest.raises(ValueError, match=r"escpos\.printer"):
        fitted({"driver": "escpos.printer"}, 0)


@pytest.fixture(params=["ict-104", "itl-nv"])
def slot(request: pytest.FixtureRequest) -> NoteSlot:
    return fitted({"model": request.param}, 0)


@pytest.mark.parametrize(
    "deed",
    [
        {"deed": "insert", "note": 100},
        {"deed": "power", "on": False},
        {"deed": "jam", "on": True},
        {"deed": "cash_box", "present": False},
    ],
)
def test_hands_can(slot: NoteSlot, deed: dict[str, object]) -> None:
    slot.do(deed)
    assert slot.state()["last"] != "nothing has happened yet"


@pytest.mark.parametrize("deed", [{}, {"deed": "insert"}, {"deed": "insert", "note": 0}, {"deed": "burn"}])
def test_hands_cannot(slot: NoteSlot, deed: dict[str, object]) -> None:
    with pytest.raises(BadRequest):
        slot.do(deed)


def test_what_is_seen(slot: NoteSlot) -> None:
    slot.do({"deed": "power", "on": False})
    seen = slot.state()
    assert (seen["powered"], seen["open"], seen["note_box"]) == (False, False, [])
