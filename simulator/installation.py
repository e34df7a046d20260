"""One kiosk with everything around it, each in a process of its own, on free ports of this computer.

kiosk ---http--- network (can be cut) ---http--- central, on a seeded SQLite file
  `---rfc2217, ipp--- twins
"""

from __future__ import annotations

import json
import threading
import time
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

from simulator import central_process, run_config
from simulator.central_process import KIOSK_ID, START_S
from simulator.central_view import CentralView
from simulator.controls import Controls
from simulator.mirror import Mirror
from simulator.network import Network
from simulator.processes import Child, Processes, free_port
from simulator.scenario import Hoppers

NO_DISPLAY = {"SDL_VIDEODRIVER": "dummy", "SDL_AUDIODRIVER": "dummy"}


class Installation:
    """Starts central and the twins; the kiosk when told. A context manager: leaving it ends all of them."""

    def __init__(
        self,
        config: Path,
        folder: Path,
        *,
        printer_speed: float = 1.0,
        window: bool = False,
        hoppers: Hoppers = Hoppers.FULL,
    ) -> None:
        self.folder = folder.resolve()
        self.kiosk_file = self.folder / "kiosk.toml"
        self.journal = self.folder / "kiosk" / "journal.sqlite"
        self._config = run_config.with_hoppers(run_config.read(config), hoppers)
        self._speed = printer_speed
        self._environment = {} if window else NO_DISPLAY
        self._stack = ExitStack()
        self._lock = threading.Lock()  # the panel's threads may start and kill the kiosk
        self._kiosk: Child | None = None
        self._mirror: Mirror | None = None
        self._runs = 0

    def open(self) -> None:
        with ExitStack() as stack:
            self._start_surroundings(stack)
            self._stack = stack.pop_all()

    def close(self) -> None:
        self._stack.close()

    def __enter__(self) -> Self:
        self.open()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def languages(self) -> tuple[str, ...]:
        """Those the kiosk shows; the first is the one that a visit begins in."""
        return tuple(self._config["screen"]["languages"])

    def _start_surroundings(self, stack: ExitStack) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self._processes = stack.enter_context(Processes(self.folder / "logs"))
        seed = central_process.seeded(self._processes, self._config["site"]["place_zh"])
        self.students = central_process.students(seed)
        central_process.take_copy(seed, self.folder)
        port = free_port()
        central = central_process.serve(self._processes, self.folder, port)
        speed = ("--speed", str(self._speed))
        surroundings = self.folder / "twins.toml"
        surroundings.write_text(run_config.to_toml(self._config), encoding="utf-8")
        arguments = ["-m", "simulator", "twins", "--free-ports", "--config", str(surroundings), *speed]
        twins = self._processes.start("twins", arguments)
        wires = twins.announcement(START_S)
        central_process.wait_until_healthy(central, port)
        self.controls = Controls(str(wires["control"]))
        self.network = stack.enter_context(Network(port))
        self.central = CentralView(self.folder / "central.sqlite", KIOSK_ID)
        stack.callback(self.central.close)
        values = run_config.for_run(self._config, self.folder, wires, self.network.url)
        self.kiosk_file.write_text(run_config.to_toml(values), encoding="utf-8")

    @property
    def claim_key(self) -> str:
        """What the kiosk makes claim codes with, in hex."""
        keys = json.loads((self.folder / "kiosk-keys.json").read_text(encoding="utf-8"))
        return str(keys["claim_key"])

    # ---- The kiosk's process ---------------------------------------------------------------------

    @property
    def alive(self) -> bool:
        return self._kiosk is not None and self._kiosk.alive

    @property
    def runs(self) -> int:
        return self._runs

    @property
    def mirror(self) -> Mirror | None:
        return self._mirror if self.alive else None

    def start(self) -> None:
        """Start the kiosk and wait for its mirror; nothing happens when it is running."""
        self.started()

    def started(self) -> tuple[Mirror, float]:
        """As `start`; the mirror, and the seconds until the first frame could be fetched."""
        with self._lock:
            if self._mirror is not None and self.alive:
                return self._mirror, 0.0
            began = time.monotonic()
            arguments = ["-m", "kiosk", "run", "--config", str(self.kiosk_file)]
            self._kiosk = self._processes.start("kiosk", arguments, self._environment)
            self._mirror = Mirror(str(self._kiosk.announcement(START_S)["mirror"]))
            self._mirror.picture()
            self._runs += 1
            return self._mirror, time.monotonic() - began

    def kill(self) -> None:
        """kill -9 of the kiosk."""
        with self._lock:
            if self._kiosk is not None:
                self._kiosk.kill()

    def stop(self) -> int | None:
        """Ask the kiosk to end; its exit code."""
        with self._lock:
            if self._kiosk is None:
                return None
            self._kiosk.stop(patience_s=15.0)
            return self._kiosk.exit_code
