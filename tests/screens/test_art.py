"""Pictures that say something say it: the lit outlet is the one meant, a coin has its size, time runs out."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pygame
import pytest

from kiosk.money import NOTES, Money
from screens.art import (
    COIN_MM,
    FRONT,
    MACHINE,
    METALS,
    NOT_TAKEN_NOTE,
    NOTE,
    PRINTS,
    RING,
    SHEET,
    SLIP,
    Part,
    blinking_machine,
    coin,
    expected,
    machine,
    mark,
    mixed,
    note,
    ring,
    sheet,
    slip,
    stripes,
)
from screens.nodes import Rect
from screens.paint import svg
from screens.text import Lettering
from screens.theme import HIGH_CONTRAST, LIGHT, Palette


@pytest.mark.parametrize("part", Part)
@pytest.mark.parametrize("palette", [LIGHT, HIGH_CONTRAST], ids=lambda p: p.name)
def test_exactly_the_outlet_meant_is_lit(lettering: Lettering, part: Part, palette: object) -> None:
    chosen = LIGHT if palette is LIGHT else HIGH_CONTRAST
    surface = svg(280, 640, machine(chosen, FRONT, frozenset({part})), MACHINE)
    lamp = tuple(pygame.Color(chosen.warn_fill))[:3]
    for other in Part:
        place = FRONT.at(other)
        assert place is not None
        x, y, w, _ = place
        colour = tuple(surface.get_at((round((x + w * 0.25) * 2), (y + 4) * 2)))[:3]
        assert (colour == lamp) is (other is part), other


@pytest.mark.parametrize("palette", [LIGHT, HIGH_CONTRAST], ids=lambda p: p.name)
def test_a_part_that_is_not_there_is_not_drawn(palette: Palette) -> None:
    coins_only = replace(FRONT, note_slot=None)
    lit = frozenset({Part.COIN_SLOT})
    with_slot, without = machine(palette, FRONT, lit), machine(palette, coins_only, lit)
    assert with_slot.count("<rect") == without.count("<rect") + 1
    assert machine(palette, coins_only, lit | {Part.NOTE_SLOT}) == without


def test_no_part_of_the_front_lies_on_another() -> None:
    places = [place for part in Part if (place := FRONT.at(part)) is not None]
    assert len(places) == len(Part)
    for one, other in combinations(places, 2):
        assert not Rect(*one).meets(Rect(*other))


def test_every_note_there_is_has_colours_of_its_own() -> None:
    assert {Money(value) for value in PRINTS} == set(NOTES)
    assert len({note(colours) for colours in PRINTS.values()}) == len(NOTES)


def test_the_lamp_breathes_once_a_second_and_rests_without_tints() -> None:
    lit = frozenset({Part.PAPERS})
    assert len(set(blinking_machine(LIGHT, FRONT, lit))) == 5
    assert len(blinking_machine(HIGH_CONTRAST, FRONT, lit)) == 1
    assert len(blinking_machine(LIGHT, FRONT, frozenset())) == 1


def test_every_coin_that_is_taken_has_a_size_and_a_metal() -> None:
    assert set(COIN_MM) == set(METALS) == {1, 5, 10, 20, 50}
    assert COIN_MM[1] < COIN_MM[5] < COIN_MM[10] < COIN_MM[20] < COIN_MM[50]


def test_mixed() -> None:
    assert mixed("#000000", "#FFFFFF", 0.5) == "#808080"
    assert mixed("#123456", "#FFFFFF", 0) == "#123456"


@pytest.mark.parametrize(("share", "fullness"), [(1.0, 1.0), (0.5, 0.5), (0.0, 0.0)])
def test_the_ring_shows_how_much_is_left(lettering: Lettering, share: float, fullness: float) -> None:
    surface = svg(208, 208, ring(share, "#FFFFFF", "#000000"), RING)
    ink = sum(
        surface.get_at((x, y))[:3] == (0, 0, 0) and surface.get_at((x, y)).a == 255
        for x in range(208)
        for y in range(208)
    )
    whole = 3.1416 * (100**2 - 84**2)
    assert abs(ink / whole - fullness) < 0.09


def test_stripes_move_by_their_distance_and_no_more() -> None:
    bodies = stripes(300, 20, "#000000", "#FFFFFF")
    assert len(set(bodies)) == len(bodies) == 12


@pytest.mark.parametrize(
    ("body", "box"),
    [
        (sheet(), SHEET),
        (slip(), SLIP),
        (expected(SHEET, "#000000"), SHEET),
        (coin(METALS[50]), (100, 100)),
        (note(PRINTS[100]), NOTE),
        (note(NOT_TAKEN_NOTE), NOTE),
        (mark("#000000", "#FFFFFF", "#FFFFFF"), (64, 64)),
    ],
)
def test_every_picture_draws(lettering: Lettering, body: str, box: tuple[float, float]) -> None:
    surface = svg(100, 100, body, box)
    assert pygame.mask.from_surface(surface).count() > 250
