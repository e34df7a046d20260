"""Every wish of the menu goes to where it can be granted."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from kiosk.journal import Journal
from kiosk.maintenance.events import PinRefused
from kiosk.maintenance.states import Books
from kiosk.pins import PinCheck
from kiosk.staffroom import Staffroom


def test_pins_books_and_devices(in_memory: Path) -> None:
    asked: list[str] = []
    with closing(Journal(in_memory / "j", "b1")) as journal:
        room = Staffroom(PinCheck({}, lambda: 5), journal, {"hopper_10": lambda: asked.append("hopper_10")})
        assert room.check_pin("r1", "1", "2") == PinRefused("r1", "", 5, nobody=True)
        assert room.read_books() == Books()
        room.ask("hopper_10")
        room.ask("document_printer")  # cannot be asked, and says nothing
    assert asked == ["hopper_10"]
