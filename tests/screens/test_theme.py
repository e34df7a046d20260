"""The colours keep their promised contrast, and sizes stay sizes in millimetres."""

from __future__ import annotations

import pytest

from screens.theme import (
    DESIGN_PX_PER_MM,
    HIGH_CONTRAST,
    LIGHT,
    NIGHT,
    SMALLEST_PX,
    Display,
    Metrics,
    Palette,
    Size,
)

PAIRS = [
    *[("ink", on) for on in ("surface", "bg", "tint", "kraft_tint", "warn_tint")],
    *[("ink2", on) for on in ("surface", "bg", "tint")],
    *[("on_prim", on) for on in ("prim", "prim_hi", "prim_dn")],
    *[("prim", "surface"), ("prim", "tint"), ("kraft", "surface"), ("kraft", "kraft_tint")],
    *[("on_kraft", "kraft"), ("ok", "surface"), ("ok", "tint"), ("warn", "warn_tint")],
    *[("bad", "bad_tint"), ("info", "info_tint"), ("disabled", "disabled_bg")],
]
NIGHT_PAIRS = [
    *((text, on) for text, on in PAIRS if text in ("ink", "ink2") and on in ("surface", "bg")),
    ("prim", "tint"),  # the signs in their discs, the head of the prices
]


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return float(0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2])


def contrast(one: str, other: str) -> float:
    bright, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("palette", [LIGHT, HIGH_CONTRAST], ids=lambda p: p.name)
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_on_its_ground(palette: Palette, text: str, ground: str) -> None:
    least = 4.5 if palette is LIGHT else 7.0
    assert contrast(palette.of(text), palette.of(ground)) >= least


@pytest.mark.parametrize(("text", "ground"), NIGHT_PAIRS)
def test_text_at_night(text: str, ground: str) -> None:
    assert contrast(NIGHT.of(text), NIGHT.of(ground)) >= 7


@pytest.mark.parametrize("palette", [LIGHT, HIGH_CONTRAST, NIGHT], ids=lambda p: p.name)
def test_the_frame_of_a_control_is_seen(palette: Palette) -> None:
    assert contrast(palette.of("edge"), palette.of("surface")) >= 3


def test_a_literal_colour_passes_through() -> None:
    assert LIGHT.of("#123456") == "#123456"
    with pytest.raises(KeyError):
        LIGHT.of("no-such-token")


@pytest.mark.parametrize("px_per_mm", [2.71, 3.21, 4.03, 5.56])
@pytest.mark.parametrize("large", [False, True])
def test_the_smallest_letter_is_never_too_small(px_per_mm: float, large: bool) -> None:
    metrics = Metrics(Display(1080, 1920, px_per_mm), large)
    floor = SMALLEST_PX / DESIGN_PX_PER_MM
    assert all(metrics.type(size).px / px_per_mm >= floor * 0.98 for size in Size)


def test_a_coin_has_its_size_on_every_panel() -> None:
    assert [Metrics(Display(1080, 1920, p)).mm(28) for p in (4.03, 5.56)] == [113, 156]


def test_large_text_is_larger_and_its_caps_hold() -> None:
    small, large = Metrics(Display(1080, 1920, 4.03)), Metrics(Display(1080, 1920, 4.03), large=True)
    assert large.type(Size.BODY).px == round(32 * 1.35)
    assert large.type(Size.H1).px == 80
    assert large.type(Size.NOTE, cap=34).px == 34
    assert large.type(Size.PAY) == small.type(Size.PAY)
    assert large.control(88) == round(88 * 1.18)
