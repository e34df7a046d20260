"""An ICT bill validator on a serial line: opened and shut, one note at a time in escrow. Untried on hardware.

Sources: ICT002U (2007), ICT104U 0.3 (2014) and ICT106 (2006) protocol documents; public code for L77 and U70.
One byte each way, no checksum, no sequence number: what is lost cannot be asked for again. So a note that was
told to go into the box, and of which no word came, is in doubt, and stays so (drivers/ict/escrow.py).
"""

from __future__ import annotations

from typing import Literal, assert_never

from pydantic import BaseModel, ConfigDict, Field, field_validator

from drivers.ict import codes
from drivers.ict.afterwards import Afterwards
from drivers.ict.escrow import Escrow
from drivers.ict.framing import BillValidated, PowerUp, Said, Word, WordReader
from drivers.ict.host import Link, Phase
from drivers.transport.wire import LineSettings
from kiosk.devices import (
    OFFLINE,
    CashBoxMoved,
    Condition,
    DeviceEvent,
    DeviceStatus,
    DeviceStatusChanged,
    Trouble,
    ValidatorClosed,
    ValidatorOpened,
)
from kiosk.money import NOTES, Money

ON_ITS_WAY_S = 3.0  # from the bezel into escrow: a note let in before INHIBIT was obeyed has arrived by then
MOVES = frozenset({codes.STACKED, codes.RETURNED, codes.BILL_REMOVE, codes.BILL_REJECT})
NOT_IN_ESCROW = frozenset({codes.ENABLED, codes.INHIBITED, codes.BUSY})
BILL_TYPES = codes.LAST_BILL_TYPE - codes.FIRST_BILL_TYPE + 1

STARTING = DeviceStatus(Condition.OFFLINE, (Trouble.STARTING,))
READY = DeviceStatus(Condition.READY)


class Settings(BaseModel):
    """How one model of ICT validator is set, and which note is which."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    parity: Literal["E", "N"] = Field(
        default="E", description="Parity of its line: E in all its documents; N on some L77."
    )
    bills: dict[int, int] = Field(
        min_length=1,
        description="Which NT$ note (100, 200, 500, 1000, 2000) is which bill type; the first type is 0."
        " It depends on the unit's data set and switches: insert each note and look.",
    )
    hold: bool = Field(
        default=True,
        description="True if it knows command 18h, hold in escrow; else a note waits for 4 s at most.",
    )
    reset: bool = Field(default=True, description="True if it knows command 30h, reset; an ICT002 does not.")

    @field_validator("bills")
    @classmethod
    def _are_notes(cls, bills: dict[int, int]) -> dict[int, int]:
        for bill_type, value in bills.items():
            if not 0 <= bill_type < BILL_TYPES:
                raise ValueError(f"bill type {bill_type} is not between 0 and {BILL_TYPES - 1}")
            if Money(value) not in NOTES:
                raise ValueError(f"there is no note of NT${value}")
        return bills


def create(settings: Settings, name: str, boot_id: str) -> IctBillValidator:
    """`boot_id` is new with every start of the program: note ids begin with it."""
    return IctBillValidator(settings, name, boot_id)


class IctBillValidator:
    """A WireDevice and a kiosk.devices.BillValidator."""

    def __init__(self, settings: Settings, name: str, boot_id: str) -> None:
        self.name = name
        self.line = LineSettings(9600, settings.parity)
        self._bills = {bill_type: Money(value) for bill_type, value in settings.bills.items()}
        self._reader = WordReader()
        self._link = Link(settings.reset)
        self._afterwards = Afterwards(name, boot_id)
        self._escrow = Escrow(name, boot_id, settings.hold, self._afterwards)
        self._connected = False
        self._wanted: frozenset[Money] | None = None  # None: shut
        self._opened = False  # ValidatorOpened was said, and nothing has hindered it since
        self._closing = False  # ValidatorClosed is owed
        self._cash_box_present = True
        self._status: DeviceStatus | None = None

    @property
    def noise(self) -> int:
        """Bytes that were dropped because they mean nothing."""
        return self._reader.noise

    @property
    def unexplained(self) -> int:
        """Words that were dropped because they came twice, or too late."""
        return self._afterwards.unexplained

    # ---- kiosk.devices.BillValidator ---------------------------------------------------------------

    def accept(self, values: frozenset[Money]) -> None:
        """Take these notes; ICT can only be opened as a whole, so that others are returned from escrow.

        It opens again by itself after a power failure or a lost connection.
        """
        self._wanted = values
        self._opened = self._closing = False

    def inhibit(self) -> None:
        """Take no more. If the device is gone, ValidatorClosed comes when it is back and shut."""
        self._wanted = None
        self._opened = False
        self._closing = True
        self._escrow.give_back()

    def stack(self, note_id: str) -> None:
        """ACCEPT goes out once with the next tick; no word for 8 s is a doubt."""
        self._escrow.stack(note_id)

    def return_note(self, note_id: str) -> None:
        self._escrow.return_note(note_id)

    def reconcile(self, note_id: str, value: Money) -> None:
        """The validator remembers nothing: a STACKED heard within 8 s is this note's, else it is in doubt."""
        self._afterwards.reconcile(note_id, value)

    # ---- WireDevice --------------------------------------------------------------------------------

    def connected(self, now: float) -> list[DeviceEvent]:
        self._connected = True
        self._opened = False
        self._reader.clear()
        self._link.connected(now)
        self._afterwards.connected(now)
        return self._tell(STARTING)

    def disconnected(self, now: float) -> list[DeviceEvent]:
        self._connected = self._opened = False
        self._reader.clear()
        events = [*self._escrow.lost(), *self._afterwards.disconnected()]
        return [*events, *self._tell(OFFLINE)]

    def receive(self, data: bytes, now: float) -> list[DeviceEvent]:
        return [event for word in self._reader.receive(data, now) for event in self._take(word, now)]

    def tick(self, now: float) -> tuple[bytes, list[DeviceEvent]]:
        events = [event for word in self._reader.expire(now) for event in self._take(word, now)]
        if self._link.phase is Phase.SERVING:
            self._afterwards.recognised()
        out, ended = self._escrow.tick(now)
        events += ended
        events += self._afterwards.tick(now)
        self._link.wanted = bool(self._values)
        out = out or self._link.tick(now, self._escrow.held is not None)
        return out, events + self._cash_box() + self._tell(self._status_now()) + self._switched(now)

    # ---- words -------------------------------------------------------------------------------------

    def _take(self, word: Word, now: float) -> list[DeviceEvent]:
        match word:
            case PowerUp():
                self._link.power_up(now)
                self._opened = False
                events = self._escrow.lost()
                self._afterwards.power_up()
                return events
            case BillValidated(bill_type):
                return self._on_bill(bill_type, now)
            case Said(code):
                return self._on_word(code, now)
            case _:
                assert_never(word)

    def _on_bill(self, bill_type: int | None, now: float) -> list[DeviceEvent]:
        self._link.validated(now)
        value = None if bill_type is None else self._bills.get(bill_type)
        serving = self._link.phase is Phase.SERVING
        wanted = serving and self._link.fault is None and value in self._values
        return self._escrow.validated(bill_type, value, wanted, serving, now)

    def _on_word(self, code: int, now: float) -> list[DeviceEvent]:
        if self._link.said(code, now) and code in NOT_IN_ESCROW:
            self._escrow.is_left()
        return self._escrow.moved(code, now) if code in MOVES else []

    # ---- what to tell ------------------------------------------------------------------------------

    @property
    def _values(self) -> tuple[Money, ...]:
        """The notes that are wanted and that it knows."""
        wanted = self._wanted or frozenset()
        return tuple(sorted({value for value in self._bills.values() if value in wanted}))

    def _switched(self, now: float) -> list[DeviceEvent]:
        """ValidatorOpened or ValidatorClosed, when the device has confirmed it."""
        link = self._link
        if link.phase is not Phase.SERVING:
            return []
        if self._closing:
            on_its_way = now - link.state_since < ON_ITS_WAY_S or self._escrow.held is not None
            if not link.shut or on_its_way:
                return []
            self._closing = False
            return [ValidatorClosed(self.name)]
        values = self._values
        confirmed = link.state == (codes.ENABLED if values else codes.INHIBITED)
        if self._wanted is None or self._opened or not confirmed or link.fault is not None:
            return []
        self._opened = True
        return [ValidatorOpened(self.name, values)]

    def _cash_box(self) -> list[DeviceEvent]:
        present = self._link.fault != codes.STACKER_OPEN
        if present == self._cash_box_present or self._link.phase is not Phase.SERVING:
            return []
        self._cash_box_present = present
        return [CashBoxMoved(self.name, present)]

    def _status_now(self) -> DeviceStatus:
        match self._link.phase:
            case Phase.SILENT:
                return OFFLINE
            case Phase.STARTING:
                return STARTING
            case Phase.SERVING:
                if self._link.fault is None:
                    return READY
                self._opened = False
                return DeviceStatus(Condition.STOPPED, codes.FAULTS[self._link.fault])
            case _:
                assert_never(self._link.phase)

    def _tell(self, status: DeviceStatus) -> list[DeviceEvent]:
        if status == self._status:
            return []
        self._status = status
        return [DeviceStatusChanged(self.name, status)]
