"""The receipt printer: the paper that physically comes out, and the driver's word on it.

A slip of which anything was sent can only end delivered or unknown (drivers/escpos/printer.py).
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Protocol

from kiosk.devices import (
    OFFLINE,
    Condition,
    DeviceEvent,
    DeviceStatus,
    DeviceStatusChanged,
    Outcome,
    SlipFinished,
    Trouble,
)
from simulator.explorer.world import World

NAME = "receipt_printer"
NOTICED_S = 2.0
SENT = 0.85  # by then all of a slip has left the computer: the rest the printer does alone
OUT = 0.92
LOOK_S = 1.0
READY = DeviceStatus(Condition.READY)
STARTING = DeviceStatus(Condition.OFFLINE, (Trouble.STARTING,))


class Watcher(Protocol):
    def ended(self, job_id: str, out: bool) -> None: ...

    def changed(self) -> None: ...


class Nobody:
    """No driver is running."""

    def ended(self, job_id: str, out: bool) -> None:
        pass

    def changed(self) -> None:
        pass


class SlipEngine:
    """Paper roll, knife and memory. `slip_out` and `slip_torn` are told what a person could take in hand."""

    def __init__(
        self, world: World, slip_s: float, slip_out: Callable[[str], None], slip_torn: Callable[[str], None]
    ) -> None:
        self.powered = self.linked = True
        self.trouble: Trouble | None = None
        self.watcher: Watcher = Nobody()
        self.job_id = ""  # what is being printed
        self._world, self._slip_s = world, slip_s
        self._slip_out, self._slip_torn = slip_out, slip_torn
        self._all_here = False
        self._run = 0

    @property
    def reachable(self) -> bool:
        return self.powered and self.linked

    def print(self, job_id: str, pace: float) -> float:
        """Begin a slip; returns how long it takes in seconds."""
        takes_s = self._slip_s * pace
        self._run += 1
        run = self._run
        self.job_id, self._all_here = job_id, False
        self._world.tell("receipt printer", "begins slip {}", job_id)
        self._world.after(takes_s * SENT, lambda: self._received() if self._run == run else None)
        self._world.after(takes_s * OUT, lambda: self._out() if self._run == run else None)
        return takes_s

    def _received(self) -> None:
        self._all_here = True

    def _out(self) -> None:
        job_id, self.job_id = self.job_id, ""
        self._world.tell("receipt printer", "slip {} is out", job_id)
        self._slip_out(job_id)
        self.watcher.ended(job_id, True)

    def _torn(self) -> None:
        self._run += 1
        job_id, self.job_id = self.job_id, ""
        if job_id:
            self._world.tell("receipt printer", "slip {} ends in the middle", job_id)
            self._slip_torn(job_id)
            self.watcher.ended(job_id, False)

    # ---- hands, cables and power -----------------------------------------------------------------------

    def sender_gone(self) -> None:
        """The computer sends no more."""
        if not self._all_here:
            self._torn()

    def unplug(self) -> None:
        if self.linked:
            self.linked = False
            self._world.tell("receipt printer", "its cable is pulled out")
            self.sender_gone()
            self.watcher.changed()

    def plug(self) -> None:
        if not self.linked:
            self.linked = True
            self.watcher.changed()

    def lose_power(self) -> None:
        if self.powered:
            self.powered = False
            self._world.tell("receipt printer", "loses power")
            self._torn()
            self.watcher.changed()

    def get_power(self) -> None:
        if not self.powered:
            self.powered = True
            self.watcher.changed()

    def get_trouble(self, trouble: Trouble | None) -> None:
        if trouble != self.trouble:
            self.trouble = trouble
            self._world.tell("receipt printer", "trouble: {}", trouble)
            if trouble is not None:
                self._torn()
            self.watcher.changed()


class SlipDriver:
    """kiosk.devices.ReceiptPrinter. One for each run of the program; `stop` is its death.

    `proof_lost` is the share of slips that came out without the printer ever saying so; `mute_s` keeps the
    driver's next words back for so long, as no real one should.
    """

    def __init__(
        self,
        world: World,
        engine: SlipEngine,
        dice: Random,
        put: Callable[[DeviceEvent], None],
        proof_lost: float,
    ) -> None:
        self.mute_s = 0.0
        self._world, self._engine, self._dice, self._put = world, engine, dice, put
        self._proof_lost = proof_lost
        self._status: DeviceStatus | None = None
        self._job_id = ""  # under way
        self._waiting = ""  # for the end of the start-up
        self._alive = True
        self._settling = 0
        engine.watcher = self

    def start(self) -> None:
        self._tell(STARTING)
        self._settle(self._dice.uniform(1.0, 3.0))

    def stop(self) -> None:
        self._alive = False
        self._engine.watcher = Nobody()
        self._engine.sender_gone()

    # ---- kiosk.devices.ReceiptPrinter ----------------------------------------------------------------

    def print_slip(self, job_id: str) -> None:
        if self._job_id or self._waiting:
            self._finish(job_id, Outcome.NOT_DELIVERED, Trouble.BUSY)
        elif self._status == STARTING:
            self._waiting = job_id
        else:
            self._begin(job_id)

    def _begin(self, job_id: str) -> None:
        engine = self._engine
        if not engine.reachable or engine.trouble is not None or engine.job_id:
            self._finish(job_id, Outcome.NOT_DELIVERED, engine.trouble or Trouble.NOT_RESPONDING)
            return
        self._job_id = job_id
        engine.print(job_id, self._dice.uniform(0.8, 1.3))

    # ---- Watcher -----------------------------------------------------------------------------------

    def ended(self, job_id: str, out: bool) -> None:
        if job_id != self._job_id:
            return
        self._job_id = ""
        proven = out and self._dice.random() >= self._proof_lost and self._engine.reachable
        if proven:
            self._world.after(self._dice.uniform(0.1, 0.4), lambda: self._finish(job_id, Outcome.DELIVERED))
            return
        self._world.after(self._dice.uniform(0.3, NOTICED_S), lambda: self._doubt(job_id))

    def changed(self) -> None:
        self._settle(self._dice.uniform(0.2, LOOK_S + 0.5))

    # ---- what to tell ----------------------------------------------------------------------------------

    def _doubt(self, job_id: str) -> None:
        """Something of it may hang out of the printer; it is cut off before the next."""
        self._finish(job_id, Outcome.UNKNOWN, self._engine.trouble or Trouble.OTHER)
        if self._alive:
            self._tell(STARTING)
            self._settle(self._dice.uniform(1.0, 2.0))

    def _settle(self, after_s: float) -> None:
        self._settling += 1
        settling = self._settling
        self._world.after(after_s, lambda: self._settled() if self._settling == settling else None)

    def _settled(self) -> None:
        if not self._alive:
            return
        engine = self._engine
        if not engine.reachable:
            self._tell(OFFLINE)
        elif engine.trouble is not None:
            self._tell(DeviceStatus(Condition.STOPPED, (engine.trouble,)))
        else:
            self._tell(READY)
        waiting, self._waiting = self._waiting, ""
        if waiting:
            self._begin(waiting)

    def _finish(self, job_id: str, outcome: Outcome, *troubles: Trouble) -> None:
        if self.mute_s:
            late_s, self.mute_s = self.mute_s, 0.0
            self._world.after(late_s, lambda: self._finish(job_id, outcome, *troubles))
        elif self._alive:
            self._put(SlipFinished(NAME, job_id, outcome, troubles))

    def _tell(self, status: DeviceStatus) -> None:
        if status != self._status:
            self._status = status
            self._put(DeviceStatusChanged(NAME, status))
