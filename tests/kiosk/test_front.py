"""The screen is there before the machine is, and shows what the catalogue says things cost."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest

from kiosk.clock import SystemClock
from kiosk.config import load
from kiosk.documents.fonts import static_fonts
from kiosk.front import Behind, prices, screen_app
from kiosk.money import Money
from kiosk.visit.events import StartTouched
from kiosk.visit.machine import Machine
from kiosk.visit.states import Delivery
from screens.text import Lettering
from screens.window import Window

DEMO = Path(__file__).parents[2] / "config" / "demo.toml"


def test_before_the_machine_is_there_nothing_can_be_done_and_nothing_breaks() -> None:
    behind = Behind(SystemClock())
    assert behind.machine == Machine()
    behind.put(StartTouched("v"))
    behind.touched()
    assert behind.new_visit_id() == ""
    assert behind.still_there_s() == 0.0
    assert behind.local_time().tzinfo is not None


def test_the_first_frame_says_that_the_machine_is_starting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(os.environ, "SDL_VIDEODRIVER", "dummy")
    clock = SystemClock()
    window = Window(screen_app(load(DEMO), Behind(clock)), clock.now, headless=True)
    assert window.frame()
    assert window.app.scene.screen == "out_of_service"
    Lettering(static_fonts())  # the fonts it was drawn with are there for the next window too


def test_prices_are_those_of_the_day() -> None:
    tags = prices(date(2026, 11, 22))
    assert (tags[0].name.zh, tags[0].fee) == ("中文歷年成績單", Money(20))
    assert {tag.delivery for tag in tags} == {Delivery.PRINTED_NOW}, "what is not sold here is not advertised"
    assert prices(date(2020, 1, 1)) == ()


def test_the_screens_speak_of_the_notes_of_this_place(tmp_path: Path) -> None:
    path = tmp_path / "kiosk.toml"
    path.write_text(
        DEMO.read_text(encoding="utf-8").replace("[site]\n", "[site]\nnotes = [100, 200]\n"), "utf-8"
    )
    for config, notes in ((load(DEMO), (100, 500, 1000)), (load(path), (100, 200))):
        shown = screen_app(config, Behind(SystemClock())).setting.site.notes
        assert shown == tuple(Money(value) for value in notes)
