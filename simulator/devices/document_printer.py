"""The twin of the A4 document printer: an IPP printer on loopback HTTP, with hands that can meddle with it.

Its sheets are the physical truth that the journal is compared with: `tray` holds what really came out.
An injected HttpFault makes the wire fail in a chosen moment of the next exchange.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from drivers.ipp.requests import Operation
from simulator.devices.ipp_answers import Abilities, IppAnswers
from simulator.devices.ipp_server import PATH, HttpFault, IppServer
from simulator.devices.laser_engine import LaserEngine, TraySheets

DEMO_FIRST_PAGE_S = 3.0
DEMO_NEXT_PAGE_S = 1.5


class DocumentPrinterTwin:
    """`speed` 2.0 prints twice as fast. Everything may be called from any thread."""

    def __init__(
        self,
        now: Callable[[], float],
        *,
        first_page_s: float = DEMO_FIRST_PAGE_S,
        next_page_s: float = DEMO_NEXT_PAGE_S,
        speed: float = 1.0,
        paper: int = 250,
        port: int = 0,
        abilities: Abilities | None = None,
    ) -> None:
        self._now = now
        self._abilities = abilities or Abilities()
        self._engine = LaserEngine(first_page_s / speed, next_page_s / speed, paper=paper)
        self._lock = threading.RLock()
        self._server = IppServer(self.handle, port)
        self._powered = True
        self._plugged_in = False  # to the network
        self._answers = self._power_up()

    # ---- On the wire -------------------------------------------------------------------------------

    @property
    def url(self) -> str:
        return f"ipp://127.0.0.1:{self._server.port}{PATH}"

    def start(self) -> None:
        """Listen. With port 0 the system chooses; the port stays the same through power cuts."""
        self._plugged_in = True
        self._server.start()

    def stop(self) -> None:
        self._plugged_in = False
        self._server.stop()

    def fail_next(self, fault: HttpFault, operation: Operation | None = None, times: int = 1) -> None:
        """The next exchange (of this operation) goes wrong in this way."""
        self._server.fail_next(fault, operation, times)

    def handle(self, request: bytes) -> bytes:
        """One IPP exchange, for tests without a wire."""
        with self._lock:
            return self._answers.answer(request, self._now())

    # ---- The control panel ---------------------------------------------------------------------------

    def set_paper(self, sheets: int) -> None:
        with self._touch() as engine:
            engine.paper = sheets

    def jam(self, jammed: bool) -> None:
        with self._touch() as engine:
            engine.jammed = jammed
            if jammed:
                engine.stop_path()

    def door(self, is_open: bool) -> None:
        with self._touch() as engine:
            engine.door_open = is_open
            if is_open:
                engine.stop_path()

    def toner(self, percent: int) -> None:
        with self._touch() as engine:
            engine.toner = percent

    def stall(self, stalled: bool) -> None:
        """Say "processing" and do nothing."""
        with self._touch() as engine:
            engine.stalled = stalled

    def power(self, on: bool) -> None:
        """Off: connections break, the sheet in the path stays there, jobs and job numbers are forgotten."""
        with self._lock:
            if on == self._powered:
                return
            self._catch_up()
            self._powered = on
            if on:
                self._answers = self._power_up()
            else:
                self._engine.power_off(keeps_queue=self._abilities.keeps_queue)
        if self._plugged_in and on:
            self._server.start()
        elif self._plugged_in:
            self._server.stop()

    def tray(self) -> list[TraySheets]:
        """(job_name, pages, pdf) of what lies in the output tray."""
        with self._touch() as engine:
            return engine.tray()

    def empty_tray(self) -> list[TraySheets]:
        """Somebody takes everything out of the output tray."""
        with self._touch() as engine:
            taken = engine.tray()
            engine.empty_tray()
            return taken

    def state(self) -> dict[str, object]:
        """What a control panel shows."""
        with self._touch() as engine:
            job = engine.current
            return {
                "power": self._powered,
                "paper": engine.paper,
                "toner": engine.toner,
                "jam": engine.jammed,
                "door_open": engine.door_open,
                "troubles": engine.troubles,
                "printing": job.name if job else "",
                "sheets_of_job": job.sheets if job else 0,
                "sheets_in_tray": sum(item.pages for item in engine.tray()),
                "sheets_lost_in_path": engine.lost_in_path,
            }

    @contextmanager
    def _touch(self) -> Iterator[LaserEngine]:
        """Hands on the engine: it catches up with the time before and after."""
        with self._lock:
            self._catch_up()
            yield self._engine
            self._catch_up()

    def _catch_up(self) -> None:
        if self._powered:
            self._engine.run_to(self._now())

    def _power_up(self) -> IppAnswers:
        now = self._now()
        self._engine.power_on(now)
        return IppAnswers(self._engine, self._abilities, now)
