"""Starts what the journeys share, once, and verifies the kiosk's journal when the last one is over."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from simulator import run_config
from simulator.installation import Installation
from simulator.outcome import chain_holds
from simulator.scenario import Fault, Hoppers
from tests.journeys.rig import PRINTER_SPEED, Journey, make_whole, plan

CONFIG = Path("config/demo.toml")

Begin = Callable[..., Journey]


@contextmanager
def installed(folder: Path, hoppers: Hoppers) -> Iterator[Installation]:
    """A running machine; when all its visitors have gone, its journal is verified."""
    config = folder / "impatient.toml"
    values = run_config.read(CONFIG)
    config.write_text(run_config.to_toml({**values, "patience": {"printer_s": 5}}), encoding="utf-8")
    with Installation(config, folder, printer_speed=PRINTER_SPEED, hoppers=hoppers) as site:
        site.start()
        yield site
        assert site.stop() == 0
        assert chain_holds(site.journal)


@pytest.fixture(scope="session")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with installed(tmp_path_factory.mktemp("journeys"), Hoppers.NONE) as site:
        yield site


@pytest.fixture(scope="module")
def with_hoppers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with installed(tmp_path_factory.mktemp("journeys-with-hoppers"), Hoppers.FULL) as site:
        yield site


@pytest.fixture
def begin_with_hoppers(with_hoppers: Installation, tmp_path: Path) -> Iterator[Begin]:
    """As `begin`, at a machine that gives change."""
    make_whole(with_hoppers)

    def begun(
        fault: Fault = Fault.NONE,
        coins: tuple[int, ...] | None = None,
        cancel_after: int = 0,
        notes: tuple[int, ...] = (),
    ) -> Journey:
        planned = replace(plan(with_hoppers, fault, coins), cancel_after=cancel_after, notes=notes)
        return Journey(with_hoppers, tmp_path, planned)

    yield begun
    make_whole(with_hoppers)


@pytest.fixture
def site(installation: Installation) -> Iterator[Installation]:
    make_whole(installation)
    yield installation
    make_whole(installation)


@pytest.fixture
def begin(site: Installation, tmp_path: Path) -> Begin:
    """Lets a visitor come: `begin(fault, coins=..., language=...)`."""

    def begun(
        fault: Fault = Fault.NONE, coins: tuple[int, ...] | None = None, language: str = "zh-TW"
    ) -> Journey:
        return Journey(site, tmp_path, plan(site, fault, coins, language))

    return begun
