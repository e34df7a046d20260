"""The coin acceptor's driver as the program sees it: the contract of kiosk.devices without the bytes.

What drivers/cctalk/coin_acceptor.py does with polls happens here when there is something to be read, at the
moment of the next poll. Which coins are new is decided by the real drivers.cctalk.credits.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from drivers.cctalk.credits import CreditReader
from kiosk.devices import (
    OFFLINE,
    AcceptorClosed,
    AcceptorCursor,
    AcceptorOpened,
    Condition,
    DeviceEvent,
    DeviceStatus,
    DeviceStatusChanged,
    Trouble,
)
from kiosk.money import Money
from simulator.explorer.coin_mechanism import POSITIONS, CoinMechanism, Nobody
from simulator.explorer.world import World

NAME = "coin_acceptor"
POLL_S = 0.2
LOOK_S = 1.0  # how often the inhibits are looked at
FLIGHT_S = 1.0
SILENT_S = 1.0
VALUES = {position: Money(value) for position, value in POSITIONS.items()}
READY = DeviceStatus(Condition.READY)
STARTING = DeviceStatus(Condition.OFFLINE, (Trouble.STARTING,))


class CoinDriver:
    """kiosk.devices.CoinAcceptor. One for each run of the program; `stop` is its death."""

    def __init__(
        self,
        world: World,
        mechanism: CoinMechanism,
        dice: Random,
        put: Callable[[DeviceEvent], None],
        cursor: AcceptorCursor | None,
    ) -> None:
        self.wanted: tuple[Money, ...] | None = None  # None: shut
        self.serving = False
        self._world, self._mechanism, self._dice, self._put = world, mechanism, dice, put
        self._reader = CreditReader(NAME, cursor)
        self._status: DeviceStatus | None = None
        self._closing = False
        self._opened_due = False  # AcceptorOpened is to be told once the status allows it
        self._shut_at: float | None = None  # when the device confirmed that it is shut
        self._read_due = False
        self._order = 0  # each order and each loss of contact makes what was under way void
        self._silence = 0
        mechanism.watcher = self
        mechanism.read_up_to.clear()
        mechanism.seen_same = (0, 0)

    def start(self) -> None:
        self._tell(STARTING)
        self._find()

    def stop(self) -> None:
        """The program died."""
        self._order += 1
        self._silence += 1
        self._read_due = self.serving = False
        self._mechanism.polling(False)
        self._mechanism.watcher = Nobody()

    # ---- kiosk.devices.CoinAcceptor ---------------------------------------------------------------

    def accept(self, values: tuple[Money, ...]) -> None:
        self.wanted, self._closing = values, False
        self._apply()

    def inhibit(self) -> None:
        self.wanted, self._closing, self._opened_due = None, True, False
        self._apply()

    # ---- simulator.explorer.coin_mechanism.Watcher ----------------------------------------------------

    def something_to_read(self) -> None:
        if self.serving and not self._read_due:
            self._read_due = True
            self._world.after(self._dice.uniform(0.0, POLL_S), self._poll)

    def silent(self) -> None:
        """It answers no more; that is believed after a while."""
        self._mechanism.polling(False)
        self._silence += 1
        silence = self._silence
        self._world.after(SILENT_S, lambda: self._lost() if self._silence == silence else None)

    def back(self) -> None:
        """It answers. After a short while the counter shows whether it was reset, or else the inhibits do."""
        if not self._mechanism.reachable:
            return
        self._silence += 1
        if not self.serving:
            self._find()
            return
        self._mechanism.polling(True)
        self.something_to_read()
        self._world.after(self._dice.uniform(POLL_S, LOOK_S), self._look)

    def troubled(self) -> None:
        self._world.after(self._dice.uniform(0.1, 1.2), self._tell_condition)

    # ---- contact ---------------------------------------------------------------------------------

    def _lost(self) -> None:
        self._order += 1
        self.serving = False
        self._tell(OFFLINE)

    def _find(self) -> None:
        """Ask who it is, shut it, read it; only then may it serve."""
        if not self._mechanism.reachable:
            return
        self.serving = False
        self._mechanism.polling(True)
        self._order += 1
        order = self._order
        self._world.after(0.1, lambda: self._shut() if self._order == order else None)
        self._world.after(
            self._dice.uniform(0.4, 1.2), lambda: self._found() if self._order == order else None
        )

    def _shut(self) -> None:
        if self._mechanism.reachable:
            self._mechanism.accepts = frozenset()
            self._shut_at = self._world.now

    def _found(self) -> None:
        if not self._mechanism.reachable:
            return
        self._reader.begin(self._mechanism.serial, VALUES)
        self._read()
        self.serving = True
        self._tell_condition()
        self._apply()

    def _look(self) -> None:
        """The inhibits should be as they were confirmed."""
        wanted = frozenset(value.amount for value in self.wanted or ())
        if self.serving and (self._closing or self._mechanism.accepts != wanted):
            self._apply()

    # ---- opening and shutting -----------------------------------------------------------------------

    def _apply(self) -> None:
        """Say it to the device; it is so when the device has confirmed it."""
        if not self.serving:
            return
        self._order += 1
        order = self._order
        self._world.after(
            self._dice.uniform(0.03, 0.3), lambda: self._confirmed() if self._order == order else None
        )

    def _confirmed(self) -> None:
        mechanism = self._mechanism
        if not mechanism.reachable:
            return
        if self.wanted is not None:
            mechanism.accepts = frozenset(value.amount for value in self.wanted)
            self._shut_at = None
            self._opened_due = True
            self._tell_opened()
        elif self._closing:
            mechanism.accepts = frozenset()
            if self._shut_at is None:
                self._shut_at = self._world.now
            landed = max(self._shut_at + FLIGHT_S, self._world.now) + self._dice.uniform(0.0, POLL_S)
            order = self._order
            self._world.at(landed, lambda: self._landed() if self._order == order else None)

    def _landed(self) -> None:
        if not self._mechanism.reachable:
            return
        self._read()
        if self._closing and self.serving:
            self._closing = False
            self._put(AcceptorClosed(NAME))

    # ---- reading -------------------------------------------------------------------------------------

    def _poll(self) -> None:
        if self._read_due and self.serving and self._mechanism.reachable:
            self._read()
        self._read_due = False

    def _read(self) -> None:
        """One poll; a strange answer is read once more at once."""
        mechanism = self._mechanism
        data = mechanism.buffer()
        read = self._reader.read(data) or self._reader.read(data)
        if read is None:
            return
        if read.coins is not None:
            mechanism.read_up_to[read.coins.cursor] = (mechanism.life.number, len(mechanism.life.events))
            self._put(read.coins)
        else:
            mechanism.seen_same = (mechanism.life.number, len(mechanism.life.events))
        for refused in read.refused:
            self._put(refused)
        if read.reset and self.serving:
            self._find()

    # ---- what to tell ----------------------------------------------------------------------------------

    def _tell_condition(self) -> None:
        if self.serving:
            trouble = self._mechanism.trouble
            self._tell(READY if trouble is None else DeviceStatus(Condition.STOPPED, (trouble,)))
            self._tell_opened()

    def _tell_opened(self) -> None:
        """Once for each confirmation; as the real driver, not again when a trouble has passed."""
        if self._opened_due and self.wanted is not None and self._status == READY:
            self._opened_due = False
            self._put(AcceptorOpened(NAME, tuple(sorted(self.wanted))))

    def _tell(self, status: DeviceStatus) -> None:
        if status != self._status:
            self._status = status
            self._put(DeviceStatusChanged(NAME, status))
