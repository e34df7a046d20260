"""A hopper as a thing: coins in a bowl, a motor that throws them out one by one, and its counters."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Protocol

from kiosk.devices import HopperReading, Trouble
from simulator.explorer.world import World

COIN_S = 0.3
DRY_S = 8.0  # without a coin for so long it gives up
UNSEEN = 0.3  # share of power cuts in mid-throw after which the coin comes out uncounted


@dataclass(frozen=True, slots=True)
class HopperProfile:
    """What a model keeps without power."""

    lifetime: bool
    keeps_last_payout: bool


class Watcher(Protocol):
    def paid(self) -> None: ...

    def changed(self) -> None: ...


class Nobody:
    """No driver is running."""

    def paid(self) -> None:
        pass

    def changed(self) -> None:
        pass


class HopperMechanism:
    """`coin_out` is told of each coin that a person can take, with the payout that it belongs to."""

    def __init__(
        self,
        world: World,
        dice: Random,
        name: str,
        value: int,
        level: int,
        profile: HopperProfile,
        coin_out: Callable[[str, int], None],
    ) -> None:
        self.name, self.value, self.level, self.profile = name, value, level, profile
        self.powered = self.linked = True
        self.trouble: Trouble | None = None
        self.enabled = False
        self.robbed = 0  # coins that are gone and not out
        self.watcher: Watcher = Nobody()
        self._world, self._dice, self._coin_out = world, dice, coin_out
        self._serial = 100 + value
        self._events = self._remaining = self._paid = self._unpaid = self._lifetime = 0
        self._payout_id = ""
        self._run = 0

    @property
    def reachable(self) -> bool:
        return self.powered and self.linked

    @property
    def at_rest(self) -> bool:
        return not self._remaining

    @property
    def paid_now(self) -> int:
        return self._paid

    def reading(self) -> HopperReading:
        lifetime = self._lifetime if self.profile.lifetime else None
        return HopperReading(self._serial, self._events, self._remaining, self._paid, self._unpaid, lifetime)

    # ---- Paying ------------------------------------------------------------------------------------

    def dispense(self, payout_id: str, count: int) -> bool:
        """Header 167. False: it refuses."""
        if not self.powered or not self.enabled or self.trouble is not None or self._remaining:
            return False
        self._events = self._events % 255 + 1
        self._remaining, self._paid, self._unpaid = count, 0, 0
        self._payout_id = payout_id
        self._world.tell(self.name, "is to pay {} for {}", count, payout_id)
        self._later(COIN_S, self._throw)
        return True

    def _later(self, seconds: float, deed: Callable[[], None]) -> None:
        self._run += 1
        run = self._run
        self._world.after(seconds, lambda: deed() if self._run == run else None)

    def _throw(self) -> None:
        if self.trouble is not None or not self.level:
            self._later(DRY_S, self._give_up)
            return
        self.level -= 1
        self._remaining -= 1
        self._paid += 1
        self._lifetime += 1
        self._world.tell(self.name, "NT${} is out, {} to go", self.value, self._remaining)
        self._coin_out(self._payout_id, self.value)
        if self._remaining:
            self._later(COIN_S, self._throw)
        self.watcher.paid()

    def _give_up(self) -> None:
        self._unpaid, self._remaining = self._remaining, 0
        self._world.tell(self.name, "gives up with {} unpaid", self._unpaid)
        self.watcher.changed()

    # ---- Hands and power -----------------------------------------------------------------------------

    def fill(self, level: int) -> None:
        """So many coins are in it now, and whoever did it says so."""
        self.level, self.robbed = level, 0

    def rob(self, level: int) -> None:
        """So many coins are left in it, and nobody says so."""
        self.robbed += self.level - level
        self.level = level
        self._world.tell(self.name, "is robbed, {} coins are left", level)

    def get_trouble(self, trouble: Trouble | None) -> None:
        if trouble != self.trouble:
            self.trouble = trouble
            self._world.tell(self.name, "trouble: {}", trouble)
            self.watcher.changed()

    def unplug(self) -> None:
        if self.linked:
            self.linked = False
            self._world.tell(self.name, "its cable is pulled out")
            self.watcher.changed()

    def plug(self) -> None:
        if not self.linked:
            self.linked = True
            self.watcher.changed()

    def lose_power(self) -> None:
        """The counters that are not kept are gone; a coin in the throw may still come out, uncounted."""
        if not self.powered:
            return
        self.powered = self.enabled = False
        self._run += 1
        self._world.tell(self.name, "loses power")
        if self._remaining and self.level and self._dice.random() < UNSEEN:
            self.level -= 1
            self._world.tell(self.name, "NT${} comes out uncounted", self.value)
            self._coin_out(self._payout_id, self.value)
        self._events = 0
        if self.profile.keeps_last_payout:
            self._unpaid, self._remaining = self._remaining, 0
        else:
            self._remaining = self._paid = self._unpaid = 0
        self.watcher.changed()

    def get_power(self) -> None:
        if not self.powered:
            self.powered = True
            self.watcher.changed()
