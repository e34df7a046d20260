"""What the service menu needs of the world: PINs checked, the journal's past read, devices asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from kiosk.books import read_books
from kiosk.journal import Journal
from kiosk.maintenance.events import PinConfirmed, PinRefused
from kiosk.maintenance.states import Books
from kiosk.pins import PinCheck


class Staffroom:
    """`ask` has, for each device that can be asked, the way onto its own thread."""

    def __init__(self, pins: PinCheck, journal: Journal, ask: Mapping[str, Callable[[], None]]) -> None:
        self._pins, self._journal, self._ask = pins, journal, dict(ask)

    def check_pin(self, request_id: str, number: str, pin: str) -> PinConfirmed | PinRefused:
        return self._pins(request_id, number, pin)

    def read_books(self) -> Books:
        return read_books(self._journal)

    def ask(self, device: str) -> None:
        asked = self._ask.get(device)
        if asked is not None:
            asked()
