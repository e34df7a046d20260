"""One payout of a hopper: enabled, checked, commanded once, watched until it rests, and judged.

    turn -> enabling -> checking -> keying -> paying -> watching -> settling -> finished
    the hopper does not show `before`: nothing is paid  ^ reconciling starts here

Enabling comes before checking: a hopper that loses its power after the check is disabled again and refuses.
The command to dispense (167) is sent once at most for a payout, whatever becomes of its answer.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import Literal

from drivers.cctalk import headers
from drivers.cctalk.hopper_judgement import Between, Habits, Question, Seen, judge
from drivers.cctalk.hopper_look import SETTLE_S, SURE_S, Look, Looking, Model
from drivers.cctalk.hopper_motor import MotorSupply
from drivers.cctalk.host import Command, NoReply, Refused, Reply, Result
from kiosk.devices import CoinsDispensed, DeviceEvent, HopperReading, PayoutFinished, Trouble

WATCH_S = 0.15  # makers recommend 100 to 200 ms while paying
WATCH_TIMEOUT_S = 0.3
STALLED_S = 30.0  # nothing moved for so long: stop it; its own time-out is 10 s on most models
STOP_AGAIN_S = 1.5  # some answer an emergency stop after half a second
START_PATIENCE_S = 5.0  # from its turn to the command; with a sound line it takes a tenth of a second
TURN_PATIENCE_S = 45.0  # for the supply; longer than a silent hopper holds it
SLOWEST_COIN_S = 0.5
ENABLE, DISABLE = b"\xa5", b"\x00"  # header 164; anything but 165 disables

Security = Literal["serial", "cipher", "zeros"]


class Stage(Enum):
    TURN = auto()
    ENABLING = auto()
    CHECKING = auto()
    KEYING = auto()
    PAYING = auto()
    WATCHING = auto()
    SETTLING = auto()


@dataclass(frozen=True, slots=True)
class Order:
    """What the kiosk asks for. `reconciling`: a program that is gone has commanded it, or has not."""

    payout_id: str
    count: int
    before: HopperReading
    reconciling: bool = False


class Payout:
    """Carries out one order. `finished` is the answer, once there is one."""

    def __init__(
        self, name: str, order: Order, model: Model, security: Security, habits: Habits, patience_s: float
    ) -> None:
        self.order = order
        self.finished: PayoutFinished | None = None
        self.look: Look | None = None  # of the hopper at rest, once the payout was commanded
        self._name = name
        self._model = model
        self._security = security
        self._habits = habits
        self._patience_s = patience_s + order.count * SLOWEST_COIN_S
        self._stage = Stage.WATCHING if order.reconciling else Stage.TURN
        self._looking = Looking(model, SURE_S)
        self._watched_since: float | None = None
        self._ask_at = 0.0
        self._turn_since: float | None = None
        self._heard_at: float | None = None  # since it was commanded; before that, when we began
        self._refused = False
        self._ran = False
        self._most_paid = 0
        self._moved_at = 0.0
        self._moved_to = b""
        self._stopping = False
        self._stop_at = 0.0

    @property
    def running(self) -> bool:
        """Coins may be moving, by this program or by one that is gone."""
        return self.finished is None and self._commanded

    @property
    def _commanded(self) -> bool:
        return self._stage in (Stage.WATCHING, Stage.SETTLING)

    def use(self, model: Model) -> None:
        """The hopper was asked again who it is; what was prepared is prepared again."""
        self._model = model
        self._looking = Looking(model, SURE_S)
        if not self._commanded and self._stage is not Stage.TURN:
            self._stage = Stage.ENABLING

    def stop(self) -> None:
        """Emergency stop. What was not commanded yet never will be."""
        self._stopping = True
        if not self._commanded:
            self._refuse(())

    def waited(self, now: float, troubles: tuple[Trouble, ...]) -> None:
        """Nobody answers, and these are the reasons. Long enough, and that is an answer too."""
        if self._heard_at is None:
            self._heard_at = now
        if not self._commanded and now - self._heard_at >= START_PATIENCE_S:
            self._refuse(troubles)
        elif now - self._heard_at >= self._patience_s:
            self._give_up(troubles)

    def _give_up(self, troubles: tuple[Trouble, ...]) -> None:
        self.look = None
        self._judge(None, troubles)

    # ---- questions -----------------------------------------------------------------------------

    def next_command(self, now: float, supply: MotorSupply) -> Command | None:
        if self.finished is not None:
            return None
        if self._heard_at is None:
            self._heard_at = now
        if self._stage is Stage.TURN and not self._has_turn(now, supply):
            return None
        say = self._model.addressee.command
        match self._stage:
            case Stage.TURN:
                self._stage = Stage.ENABLING
                return self.next_command(now, supply)
            case Stage.ENABLING:
                return say(headers.ENABLE_HOPPER, ENABLE, reply=range(1), attempts=1)
            case Stage.CHECKING:
                return self._looking.next_command()
            case Stage.KEYING:
                return say(headers.REQUEST_CIPHER_KEY, attempts=1)
            case Stage.PAYING:
                supply.turns(self._name, now)
                self._stage = Stage.WATCHING  # from here on nothing is ever commanded again
                self._heard_at = self._moved_at = self._ask_at = now
                return say(headers.DISPENSE_HOPPER_COINS, self._dispense_data(), reply=range(2), attempts=1)
            case Stage.WATCHING | Stage.SETTLING:
                return self._watch(now)

    def _has_turn(self, now: float, supply: MotorSupply) -> bool:
        if self._turn_since is None:
            self._turn_since = now
        if supply.take(self._name, now):
            return True
        self._heard_at = now  # it is not the hopper that keeps us waiting
        if now - self._turn_since >= TURN_PATIENCE_S:
            self._refuse((Trouble.BUSY,))
        return False

    def _dispense_data(self) -> bytes:
        """Part 2, header 167: security bytes of the kind that the hopper wants, then how many."""
        match self._security:
            case "serial":
                security = self._model.serial.to_bytes(3, "little")
            case "cipher" | "zeros":
                security = bytes(8)
        return security + bytes([self.order.count])

    def _watch(self, now: float) -> Command | None:
        if self._watched_since is None:
            self._watched_since = now
        if self._stopping and now >= self._stop_at:
            self._stop_at = now + STOP_AGAIN_S
            self._stage, self._ask_at = Stage.WATCHING, now
            return self._model.addressee.command(headers.EMERGENCY_STOP, reply=range(2), attempts=1)
        if now < self._ask_at:
            return None
        if self._stage is Stage.SETTLING:
            return self._looking.next_command()
        self._ask_at = now + WATCH_S
        return self._model.status(WATCH_TIMEOUT_S)

    # ---- answers -------------------------------------------------------------------------------

    def on_result(self, result: Result, now: float, supply: MotorSupply) -> list[DeviceEvent]:
        if self.finished is not None:
            return []
        if isinstance(result, NoReply):
            self._looking.start_over()
            self.waited(now, (Trouble.NOT_RESPONDING,))
            return []
        if self._commanded:
            self._heard_at = now
        if self._watched_since is not None and now - self._watched_since >= 2 * self._patience_s:
            self._give_up((Trouble.OTHER,))  # it never comes to rest, or never says the same twice
            return []
        done = isinstance(result, Reply)
        match result.command.header:
            case headers.ENABLE_HOPPER if done:
                self._stage = Stage.CHECKING
            case headers.REQUEST_CIPHER_KEY if done:
                self._stage = Stage.PAYING
            case headers.ENABLE_HOPPER | headers.REQUEST_CIPHER_KEY:
                self._refuse((Trouble.OTHER,))
            case headers.DISPENSE_HOPPER_COINS:
                self._refused = not done
            case headers.EMERGENCY_STOP:
                self._ask_at = now + SETTLE_S  # a coin in the exit still falls
            case headers.REQUEST_HOPPER_STATUS if self._stage is Stage.WATCHING:
                return self._on_status(result.data, now, supply) if isinstance(result, Reply) else []
            case _:
                self._on_look(self._looking.on_result(result), now)
        return []

    def _on_look(self, look: Look | Refused | None, now: float) -> None:
        if look is None:
            return
        if self._stage is Stage.SETTLING:
            if isinstance(look, Look):
                self._on_settling(look, now)
        elif isinstance(look, Refused):
            self._refuse((Trouble.OTHER,))
        else:
            self._on_check(look)

    def _on_check(self, look: Look) -> None:
        ready = look.flags.enabled and not look.flags.troubles
        if ready and look.at_rest and look.reading == self.order.before:
            self._stage = Stage.KEYING if self._security == "cipher" else Stage.PAYING
            return
        other = Trouble.OTHER if look.at_rest else Trouble.BUSY
        self._refuse(look.flags.troubles or (other,), look)

    def _on_status(self, data: bytes, now: float, supply: MotorSupply) -> list[DeviceEvent]:
        reading = self._model.reading(data)
        if not reading.remaining:
            self._stage, self._ask_at, self.look = Stage.SETTLING, now, None
            self._looking.start_over()
            return []
        supply.turns(self._name, now)
        if data != self._moved_to:
            self._moved_at, self._moved_to = now, data
        elif now - self._moved_at >= STALLED_S:
            self._stopping = True
        if reading.paid + reading.remaining > self.order.count:
            return []  # not of this payout, whatever it is
        self._ran = True
        if reading.paid <= self._most_paid:
            return []
        self._most_paid = reading.paid
        return [CoinsDispensed(self._name, self.order.payout_id, reading.paid)]

    def _on_settling(self, look: Look, now: float) -> None:
        """The same twice, a while apart: then it is believed."""
        before, self.look = self.look, look
        if not look.at_rest:
            self._stage, self._ask_at, self.look = Stage.WATCHING, now, None
        elif look == before:
            self._judge(look, ())
        else:
            self._ask_at = now + SETTLE_S
            self._stop_at = now + STOP_AGAIN_S  # it rests: no need to stop it again

    # ---- the last word -------------------------------------------------------------------------

    def _refuse(self, troubles: tuple[Trouble, ...], look: Look | None = None) -> None:
        """Nothing was commanded, so nothing was paid."""
        self._finish(Between(0, 0), troubles, look)

    def _judge(self, look: Look | None, troubles: tuple[Trouble, ...]) -> None:
        before, habits = self.order.before, self._habits
        if look is not None and look.flags.counters_damaged:
            before, habits = replace(before, lifetime=None), replace(habits, keeps_last_payout=False)
        enabled = look is not None and look.flags.enabled
        seen = Seen(self._refused, self._ran, self._most_paid, enabled)
        after = look.reading if look is not None else None
        verdict = judge(Question(self.order.count, before, after, habits, seen))
        short = verdict.least < self.order.count and not self._stopping
        self._finish(verdict, troubles + (self._why_short(look) if look is not None and short else ()), look)

    def _why_short(self, look: Look) -> tuple[Trouble, ...]:
        troubles = look.flags.troubles
        if look.flags.timed_out:
            troubles += (Trouble.EMPTY,)
        if look.reading.events == 0 != self.order.before.events:
            troubles += (Trouble.POWER_LOST,)
        return tuple(dict.fromkeys(troubles)) or (Trouble.OTHER,)

    def _finish(self, verdict: Between, troubles: tuple[Trouble, ...], look: Look | None) -> None:
        self.finished = PayoutFinished(
            self._name,
            self.order.payout_id,
            verdict.least,
            verdict.most - verdict.least,
            look.reading if look is not None else None,
            troubles,
        )
