"""Runs the machine: the screen first, so that somebody who waits sees one, then everything behind it.

The window has the main thread. What stands behind it (kiosk/app.py) takes longer to load than the screen.
"""

from __future__ import annotations

import json
import logging
import os
import sys
import tomllib
from collections.abc import Callable
from datetime import date, datetime
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.catalogue import Catalogue
from kiosk.clock import SystemClock
from kiosk.config import Config, cash_limits, load
from kiosk.documents.fonts import static_fonts
from kiosk.errors import START_AGAIN
from kiosk.money import Money
from kiosk.texts import Texts
from kiosk.visit.decision import STILL_THERE_S
from kiosk.visit.events import Event, Timer
from kiosk.visit.machine import Machine
from kiosk.visit.states import Delivery
from screens.app import Links, ScreenApp, Setting
from screens.mirror import Mirror
from screens.pointer import post_tap
from screens.text import Lettering
from screens.theme import Display
from screens.view import Name, PriceTag, Site
from screens.window import Window

if TYPE_CHECKING:
    from kiosk.app import Kiosk

log = logging.getLogger(__name__)

CONFIG = Path(__file__).parents[1] / "config"


class Behind:
    """What the screens see of the machine, before and after it is there."""

    def __init__(self, clock: SystemClock) -> None:
        self._clock = clock
        self.kiosk: Kiosk | None = None

    @property
    def machine(self) -> Machine:
        return Machine() if self.kiosk is None else self.kiosk.loop.machine

    def put(self, event: Event) -> None:
        if self.kiosk is not None:
            self.kiosk.loop.put(event)

    def touched(self) -> None:
        if self.kiosk is not None:
            self.kiosk.loop.touched()

    def new_visit_id(self) -> str:
        return "" if self.kiosk is None else self.kiosk.new_visit_id()

    def still_there_s(self) -> float:
        left = None if self.kiosk is None else self.kiosk.loop.remaining_s(Timer.STILL_THERE)
        return left or 0.0

    def local_time(self) -> datetime:
        return self._clock.read().wall.astimezone()


def run(path: Path) -> int:
    """Run the machine until it is told to stop; returns the exit code."""
    config, clock = load(path), SystemClock()
    behind = Behind(clock)
    screens = screen_app(config, behind)
    mirror = None if config.mirror is None else Mirror(post_tap, config.mirror.port)
    window = Window(
        screens,
        clock.now,
        fullscreen=not config.kiosk.simulated,
        headless=not any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY")),
        mirror=mirror,
    )
    window.frame()
    if mirror is not None:
        mirror.start()
    make: Callable[[Path], Kiosk] = import_module("kiosk.app").Kiosk  # only now: see above
    kiosk = behind.kiosk = make(path)
    kiosk.start()
    if mirror is not None:
        _announce({"mirror": f"http://127.0.0.1:{mirror.port}", "journal": str(kiosk.journal_path)})
    try:
        window.run(kiosk.stopped)
    except KeyboardInterrupt:
        log.info("told to stop")
    finally:
        kiosk.stop()
        if mirror is not None:
            mirror.stop()
    return 0 if kiosk.failed is None else START_AGAIN


def _announce(addresses: dict[str, str]) -> None:
    """One line of JSON for the program that started us."""
    sys.stdout.write(json.dumps(addresses) + "\n")
    sys.stdout.flush()


def screen_app(config: Config, behind: Behind) -> ScreenApp:
    """The screens of this site, wired to what stands behind them."""
    site = config.site
    languages = tuple(Texts.load(CONFIG / "languages", language) for language in config.screen.languages)
    setting = Setting(
        Display(config.screen.width, config.screen.height, config.screen.px_per_mm),
        languages,
        Site(
            school=Name(site.school_zh, site.school_en),
            counter=Name(site.counter_zh, site.counter_en),
            elsewhere=Name(site.elsewhere_zh, site.elsewhere_en),
            notes=tuple(Money(value) for value in site.notes),
        ),
        prices(behind.local_time().date()),
        round(STILL_THERE_S),
        cash_limits(config),
    )
    links = Links(
        latest=lambda: behind.machine,
        emit=behind.put,
        touched=behind.touched,
        make_visit_id=behind.new_visit_id,
        now=behind.local_time,
        still_there_left_s=behind.still_there_s,
    )
    return ScreenApp(setting, links, Lettering(static_fonts()))


def prices(today: date) -> tuple[PriceTag, ...]:
    """What the attract screen says things cost that can be had here; central prices the order itself."""
    catalogue = Catalogue.parse(tomllib.loads((CONFIG / "catalogue.toml").read_text(encoding="utf-8")))
    tags = []
    for kind in catalogue.kinds:
        fee = kind.fee_on(today)
        if fee is not None and kind.closed is None:
            tags.append(PriceTag(Name(kind.name_zh, kind.name_en), fee, Delivery(kind.delivery)))
    return tuple(tags)
