"""A hopper's driver as the program sees it; what came out is for the real drivers.cctalk to judge."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from drivers.cctalk.hopper_judgement import Habits, Question, Seen, judge
from kiosk.devices import (
    OFFLINE,
    CoinsDispensed,
    Condition,
    DeviceEvent,
    DeviceStatus,
    DeviceStatusChanged,
    HopperRead,
    HopperReading,
    PayoutFinished,
    Trouble,
)
from simulator.explorer.hopper_mechanism import HopperMechanism, Nobody
from simulator.explorer.world import World

START_PATIENCE_S = 5.0
PATIENCE_S = 40.0
SETTLE_S = 0.4
READY = DeviceStatus(Condition.READY)
STARTING = DeviceStatus(Condition.OFFLINE, (Trouble.STARTING,))


@dataclass(slots=True, eq=False)
class Order:
    """`commanded`: the command to dispense may have left, by this program or by one that is gone."""

    payout_id: str
    count: int
    before: HopperReading
    commanded: bool = False
    seen_paid: int = 0
    ran: bool = False
    refused: bool = False
    patience: int = 0


class HopperDriver:
    """kiosk.devices.Hopper. One for each run of the program; `stop_working` is its death."""

    def __init__(
        self, world: World, mechanism: HopperMechanism, dice: Random, put: Callable[[DeviceEvent], None]
    ) -> None:
        self.mute_s = 0.0  # its next last word and all after it come so late, as no real driver's should
        self._world, self._mechanism, self._dice, self._put = world, mechanism, dice, put
        self._habits = Habits(False, mechanism.profile.keeps_last_payout, 1)
        self._status: DeviceStatus | None = None
        self._told: HopperReading | None = None
        self._orders: deque[Order] = deque()
        self._order: Order | None = None
        self._held: list[DeviceEvent] | None = None
        self._alive = True
        self._looking = 0
        mechanism.watcher = self

    def start(self) -> None:
        self._tell(STARTING)
        self._look_soon()

    def stop(self) -> None:
        self._alive = False
        self._mechanism.watcher = Nobody()

    # ---- kiosk.devices.Hopper ------------------------------------------------------------------------

    def dispense(self, payout_id: str, count: int, before: HopperReading) -> None:
        self._orders.append(Order(payout_id, count, before))
        self._turn()

    def reconcile(self, payout_id: str, count: int, before: HopperReading) -> None:
        self._orders.append(Order(payout_id, count, before, commanded=True))
        self._turn()

    def _turn(self) -> None:
        if self._order is not None or not self._orders:
            return
        order = self._order = self._orders.popleft()
        if order.commanded:
            self._be_patient(order, PATIENCE_S, None)
            self._settle_soon(order)
        else:
            self._be_patient(order, START_PATIENCE_S, (0, 0))
            self._later(order, 0.1, 0.4, self._command)

    def _command(self, order: Order) -> None:
        """Enabled first, then checked, so that a loss of power after the check makes it refuse."""
        mechanism = self._mechanism
        if not mechanism.reachable or self._status != READY:
            self._later(order, 0.3, 0.8, self._command)
            return
        mechanism.enabled = True
        if mechanism.trouble is not None or not mechanism.at_rest or mechanism.reading() != order.before:
            self._finish(order, 0, 0, mechanism.reading())
            return
        order.commanded = True
        self._be_patient(order, PATIENCE_S, None)
        order.refused = not mechanism.dispense(order.payout_id, order.count)
        if order.refused:
            self._settle_soon(order)

    # ---- Watching --------------------------------------------------------------------------------------

    def paid(self) -> None:
        order = self._order
        if order is not None and order.commanded:
            self._later(order, 0.02, 0.17, self._progress)

    def changed(self) -> None:
        if self._order is not None and self._order.commanded:
            self._settle_soon(self._order)
        self._look_soon()

    def _progress(self, order: Order) -> None:
        mechanism = self._mechanism
        if not mechanism.reachable:
            return
        if mechanism.at_rest:
            self._settle_soon(order)
        elif order.seen_paid < mechanism.paid_now <= order.count:
            order.ran = True
            order.seen_paid = mechanism.paid_now
            self._be_patient(order, PATIENCE_S, None)
            self._say(CoinsDispensed(mechanism.name, order.payout_id, order.seen_paid))

    def _settle_soon(self, order: Order) -> None:
        self._later(order, SETTLE_S, SETTLE_S * 2, self._settled)

    def _settled(self, order: Order) -> None:
        mechanism = self._mechanism
        if mechanism.reachable and mechanism.at_rest:
            self._judge(order, mechanism.reading())

    def _judge(self, order: Order, after: HopperReading | None) -> None:
        enabled = after is not None and self._mechanism.enabled
        seen = Seen(order.refused, order.ran, order.seen_paid, enabled)
        verdict = judge(Question(order.count, order.before, after, self._habits, seen))
        self._finish(order, verdict.least, verdict.most - verdict.least, after)

    def _finish(self, order: Order, paid: int, doubtful: int, after: HopperReading | None) -> None:
        if order is not self._order or not self._alive:
            return
        self._order = None
        trouble = self._mechanism.trouble
        troubles = (trouble,) if trouble is not None else ()
        finished = PayoutFinished(self._mechanism.name, order.payout_id, paid, doubtful, after, troubles)
        if self.mute_s:
            late_s, self.mute_s = self.mute_s, 0.0
            self._held = []
            self._world.after(late_s, self._speak)
        self._say(finished)
        if after is not None:
            self._tell_reading(after)
        self._look_soon()
        self._turn()

    def _tell_reading(self, reading: HopperReading) -> None:
        if reading != self._told:
            self._told = reading
            self._say(HopperRead(self._mechanism.name, reading))

    def _say(self, event: DeviceEvent) -> None:
        """Everything in the order in which it was found, also when it is kept back for a while."""
        if self._held is None:
            self._put(event)
        else:
            self._held.append(event)

    def _speak(self) -> None:
        held, self._held = self._held or [], None
        for event in held if self._alive else []:
            self._put(event)

    # ---- Status ------------------------------------------------------------------------------------

    def _look_soon(self) -> None:
        self._looking += 1
        looking = self._looking
        wait_s = self._dice.uniform(0.3, 2.0)
        self._world.after(wait_s, lambda: self._look() if self._looking == looking else None)

    def _look(self) -> None:
        mechanism = self._mechanism
        if not self._alive:
            return
        if not mechanism.reachable:
            self._tell(OFFLINE)
            return
        if self._order is None:
            if not mechanism.at_rest:
                self._look_soon()  # it pays what a program that is gone has asked for
                return
            self._tell_reading(mechanism.reading())
        trouble = mechanism.trouble
        self._tell(READY if trouble is None else DeviceStatus(Condition.STOPPED, (trouble,)))

    def _tell(self, status: DeviceStatus) -> None:
        if status != self._status:
            self._status = status
            self._say(DeviceStatusChanged(self._mechanism.name, status))

    # ---- Time ----------------------------------------------------------------------------------------

    def _later(self, order: Order, least_s: float, most_s: float, deed: Callable[[Order], None]) -> None:
        wait_s = self._dice.uniform(least_s, most_s)
        self._world.after(wait_s, lambda: deed(order) if self._order is order and self._alive else None)

    def _be_patient(self, order: Order, seconds: float, verdict: tuple[int, int] | None) -> None:
        """Without an answer for so long: nothing was commanded, or what was seen so far decides."""
        order.patience += 1
        patience = order.patience

        def give_up() -> None:
            if self._order is not order or order.patience != patience:
                return
            if verdict is not None:
                self._finish(order, *verdict, None)
            else:
                self._judge(order, None)

        self._world.after(seconds, give_up)
