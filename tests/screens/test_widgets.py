"""The parts: one look for each kind, a sign for each tone, coins at their size."""

from __future__ import annotations

import pytest

from kiosk.money import Money
from kiosk.visit.events import BackTouched
from screens.art import COIN_MM, FRONT, METALS, Part
from screens.icons import PATHS
from screens.kit import Kit, Layout, Sheet
from screens.nodes import Box, Drawing, Mark, Node, Rect, Role, State, Words
from screens.samples import PORTRAIT
from screens.text import Lettering
from screens.theme import HIGH_CONTRAST, LIGHT, Metrics, Size
from screens.widgets import (
    _TONES,
    Bar,
    Dots,
    Icon,
    Kind,
    Marked,
    Tone,
    amount,
    badge,
    banner,
    button,
    coin_picture,
    countdown,
    machine_map,
    plain,
    round_key,
    segmented,
)

PLACE = Rect(0, 0, 600, 200)


def placed(layout: Layout, lettering: Lettering, place: Rect = PLACE, flat: bool = False) -> Sheet:
    sheet = Sheet()
    layout.place(Kit(Metrics(PORTRAIT), lettering, HIGH_CONTRAST if flat else LIGHT), place, sheet)
    return sheet


def of(sheet: Sheet, kind: type[Mark]) -> list[Mark]:
    return [mark for mark in sheet.marks if isinstance(mark, kind)]


@pytest.mark.parametrize("kind", Kind)
def test_one_kind_of_button_is_filled(lettering: Lettering, kind: Kind) -> None:
    (node,) = placed(button("前往繳費", BackTouched(), kind), lettering).nodes
    assert node.filled is (kind is Kind.PRIMARY)
    (off,) = placed(button("前往繳費", BackTouched(), kind, off=True, speech="why"), lettering).nodes
    assert (off.touchable, off.filled, off.speech) == (False, False, "why")


def test_a_button_may_be_called_otherwise_than_it_reads(lettering: Lettering) -> None:
    (node,) = placed(button("English", BackTouched(), name="Start in English"), lettering).nodes
    assert node.name == "Start in English"


def test_round_keys_have_a_spoken_name(lettering: Lettering) -> None:
    sheet = placed(
        round_key("plus", "多一份", BackTouched(), "prim", filled=True), lettering, Rect(0, 0, 88, 88)
    )
    assert sheet.nodes == [Node(Role.BUTTON, "多一份", Rect(0, 0, 88, 88), BackTouched())]


def test_the_chosen_segment_has_a_check_a_frame_and_bold_letters(lettering: Lettering) -> None:
    options = (("民國", BackTouched(), True), ("西元", BackTouched(), False))
    sheet = placed(segmented(options), lettering)
    bold = {m.text: m.bold for m in sheet.marks if isinstance(m, Words)}
    assert bold == {"民國": True, "西元": False}
    assert len(of(sheet, Drawing)) == 1
    assert [State.SELECTED in n.states for n in sheet.nodes] == [True, False]
    one, other = (n.rect for n in sheet.nodes)
    assert other.x - one.right >= 10, "a dead strip between the two"


def test_every_tone_has_its_own_sign(lettering: Lettering) -> None:
    assert set(_TONES) == set(Tone)
    assert len({sign for sign, *_ in _TONES.values()}) == len(Tone)
    assert all(sign in PATHS for sign, *_ in _TONES.values())
    sheet = placed(banner(Tone.BAD, "找不到", "請再看一次"), lettering)
    assert [n.name for n in sheet.nodes] == ["找不到", "找不到", "請再看一次"]


@pytest.mark.parametrize("value", METALS)
def test_a_coin_is_drawn_at_life_size(lettering: Lettering, value: int) -> None:
    (disk,) = of(placed(coin_picture(value, True), lettering), Drawing)
    assert isinstance(disk, Drawing)
    assert disk.rect.w == disk.rect.h == round(COIN_MM[value] * PORTRAIT.px_per_mm)


def test_a_coin_that_is_not_taken_looks_otherwise(lettering: Lettering) -> None:
    taken, refused = (of(placed(coin_picture(50, t), lettering), Drawing)[0] for t in (True, False))
    assert taken != refused


@pytest.mark.parametrize("flat", [False, True])
def test_bars_differ_in_shape_not_only_in_colour(lettering: Lettering, flat: bool) -> None:
    def shape(state: State) -> tuple[object, ...]:
        sheet = placed(Bar(state), lettering, Rect(0, 0, 200, 20), flat)
        boxes = [(bool(b.fill), bool(b.stroke)) for b in sheet.marks if isinstance(b, Box)]
        return (len(of(sheet, Drawing)), *boxes)

    assert len({shape(state) for state in (State.DONE, State.RUNNING, State.WAITING)}) == 3


def test_dots_say_how_many_and_nothing_else(lettering: Lettering) -> None:
    sheet = placed(Dots(4), lettering)
    assert len(of(sheet, Box)) == 4
    assert of(sheet, Words) == []


def test_the_small_ones(lettering: Lettering) -> None:
    sheet = placed(amount(Money(1200), Size.DISPLAY, Size.H2), lettering)
    assert [m.text for m in sheet.marks if isinstance(m, Words)] == ["NT$", "1,200"]
    assert placed(plain("還沒有收任何錢。", "shield"), lettering).nodes[0].name == "還沒有收任何錢。"
    (where,) = placed(machine_map(LIGHT, FRONT, frozenset({Part.PAPERS}), 200, "取紙口"), lettering).nodes
    assert (where.role, where.name) == (Role.PICTURE, "取紙口")
    assert "24" in {m.text for m in placed(countdown(LIGHT, 24, 30), lettering).marks if isinstance(m, Words)}
    kit = Kit(Metrics(PORTRAIT), lettering)
    assert Marked(Icon("doc", 44), badge("check", 40, "ok")).width(kit) == 64
