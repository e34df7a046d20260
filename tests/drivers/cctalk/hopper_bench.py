"""A hopper and its twin on a cable, and a clock that the test turns; the program may die and return."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from drivers.cctalk.bus import Bus, BusDevice
from drivers.cctalk.hopper import CcTalkHopper, create
from drivers.cctalk.hopper_settings import Settings
from drivers.transport.memory import Fault, cable, whole
from kiosk.devices import (
    CoinsDispensed,
    DeviceEvent,
    DeviceStatus,
    DeviceStatusChanged,
    HopperRead,
    HopperReading,
    PayoutFinished,
)
from simulator.devices.bus import BusTwin
from simulator.devices.hopper import HopperTwin, Profile
from simulator.wire import SerialTwin

STEP_S = 0.010  # a driver is ticked at least that often

E = TypeVar("E")


def settings_for(profile: Profile, **changed: object) -> Settings:
    """What an operator who has read this model's manual would write."""
    known: dict[str, object] = {
        "value": 10,
        "security": profile.security,
        "crc": profile.check.value == "16-bit",
        "lifetime_counter": profile.keeps_counters and 168 not in profile.missing,
        "keeps_last_payout": profile.keeps_counters,
        "counts_refused": profile.counts_refused,
        "unseen_coins": 1 if profile.throws or profile.late_coin else 0,
    }
    return Settings.model_validate(known | changed)


class HopperBench:
    """`events` collects all that the drivers have said; `sent` every write of theirs."""

    def __init__(
        self,
        twin: HopperTwin | None = None,
        there: Fault = whole,
        back: Fault = whole,
        settings: Settings | None = None,
        others: Sequence[tuple[SerialTwin, Callable[[], BusDevice]]] = (),
    ) -> None:
        self.twin = twin or HopperTwin()
        self.settings = settings or settings_for(self.twin.profile)
        self.now = 100.0
        self.events: list[DeviceEvent] = []
        self.sent: list[bytes] = []
        self._others = others
        self._line = BusTwin([self.twin, *(other for other, _ in others)])
        self.end, self.device_end = cable(there, back, echo=self._line.echoes)
        self.begin()

    def begin(self) -> None:
        """The kiosk's program starts (again)."""
        self.hopper: CcTalkHopper = create(self.settings, "hopper")
        self.others = [make() for _, make in self._others]
        self.bus = Bus("coin bus", [self.hopper, *self.others])
        self.events += self.bus.connected(self.now)

    def step(self) -> None:
        self.now += STEP_S
        out, events = self.bus.tick(self.now)
        self.events += events
        if out:
            self.sent.append(out)
            self.end.write(out, self.now)
        self.live_without_driver()
        self.events += self.bus.receive(self.end.read(self.now), self.now)

    def live_without_driver(self) -> None:
        self._line.receive(self.device_end.read(self.now), self.now)
        self.device_end.write(self._line.output(self.now), self.now)

    def run(self, seconds: float) -> None:
        until = self.now + seconds
        while self.now < until:
            self.step()

    def run_until(self, done: Callable[[], bool], seconds: float = 20.0) -> None:
        until = self.now + seconds
        while self.now < until:
            if done():
                return
            self.step()
        raise AssertionError(f"not within {seconds} s; said so far: {self.events}")

    def die(self, seconds: float) -> None:
        """The kiosk's program is dead; the devices live. Then it begins again."""
        until = self.now + seconds
        while self.now < until:
            self.now += STEP_S
            self.live_without_driver()
        self.end.read(self.now)

    def unplug(self) -> None:
        self.end.unplug()
        self.events += self.bus.disconnected(self.now)

    def stay_unplugged(self, seconds: float) -> None:
        """The port's thread says again and again that it is gone, while it tries to open it."""
        until = self.now + seconds
        while self.now < until:
            self.now += 0.5
            self.live_without_driver()
            self.events += self.bus.disconnected(self.now)

    def plug(self) -> None:
        self.end.plug()
        self.events += self.bus.connected(self.now)

    # ---- what was said -------------------------------------------------------------------------

    def said(self, kind: type[E]) -> list[E]:
        return [event for event in self.events if isinstance(event, kind)]

    def ready(self) -> HopperReading:
        """Wait until it serves; its reading."""
        self.run_until(lambda: bool(self.said(HopperRead)) and self.status.serves, seconds=60)
        return self.reading

    def pay(self, count: int, payout_id: str = "p1") -> PayoutFinished:
        self.hopper.dispense(payout_id, count, self.ready())
        return self.answer(payout_id)

    def answer(self, payout_id: str = "p1", seconds: float = 120.0) -> PayoutFinished:
        self.run_until(lambda: self.answers(payout_id) != [], seconds)
        return self.answers(payout_id)[-1]

    def answers(self, payout_id: str) -> list[PayoutFinished]:
        return [answer for answer in self.said(PayoutFinished) if answer.payout_id == payout_id]

    @property
    def reading(self) -> HopperReading:
        return self.said(HopperRead)[-1].reading

    @property
    def status(self) -> DeviceStatus:
        mine = [said for said in self.said(DeviceStatusChanged) if said.device == "hopper"]
        return mine[-1].status

    @property
    def progress(self) -> list[int]:
        return [said.paid for said in self.said(CoinsDispensed)]
