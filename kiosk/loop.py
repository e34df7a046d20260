"""The shell: take ONE event, decide, journal it with what follows, commit, then perform the effects.

One thread. Everything else (devices, the network, rendering, the person at the screen) puts events into its
queue and never touches its state; readers get the newest state as one immutable snapshot.
"""

from __future__ import annotations

import logging
import queue
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from kiosk.clock import Reading
from kiosk.codec import encode
from kiosk.journal import Journal
from kiosk.visit.decision import Decision
from kiosk.visit.effects import Effect, StartTimer, StopTimers
from kiosk.visit.events import Event, ProgramFault, Timer, TimerFired
from kiosk.visit.machine import Machine
from kiosk.visit.states import Attract
from kiosk.visit.step import step

log = logging.getLogger(__name__)

IDLE_S = 0.5  # how long the loop sleeps when no timer is due: background work is looked at this often


class Clock(Protocol):
    def now(self) -> float: ...

    def read(self) -> Reading: ...


@dataclass(frozen=True, slots=True)
class Call:
    """Work that belongs on the loop's thread but is nothing that happened to the machine."""

    deed: Callable[[], None]


class Stop:
    """End the loop after what is already in the queue."""


class Loop:
    """Owns the state. `perform` is called for each effect after its commit, in order."""

    def __init__(
        self,
        journal: Journal,
        machine: Machine,
        clock: Clock,
        perform: Callable[[Effect], None],
        background: Callable[[Machine], None] = lambda machine: None,
        waits: Mapping[Timer, float] | None = None,
    ) -> None:
        """`waits` are the site's own durations of some timers, in seconds, instead of the core's."""
        self._journal = journal
        self._clock = clock
        self._perform = perform
        self._background = background
        self._waits = dict(waits or {})
        self._queue: queue.SimpleQueue[Event | Call | Stop] = queue.SimpleQueue()
        self._timers: dict[Timer, tuple[float, float]] = {}  # when due, after how long
        self.machine = machine  # the newest state; replaced whole, never changed

    def put(self, event: Event) -> None:
        """From any thread."""
        self._queue.put(event)

    def touched(self) -> None:
        """From any thread: the person is still busy, so the question whether they are there can wait."""
        self.call(self._rearm_attention)

    def call(self, deed: Callable[[], None]) -> None:
        """From any thread: run this on the loop's thread."""
        self._queue.put(Call(deed))

    def stop(self) -> None:
        self._queue.put(Stop())

    def run(self) -> None:
        """Until stop(). Raises JournalError when a commit failed: the program must be started again."""
        while True:
            try:
                item = self._queue.get(timeout=self._until_next_timer())
            except queue.Empty:
                self._fire_due()
                self._background(self.machine)
                continue
            match item:
                case Stop():
                    return
                case Call(deed):
                    deed()
                case _:
                    self.handle(item)
            self._fire_due()
            self._background(self.machine)

    def handle(self, happened: Event) -> None:
        event, decision = self._decide(happened)
        self._journal.append(event, decision.facts, self._visit_id(decision), self._clock.read())
        self.machine = decision.machine
        for effect in decision.effects:
            match effect:
                case StartTimer(timer, usual_s):
                    after_s = self._waits.get(timer, usual_s)
                    self._timers[timer] = (self._clock.now() + after_s, after_s)
                case StopTimers():
                    self._timers.clear()
                case _:
                    self._perform(effect)

    def remaining_s(self, timer: Timer) -> float | None:
        """How long until it fires; for the countdown on the screen. From any thread."""
        armed = self._timers.get(timer)
        return None if armed is None else max(0.0, armed[0] - self._clock.now())

    def _decide(self, event: Event) -> tuple[Event, Decision]:
        """An exception here is our own mistake: the machine closes.

        What happened is kept inside the fault and not as an event, or folding would meet it at every boot.
        """
        try:
            return event, step(self.machine, event)
        except Exception as error:  # noqa: BLE001  any mistake of ours; told as ProgramFault
            kind, body, _ = encode(event)
            # Where, and not the error's own words: they may hold a visitor's name.
            trace = "".join(traceback.format_tb(error.__traceback__))
            log.critical("step failed at %s with %s\n%s", kind, type(error).__name__, trace)
            where = traceback.extract_tb(error.__traceback__)[-1]
            fault = ProgramFault(f"{where.name}:{where.lineno}", type(error).__name__, kind, body)
            return fault, step(self.machine, fault)

    def _visit_id(self, decision: Decision) -> str:
        for visit in (self.machine.visit, decision.machine.visit):
            if not isinstance(visit, Attract):
                return visit.visit_id
        return ""

    def _until_next_timer(self) -> float:
        if not self._timers:
            return IDLE_S
        due = min(due for due, _ in self._timers.values())
        return min(IDLE_S, max(0.0, due - self._clock.now()))

    def _fire_due(self) -> None:
        now = self._clock.now()
        for timer, armed in sorted(self._timers.items(), key=lambda item: item[1]):
            # One that fired may have stopped the next or set it anew.
            if armed[0] <= now and self._timers.get(timer) == armed:
                del self._timers[timer]
                self.handle(TimerFired(timer))

    def _rearm_attention(self) -> None:
        armed = self._timers.get(Timer.ATTENTION)
        if armed is not None:
            self._timers[Timer.ATTENTION] = (self._clock.now() + armed[1], armed[1])
