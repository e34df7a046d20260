"""The coin acceptor as a thing: slot, gate, cash box, and its memory of the last five events.

It knows where every coin physically is and which of them its memory can still tell of.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Protocol

from kiosk.devices import AcceptorCursor, Trouble
from simulator.explorer.world import World

GATE_S = 0.1  # from the slot to the accept gate
CREDIT_S = 0.2  # from the gate to the credit sensor
CLOSEST_S = 0.12  # coins nearer to each other than this: the second is returned
WATCHDOG_S = 1.0  # without being read for so long it takes no coins
REMEMBERED = 5
FOREIGN = 0

POSITIONS = {1: 1, 2: 5, 3: 10, 4: 20, 5: 50}
POSITION_OF = {value: position for position, value in POSITIONS.items()}
NOT_KNOWN, INHIBITED, TOO_CLOSE = 1, 2, 8


class Fate(StrEnum):
    FALLING = "falling"
    RETURNED = "returned"
    COUNTED = "counted"  # in the cash box, and an event was written
    LOST = "lost"  # in the cash box, and the power went before the event was written


@dataclass(slots=True, eq=False)
class Coin:
    """`visit_id` is the visit that was open when it was put in."""

    value: int
    visit_id: str
    fate: Fate = Fate.FALLING
    stuck: bool = False  # it fell so late that nobody can know whose it is


@dataclass(slots=True)
class Life:
    """From one power-up to the next: the coin of each event, None where the event was no coin."""

    number: int
    events: list[Coin | None]
    lost: list[Coin]  # fell into the cash box when the power went


class Watcher(Protocol):
    """A driver, which would find all this out by polling."""

    def something_to_read(self) -> None: ...

    def silent(self) -> None: ...

    def back(self) -> None: ...

    def troubled(self) -> None: ...


class Nobody:
    """No driver is running."""

    def something_to_read(self) -> None:
        pass

    def silent(self) -> None:
        pass

    def back(self) -> None:
        pass

    def troubled(self) -> None:
        pass


class CoinMechanism:
    """Nothing here knows of the program but its watcher."""

    def __init__(self, world: World) -> None:
        self.serial = 12_345_678
        self.lives = [Life(1, [], [])]
        self.accepts: frozenset[int] = frozenset()
        self.powered = True
        self.linked = True
        self.trouble: Trouble | None = None
        self.watcher: Watcher = Nobody()
        self.box_total = self.box_coins = self.returned_coins = 0
        self.read_up_to: dict[AcceptorCursor, tuple[int, int]] = {}  # what each read has really covered
        self.falling = 0
        self._world = world
        self.sticks_s = 0.0  # so late falls the next coin that is let in
        self.seen_same = (0, 0)  # a read in this life, at this event, showed just what was shown before
        self._in_flight: list[Coin] = []
        self._memory: deque[tuple[int, int]] = deque([(0, 0)] * REMEMBERED, REMEMBERED)
        self._polled = False
        self._polled_until = 0.0
        self._last_at_gate = -1.0

    @property
    def life(self) -> Life:
        return self.lives[-1]

    @property
    def reachable(self) -> bool:
        return self.powered and self.linked

    @property
    def polled(self) -> bool:
        return self._polled or self._world.now <= self._polled_until

    def polling(self, on: bool) -> None:
        """From now on a driver reads it, or none does."""
        if self._polled and not on:
            self._polled_until = self._world.now + WATCHDOG_S
        self._polled = on

    def buffer(self) -> bytes:
        """The eleven bytes of header 229."""
        number = len(self.life.events)
        counter = (number - 1) % 255 + 1 if number else 0
        return bytes([counter, *(part for event in self._memory for part in event)])

    # ---- hands and power -----------------------------------------------------------------------

    def insert(self, value: int, visit_id: str) -> Coin:
        coin = Coin(value, visit_id)
        self.falling += 1
        self._world.after(GATE_S, partial(self._at_gate, coin))
        return coin

    def lose_power(self) -> None:
        """Its memory and its inhibits are gone; a coin past the gate drops into the cash box unseen."""
        if self.powered:
            self.powered = False
            self.accepts = frozenset()
            for coin in self._in_flight:
                self._drop(coin, Fate.LOST)
                self.life.lost.append(coin)
                self._world.tell("coin acceptor", "NT${} falls into the cash box unseen", coin.value)
            self._in_flight.clear()
            self.lives.append(Life(self.life.number + 1, [], []))
            self._memory.extend([(0, 0)] * REMEMBERED)
            self._world.tell("coin acceptor", "loses power")
            self.watcher.silent()

    def get_power(self) -> None:
        if not self.powered:
            self.powered = True
            self._world.tell("coin acceptor", "has power again")
            self.watcher.back()

    def unplug(self) -> None:
        if self.linked:
            self.linked = False
            self._world.tell("coin acceptor", "its cable is pulled out")
            self.watcher.silent()

    def plug(self) -> None:
        if not self.linked:
            self.linked = True
            self._world.tell("coin acceptor", "its cable is in again")
            self.watcher.back()

    def get_trouble(self, trouble: Trouble | None) -> None:
        if trouble != self.trouble:
            self.trouble = trouble
            self._world.tell("coin acceptor", "trouble: {}", trouble)
            self.watcher.troubled()

    def swap(self) -> None:
        """A technician takes it out and puts another one in, which gets its power later."""
        self.lose_power()
        self.serial += 1
        self._world.tell("coin acceptor", "is another one now, number {}", self.serial)

    # ---- the coin's way ------------------------------------------------------------------------

    def _at_gate(self, coin: Coin) -> None:
        now = self._world.now
        too_close = now - self._last_at_gate < CLOSEST_S
        self._last_at_gate = now
        if not self.powered or not self.polled or self.trouble is not None:
            self._return(coin, None)
        elif coin.value == FOREIGN:
            self._return(coin, NOT_KNOWN)
        elif coin.value not in self.accepts:
            self._return(coin, INHIBITED)
        elif too_close:
            self._return(coin, TOO_CLOSE)
        else:
            self._in_flight.append(coin)
            late_s, self.sticks_s = self.sticks_s, 0.0
            coin.stuck = late_s > 0
            self._world.after(CREDIT_S + late_s, partial(self._at_sensor, coin))

    def _return(self, coin: Coin, code: int | None) -> None:
        self.falling -= 1
        coin.fate = Fate.RETURNED
        self.returned_coins += 1
        if code is not None:
            self._post(None, 0, code)

    def _at_sensor(self, coin: Coin) -> None:
        if coin.fate is Fate.LOST:
            return
        self._in_flight.remove(coin)
        self._drop(coin, Fate.COUNTED)
        self._post(coin, POSITION_OF[coin.value], 1)
        self._world.tell("coin acceptor", "NT${} is in the cash box", coin.value)

    def _drop(self, coin: Coin, fate: Fate) -> None:
        self.falling -= 1
        coin.fate = fate
        self.box_total += coin.value
        self.box_coins += 1

    def _post(self, coin: Coin | None, a: int, b: int) -> None:
        self.life.events.append(coin)
        self._memory.appendleft((a, b))
        self.watcher.something_to_read()
