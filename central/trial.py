"""A whole central system in a folder, for tests and demonstrations of everything that talks to one."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import uvicorn
from fastapi import FastAPI

from central.app import app_for
from central.auth import KioskKeys, add_kiosk
from central.clock import Clock, SystemClock, local_day
from central.keys import add_paper_key
from central.seed import seed_students
from central.services import Services, assemble
from central.settings import Settings

KNOWN_PEOPLE = 20  # of central/invented/people.toml; more are made up from the seed


@dataclass(frozen=True, slots=True)
class Trial:
    """`kiosks` holds the keys by kiosk id; `headers` are what that kiosk sends."""

    services: Services
    app: FastAPI
    kiosks: dict[str, KioskKeys]

    def headers(self, kiosk_id: str) -> dict[str, str]:
        return {"X-Kiosk": kiosk_id, "Authorization": f"Bearer {self.kiosks[kiosk_id].api_key}"}


def make_trial(
    folder: Path,
    *,
    clock: Clock | None = None,
    settings: Settings | None = None,
    students: int = KNOWN_PEOPLE,
    seed: int = 7,
    kiosks: tuple[str, ...] = ("KIOSK-1",),
) -> Trial:
    """All is made new; where the settings name no database it is SQLite in the folder."""
    settings = settings or Settings()
    if "database" not in settings.model_fields_set:
        settings = settings.model_copy(update={"database": f"sqlite:///{folder / 'central.sqlite'}"})
    settings = settings.model_copy(update={"keys": folder / "central-keys.json"})
    clock = clock or SystemClock()
    add_paper_key(settings.keys, local_day(clock.now()))
    services = assemble(settings, clock)
    with services.database.writing() as session:
        seed_students(session, students, seed)
        added = {kiosk_id: add_kiosk(session, kiosk_id, "行政大樓門口 2 號機") for kiosk_id in kiosks}
    return Trial(services, app_for(services), added)


@contextmanager
def serving(app: FastAPI, port: int = 0) -> Iterator[str]:
    """Runs the app on a loopback port in a thread; gives its base address."""
    # TCP by name: asyncio switches Nagle's delay off only on sockets that say so, 40 ms an answer otherwise.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", port))
    listener.listen()
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="on"))
    thread = threading.Thread(target=server.run, args=([listener],), name="central", daemon=True)
    thread.start()
    try:
        while not server.started and thread.is_alive():
            thread.join(0.01)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
        listener.close()
