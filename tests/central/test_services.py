"""Everything is checked before the database is touched."""

from __future__ import annotations

from pathlib import Path

import pytest

from central.clock import SystemClock
from central.keys import KeyFileError, add_paper_key
from central.services import assemble
from central.settings import OWN_CATALOGUE, Settings
from kiosk.catalogue import CatalogueError


def settings_in(folder: Path, catalogue: Path = OWN_CATALOGUE) -> Settings:
    return Settings(
        database=f"sqlite:///{folder / 'central.sqlite'}", keys=folder / "keys.json", catalogue=catalogue
    )


def test_starts_with_a_fresh_database(tmp_path: Path) -> None:
    add_paper_key(tmp_path / "keys.json")
    services = assemble(settings_in(tmp_path), SystemClock())
    assert (tmp_path / "central.sqlite").exists()
    services.database.dispose()


def test_without_keys_nothing_starts(tmp_path: Path) -> None:
    with pytest.raises(KeyFileError):
        assemble(settings_in(tmp_path), SystemClock())
    assert list(tmp_path.iterdir()) == []


def test_template_that_central_cannot_fill_stops_the_start(tmp_path: Path) -> None:
    add_paper_key(tmp_path / "keys.json")
    catalogue = tmp_path / "catalogue.toml"
    text = OWN_CATALOGUE.read_text(encoding="utf-8").replace('"transcript-zh"', '"diploma-zh"')
    catalogue.write_text(text, encoding="utf-8")
    with pytest.raises(CatalogueError, match="diploma-zh"):
        assemble(settings_in(tmp_path, catalogue), SystemClock())
    assert not (tmp_path / "central.sqlite").exists()


def test_office_that_the_catalogue_does_not_have_stops_the_start(tmp_path: Path) -> None:
    add_paper_key(tmp_path / "keys.json")
    for name in ("papers_office", "claims_office"):
        settings = settings_in(tmp_path).model_copy(update={name: "treasurer"})
        with pytest.raises(CatalogueError, match=r"\[offices\].*treasurer"):
            assemble(settings, SystemClock())
    assert not (tmp_path / "central.sqlite").exists()


def test_offices_are_those_that_the_settings_name(tmp_path: Path) -> None:
    add_paper_key(tmp_path / "keys.json")
    settings = settings_in(tmp_path).model_copy(update={"papers_office": "cashier"})
    services = assemble(settings, SystemClock())
    assert services.papers_office == services.claims_office == services.catalogue.offices["cashier"]
    services.database.dispose()
