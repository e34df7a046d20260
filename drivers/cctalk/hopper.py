"""A ccTalk hopper: identified, looked at for ever, made to pay one payout at a time. Untried on hardware.

    silent --answers--> starting --through--> serving --silent for 2 s--> silent
                         |    ^  ^               |
                         v    |  `--------- lost its memory
                        unfit-` after 5 s

Sources: ccTalk Generic Specification 4.7, parts 1 to 4; manuals of Money Controls SCH2 and Suzo-Happ Flow.
To empty a hopper, ask for payouts one after the other until one ends short with Trouble.EMPTY: each has its
own intent on record, so that a collection which is cut off is as certain as any payout.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from enum import Enum, auto

from drivers.cctalk import headers
from drivers.cctalk.framing import Check
from drivers.cctalk.hopper_flags import below_low_mark
from drivers.cctalk.hopper_judgement import Habits
from drivers.cctalk.hopper_look import SETTLE_S, Look, Looking, Model
from drivers.cctalk.hopper_motor import MotorSupply
from drivers.cctalk.hopper_payout import DISABLE, Order, Payout
from drivers.cctalk.hopper_settings import Settings
from drivers.cctalk.hopper_start_up import HopperStartUp
from drivers.cctalk.host import POLL_TIMEOUT_S, Addressee, Command, NoReply, Refused, Reply, Result
from drivers.cctalk.start_up import Identity
from kiosk.devices import (
    OFFLINE,
    Condition,
    DeviceEvent,
    DeviceStatus,
    DeviceStatusChanged,
    HopperRead,
    HopperReading,
    PayoutFinished,
    Trouble,
)
from kiosk.money import Money

OFFLINE_AFTER_S = 2.0
PROBE_S = 0.5
UNFIT_RETRY_S = 5.0
IDLE_S = 2.0  # a hopper that is not paying is only watched for trouble and for lost power
IDLE_TIMEOUT_S = 0.3  # the acceptor on the same bus must be read meanwhile
RUNNING_S = 0.3  # it pays what a program that is gone has asked for
DISABLE_AGAIN_S = 0.5
RESET_EVERY_S = 30.0  # after a payout, or the last try; by then what a reset wipes out is on record
RESET_DEAF_S = 0.5  # SCH2 40 ms, Flow 130 ms and its flags again after 333 ms
MOST_COINS = 255

STARTING = DeviceStatus(Condition.OFFLINE, (Trouble.STARTING,))
READY = DeviceStatus(Condition.READY)
LOST_POWER = DeviceStatus(Condition.STOPPED, (Trouble.POWER_LOST,))

Handler = Callable[[Result, float], list[DeviceEvent]]


class Phase(Enum):
    SILENT = auto()
    STARTING = auto()
    SERVING = auto()
    UNFIT = auto()


def create(settings: Settings, name: str) -> CcTalkHopper:
    """Put it on a drivers.cctalk.bus.Bus (with `settings.echo`), where it shares the line and the supply."""
    return CcTalkHopper(settings, name)


class CcTalkHopper:
    """kiosk.devices.Hopper for the kiosk; BusDevice and DrivesMotor for the bus."""

    def __init__(self, settings: Settings, name: str) -> None:
        self.name = name
        self.identity = Identity(serial=0)
        self.value = Money(settings.value)
        self._settings = settings
        self._habits = Habits(settings.counts_refused, settings.keeps_last_payout, settings.unseen_coins)
        self._addressee = Addressee(settings.address, Check.CRC if settings.crc else Check.SIMPLE)
        self._supply = MotorSupply()
        self._model = Model(self._addressee, settings.lifetime_counter, settings.sch2_flags)
        self._looking = Looking(self._model, IDLE_TIMEOUT_S)
        self._phase = Phase.SILENT
        self._start_up = self._new_start_up()
        self._handler: Handler | None = None  # who waits for the answer under way
        self._status: DeviceStatus | None = None  # as last sent
        self._unfit = Trouble.WRONG_DEVICE
        self._heard_at = 0.0
        self._probe_at = 0.0
        self._look: Look | None = None  # the last that was confirmed; None: not since it was silent or reset
        self._doubtful_look: Look | None = None  # differs from it, and waits for its confirmation
        self._look_at = 0.0
        self._told: HopperReading | None = None
        self._runs = False  # and no order of ours is the reason
        self._reset_asked = False
        self._lost_power = False  # it was reset since the last confirmed look
        self._low = False
        self._low_asked = True
        self._stop_asked = False
        self._disable_at: float | None = None  # it is to be disabled
        self._reset_at = 0.0  # not before
        self._orders: deque[Payout] = deque()
        self._last: PayoutFinished | None = None
        self._again: list[DeviceEvent] = []

    # ---- kiosk.devices.Hopper ----------------------------------------------------------------------

    def dispense(self, payout_id: str, count: int, before: HopperReading) -> None:
        """Pay `count` pieces, 1 to 255, once. A payout already answered is answered again, the same."""
        self._order(Order(payout_id, count, before))

    def reconcile(self, payout_id: str, count: int, before: HopperReading) -> None:
        """Let it come to rest, and judge what it paid."""
        self._order(Order(payout_id, count, before, reconciling=True))

    def stop(self) -> None:
        """Emergency stop of the payout under way; those that still wait are not begun."""
        self._stop_asked = not self._orders
        self._look_at = 0.0
        for payout in self._orders:
            payout.stop()

    def tell_again(self) -> None:
        """Status and counters, as the next look finds them; between payouts."""
        if not self._orders:
            self._told = self._status = None
            self._look_at = 0.0

    def _order(self, order: Order) -> None:
        if not 1 <= order.count <= MOST_COINS:
            raise ValueError(f"a hopper pays 1 to {MOST_COINS} coins at a time, not {order.count}")
        last, settings = self._last, self._settings
        if any(payout.order.payout_id == order.payout_id for payout in self._orders):
            return
        if (
            last is not None
            and last.payout_id == order.payout_id
            and not (order.reconciling and last.doubtful)
        ):
            self._again.append(last)
            self._look_at = 0.0  # the answer comes with the next exchange
            return
        self._orders.append(
            Payout(self.name, order, self._model, settings.security, self._habits, settings.patience_s)
        )

    # ---- DrivesMotor -------------------------------------------------------------------------------

    def share(self, supply: MotorSupply) -> None:
        self._supply = supply

    # ---- BusDevice ---------------------------------------------------------------------------------

    def connected(self, now: float) -> list[DeviceEvent]:
        self._fall_silent(now, probe_at=now)
        self._supply.turns(self.name, now)  # for all we know
        return self._tell(STARTING)

    def disconnected(self, now: float) -> list[DeviceEvent]:
        self._fall_silent(now, probe_at=now)
        if self._orders:
            self._orders[0].waited(now, (Trouble.NOT_RESPONDING,))
        return self._finished(now) + self._tell(OFFLINE)

    def next_command(self, now: float) -> Command | None:
        self._handler = None
        match self._phase:
            case Phase.SILENT | Phase.UNFIT:
                if now < self._probe_at:
                    return None
                self._probe_at = now + PROBE_S
                self._handler = self._on_probe
                return self._addressee.command(headers.SIMPLE_POLL, timeout_s=POLL_TIMEOUT_S, attempts=1)
            case Phase.STARTING:
                self._handler = self._on_start_up
                return self._start_up.next_command()
            case Phase.SERVING:
                return self._next_while_serving(now)

    def on_result(self, result: Result, now: float) -> list[DeviceEvent]:
        handler, self._handler = self._handler, None
        if not isinstance(result, NoReply):
            self._heard_at = now
        events = handler(result, now) if handler is not None else []
        if now - self._heard_at >= OFFLINE_AFTER_S:
            self._fall_silent(now, probe_at=now + PROBE_S)
            events += self._tell(OFFLINE)
        if self._phase is not Phase.SERVING and self._orders:
            troubles = self._status.troubles if self._status is not None else ()
            self._orders[0].waited(now, troubles or (Trouble.NOT_RESPONDING,))
        return events + self._finished(now) + self._tell(self._status_now())

    # ---- phases ------------------------------------------------------------------------------------

    def _fall_silent(self, now: float, probe_at: float) -> None:
        """Nobody answers. What is under way stays under way: silence is neither rest nor a reset."""
        self._phase = Phase.SILENT
        self._handler = None
        self._heard_at = now
        self._probe_at = probe_at
        self._forget_looks()

    def _forget_looks(self) -> None:
        self._look = self._doubtful_look = None
        self._looking.start_over()

    def _new_start_up(self) -> HopperStartUp:
        return HopperStartUp(self._addressee, self._settings.value * self._settings.id_scale)

    def _on_probe(self, result: Result, _now: float) -> list[DeviceEvent]:
        if not isinstance(result, NoReply):
            self._phase = Phase.STARTING
            self._start_up = self._new_start_up()
        return []

    def _on_start_up(self, result: Result, now: float) -> list[DeviceEvent]:
        self._start_up.on_result(result)
        if self._start_up.unfit is not None:
            self._become_unfit(self._start_up.unfit, now)
        elif self._start_up.done:
            self.identity = self._start_up.identity
            self._model = Model(
                self._addressee,
                self._settings.lifetime_counter,
                self._settings.sch2_flags,
                self.identity.serial,
            )
            self._looking = Looking(self._model, IDLE_TIMEOUT_S)
            for payout in self._orders:
                payout.use(self._model)
            self._phase = Phase.SERVING
            self._look_at = now
            self._reset_at = now + RESET_EVERY_S
        return []

    def _become_unfit(self, why: Trouble, now: float) -> None:
        self._phase = Phase.UNFIT
        self._unfit = why
        self._probe_at = now + UNFIT_RETRY_S
        self._forget_looks()

    # ---- serving -----------------------------------------------------------------------------------

    def _next_while_serving(self, now: float) -> Command | None:
        if self._orders:
            command = self._orders[0].next_command(now, self._supply)
            if command is not None:
                self._handler = self._on_payout
                return command
            if self._orders[0].running:
                return None
        return self._next_while_idle(now)

    def _next_while_idle(self, now: float) -> Command | None:
        say = self._addressee.command
        if self._stop_asked:
            self._stop_asked = False
            self._handler = self._on_stopped
            return say(headers.EMERGENCY_STOP, reply=range(2), attempts=1)
        if self._disable_at is not None and now >= self._disable_at:
            self._disable_at = now + DISABLE_AGAIN_S
            self._handler = self._on_disabled
            return say(headers.ENABLE_HOPPER, DISABLE, reply=range(1), timeout_s=IDLE_TIMEOUT_S, attempts=1)
        if self._look is not None and self._look.flags.needs_reset and now >= self._reset_at:
            self._reset_at = now + RESET_EVERY_S
            self._handler = self._on_reset
            return say(headers.RESET_DEVICE, reply=range(1), attempts=1)
        if not self._low_asked:
            self._low_asked = True
            self._handler = self._on_low
            levels = headers.REQUEST_PAYOUT_HIGH_LOW_STATUS
            return say(levels, reply=range(1, 2), timeout_s=IDLE_TIMEOUT_S, attempts=1)
        if now < self._look_at:
            return None
        self._handler = self._on_idle
        return self._looking.next_command()

    def _on_payout(self, result: Result, now: float) -> list[DeviceEvent]:
        return self._orders[0].on_result(result, now, self._supply)

    def _on_stopped(self, _result: Result, now: float) -> list[DeviceEvent]:
        self._look_at = now + SETTLE_S
        return []

    def _on_disabled(self, result: Result, _now: float) -> list[DeviceEvent]:
        if not isinstance(result, NoReply):
            self._disable_at = None
        return []

    def _on_reset(self, _result: Result, now: float) -> list[DeviceEvent]:
        self._reset_asked = True
        self._doubtful_look = None
        self._look_at = now + RESET_DEAF_S
        return []

    def _on_low(self, result: Result, _now: float) -> list[DeviceEvent]:
        if isinstance(result, Reply):
            self._low = below_low_mark(result.data[0])
        return []

    def _on_idle(self, result: Result, now: float) -> list[DeviceEvent]:
        look = self._looking.on_result(result)
        if isinstance(look, Refused):
            self._become_unfit(Trouble.WRONG_DEVICE, now)
        elif isinstance(look, Look):
            self._look_at = now + IDLE_S
            self._low_asked = not self._start_up.has_low_sensor
            return self._on_look(look, now)
        elif isinstance(result, NoReply):
            self._look_at = now + SETTLE_S
        return []

    def _on_look(self, look: Look, now: float) -> list[DeviceEvent]:
        """Believed when it comes twice, or is the one believed before."""
        self._runs = not look.at_rest
        if self._runs:
            self._supply.turns(self.name, now)
            self._look_at = now + RUNNING_S
        elif look in (self._look, self._doubtful_look):
            return self._believe(look)
        else:
            forgot = self._told is not None and look.reading.events == 0 != self._told.events
            self._lost_power = forgot and not self._reset_asked
            self._look_at = now + SETTLE_S
        self._doubtful_look = look
        return []

    def _believe(self, look: Look) -> list[DeviceEvent]:
        self._look, self._doubtful_look = look, None
        self._runs = self._lost_power = self._reset_asked = False
        self._supply.rests(self.name)
        if look.reading == self._told:
            return []
        self._told = look.reading
        return [HopperRead(self.name, look.reading)]

    # ---- what to tell ------------------------------------------------------------------------------

    def _finished(self, now: float) -> list[DeviceEvent]:
        """The answers to what was ordered; then the hopper is disabled, and looked at again."""
        events, self._again = self._again, []
        while self._orders and (answer := self._orders[0].finished) is not None:
            payout = self._orders.popleft()
            self._last = answer
            events.append(answer)
            self._disable_at = self._look_at = now
            self._reset_at = now + RESET_EVERY_S
            self._looking.start_over()
            if payout.look is not None:
                events += self._believe(payout.look)
        return events

    def _status_now(self) -> DeviceStatus:
        match self._phase:
            case Phase.SILENT:
                return OFFLINE if self._status is None else self._status
            case Phase.UNFIT:
                return DeviceStatus(Condition.STOPPED, (self._unfit,))
            case Phase.STARTING:
                return STARTING if self._status is None or self._status == OFFLINE else self._status
            case Phase.SERVING:
                return self._status_while_serving()

    def _status_while_serving(self) -> DeviceStatus:
        if self._lost_power:
            return LOST_POWER
        if self._runs:
            return DeviceStatus(Condition.STOPPED, (Trouble.BUSY,))
        if self._look is None:  # not yet; or it has been silent for a while in the middle of a payout
            return STARTING if self._status is None or self._status == OFFLINE else self._status
        flags = self._look.flags
        if flags.troubles:
            return DeviceStatus(Condition.STOPPED, flags.troubles)
        if flags.timed_out or self._low:
            return DeviceStatus(Condition.ATTENTION, (Trouble.EMPTY,))
        return READY

    def _tell(self, status: DeviceStatus) -> list[DeviceEvent]:
        if status == self._status:
            return []
        self._status = status
        return [DeviceStatusChanged(self.name, status)]
