"""The gallery writes what was asked for and complains about what is wrong."""

from __future__ import annotations

from pathlib import Path

import pygame
import pytest

from screens.gallery import main


def test_one_picture_for_each_display_mode_and_language(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["pay", "--display", "small", "--mode", "", "--mode", "large", "--language", "en"]
    assert main([str(tmp_path), *arguments]) == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["pay_small_en.png", "pay_small_en_large.png"]
    assert pygame.image.load(tmp_path / "pay_small_en.png").get_size() == (768, 1366)
    assert capsys.readouterr().out == ""


def test_an_unknown_display_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SystemExit):
        main([str(tmp_path), "pay", "--display", "cinema"])
