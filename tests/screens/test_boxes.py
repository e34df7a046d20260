"""Text in its box, amounts on one baseline, and what a finger meets."""

from __future__ import annotations

from kiosk.visit.events import BackTouched
from screens.boxes import Card, Look, Phrase, Picture, Said, Text, Touch
from screens.kit import Align, Kit, Sheet
from screens.nodes import Box, Drawing, Node, Rect, Role, Shadow, State, Words
from screens.samples import PORTRAIT
from screens.text import Lettering
from screens.theme import CARD, HIGH_CONTRAST, Metrics, Size


def tools(lettering: Lettering, pressed: str = "", flat: bool = False) -> Kit:
    kit = Kit(Metrics(PORTRAIT), lettering, pressed=pressed)
    if flat:
        kit.palette = HIGH_CONTRAST
    return kit


def test_text_is_one_node_however_many_lines(lettering: Lettering) -> None:
    sheet, kit = Sheet(), tools(lettering)
    text = Text("請等全部印完，再一起拿。", Size.BODY, align=Align.END)
    text.place(kit, Rect(0, 0, 200, kit.height(text, 200)), sheet)
    assert [node.name for node in sheet.nodes] == ["請等全部印完，再一起拿。"]
    assert len(sheet.marks) > 1
    assert all(isinstance(mark, Words) and mark.rect.right == 200 for mark in sheet.marks)


def test_blank_text_is_nothing(lettering: Lettering) -> None:
    sheet = Sheet()
    Text(" ").place(tools(lettering), Rect(0, 0, 100, 48), sheet)
    assert (sheet.nodes, sheet.marks) == ([], [])


def test_a_whole_label_is_never_broken(lettering: Lettering) -> None:
    kit = tools(lettering)
    assert Text("民國", whole=True).least(kit) == Text("民國").width(kit)
    assert Text("民國").least(kit) < Text("民國").width(kit)


def test_parts_of_a_phrase_stand_on_one_line(lettering: Lettering) -> None:
    sheet, kit = Sheet(), tools(lettering)
    phrase = Phrase((Text("NT$", Size.H2, True), Text("100", Size.DISPLAY, True)), 4)
    phrase.place(kit, Rect(0, 0, 600, kit.height(phrase, 600)), sheet)
    small, large = (mark for mark in sheet.marks if isinstance(mark, Words))
    lines = [kit.lettering.baseline(m.rect.y, m.rect.h, m.px, m.bold) for m in (small, large)]
    assert abs(lines[0] - lines[1]) <= 1
    assert large.rect.x == small.rect.right + kit.px(4)
    assert phrase.least(kit) == phrase.width(kit), "an amount is never broken"


def test_a_phrase_that_may_break_does(lettering: Lettering) -> None:
    kit = tools(lettering)
    phrase = Phrase((Text("one", Size.H2), Text("two", Size.H2)), 4, breaks=True)
    assert kit.height(phrase, phrase.width(kit) - 1) == 2 * kit.height(phrase, 600)


def test_a_button_is_one_node_with_its_action(lettering: Lettering) -> None:
    sheet = Sheet()
    button = Touch(
        Text("返回"), Role.BUTTON, "返回", BackTouched(), Look(), Look("sunken"), min_h=120, inset=6
    )
    kit = tools(lettering)
    button.place(kit, Rect(0, 0, 300, kit.height(button, 300)), sheet)
    assert sheet.nodes == [Node(Role.BUTTON, "返回", Rect(6, 0, 288, 120), BackTouched())]


def test_a_pressed_button_is_smaller_and_darker(lettering: Lettering) -> None:
    def boxes(pressed: str, *states: State) -> list[Box]:
        sheet = Sheet()
        look, down = Look("surface"), Look("sunken")
        button = Touch(Text("返回"), Role.BUTTON, "返回", BackTouched(), look, down, states=frozenset(states))
        button.place(tools(lettering, pressed), Rect(0, 0, 300, 100), sheet)
        return [mark for mark in sheet.marks if isinstance(mark, Box)]

    assert boxes("返回")[0].rect == Rect(4, 4, 292, 92)
    assert boxes("返回")[0].fill != boxes("")[0].fill
    assert boxes("返回", State.DISABLED) == boxes("", State.DISABLED)


def test_without_tints_every_box_gets_a_line_and_no_shadow(lettering: Lettering) -> None:
    def marks(flat: bool) -> list[object]:
        sheet = Sheet()
        Look("surface", elevation=CARD).draw(tools(lettering, flat=flat), Rect(0, 0, 100, 100), sheet)
        return list(sheet.marks)

    assert [type(mark) for mark in marks(False)] == [Shadow, Box]
    (box,) = marks(True)
    assert isinstance(box, Box)
    assert box.stroke == "#FFFFFF"


def test_a_card_may_be_one_thing_for_the_ear(lettering: Lettering) -> None:
    sheet = Sheet()
    card = Card(Text("收據"), role=Role.STATUS, name="收據: 已印好", states=frozenset({State.DONE}))
    card.place(tools(lettering), Rect(0, 0, 300, 100), sheet)
    assert sheet.nodes[0].name == "收據: 已印好"
    sheet = Sheet()
    Said(Text("drawn"), "said").place(tools(lettering), Rect(0, 0, 300, 100), sheet)
    assert [node.name for node in sheet.nodes] == ["said"]


def test_a_picture_keeps_still_in_high_contrast(lettering: Lettering) -> None:
    picture = Picture(("<a/>", "<b/>"), (10, 10), 20, 20, "lamp", period_s=1)
    sheet = Sheet()
    picture.place(tools(lettering), Rect(0, 0, 100, 100), sheet)
    assert sheet.nodes[0].rect == Rect(40, 40, 20, 20)
    drawn = sheet.marks[0]
    assert isinstance(drawn, Drawing)
    assert drawn.moves
    sheet = Sheet()
    picture.place(tools(lettering, flat=True), Rect(0, 0, 100, 100), sheet)
    still = sheet.marks[0]
    assert isinstance(still, Drawing)
    assert not still.moves
