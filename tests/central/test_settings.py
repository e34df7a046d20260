"""Settings from a file, from variables, from the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from central.settings import OWN_CATALOGUE, Settings, SettingsError, load_catalogue, load_settings
from kiosk.catalogue import CatalogueError


def test_command_line_wins_over_variables_and_they_over_the_file(tmp_path: Path) -> None:
    file = tmp_path / "central.toml"
    file.write_text('database = "sqlite:///file"\norder_valid_h = 1\nverify_tries = 3\n')
    variables = {"YUNTECH_CENTRAL_DATABASE": "sqlite:///variable", "YUNTECH_CENTRAL_ORDER_VALID_H": "2"}
    settings = load_settings(file, variables | {"HOME": "/"}, database="sqlite:///given", keys=None)
    assert (settings.database, settings.order_valid_h, settings.verify_tries) == ("sqlite:///given", 2, 3)
    assert settings.keys == Settings().keys


@pytest.mark.parametrize(
    ("file", "variables", "words"),
    [
        ("colour = 1", {}, "colour: unknown key"),
        ("", {"YUNTECH_CENTRAL_COLOUR": "red"}, "colour: unknown key"),
        ("order_valid_h = 0", {}, "order_valid_h"),
        ('verify_base = "https://verify.example"', {}, "verify_base"),
        ('verify_base = "HTTPS://VERIFY.EXAMPLE/"', {}, "verify_base"),
        ("database = ", {}, "central.toml"),
    ],
)
def test_mistake_is_named(tmp_path: Path, file: str, variables: dict[str, str], words: str) -> None:
    path = tmp_path / "central.toml"
    path.write_text(file)
    with pytest.raises(SettingsError, match=words):
        load_settings(path, variables)


def test_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"none\.toml"):
        load_settings(tmp_path / "none.toml", {})


def test_own_catalogue_is_found_and_a_broken_one_named(tmp_path: Path) -> None:
    assert load_catalogue(OWN_CATALOGUE).kind("TR-ZH") is not None
    broken: Any = tmp_path / "catalogue.toml"
    broken.write_text("kinds = [")
    with pytest.raises(CatalogueError, match=r"catalogue\.toml"):
        load_catalogue(broken)
