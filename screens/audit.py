"""What is wrong with a picture: cut or overlapping text, letters and targets that are too small, and so on.

Works on a Scene, so it needs no eyes; what needs eyes is in the gallery. Rules and their sources: capital
letters of 4.8 mm (ADA 707.7.2), targets of 12.7 mm with 2.54 mm between them (VVSG 2.0), no state by colour
alone (EN 301 549, 11.1.4.1).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import combinations

from screens.nodes import Box, Drawing, Fill, Node, Rect, Role, Scene, State, Words
from screens.text import GETA, Lettering
from screens.theme import DESIGN_PX_PER_MM, SMALLEST_PX, Display

TARGET_MM = 12.7
GAP_MM = 2.54
MARKED_STATES = (State.SELECTED, State.FAILED, State.DONE)
SEEN_BY_TEXT = (Role.STEP, Role.PROGRESS, Role.FIELD)  # have their mark beside them, or are it


def problems(scene: Scene, lettering: Lettering, display: Display) -> list[str]:
    """One sentence for each thing that is wrong; empty is good."""
    return [
        *text_problems(scene, lettering, display),
        *touch_problems(scene, display),
        *state_problems(scene),
    ]


# ---- Text --------------------------------------------------------------------------------------------


def text_problems(scene: Scene, lettering: Lettering, display: Display) -> Iterator[str]:
    whole = Rect(0, 0, scene.width, scene.height)
    words = visible_words(scene)
    floor = round(SMALLEST_PX * display.px_per_mm / DESIGN_PX_PER_MM)
    for mark in words:
        if mark.px < floor:
            yield f"small: {mark.px} px, {mark.text!r}"
        if not whole.holds(ink(mark)):
            yield f"off the screen: {mark.text!r} at {tuple(mark.rect)}"
        if lettering.missing(mark.text) or GETA in mark.text:
            yield f"no glyph for part of {mark.text!r}"
        if not any(node.rect.has(*mark.rect.centre) for node in scene.nodes):
            yield f"in no node: {mark.text!r}"
        box = _box_around(scene, mark)
        if box is not None and not box.rect.inset(-2, -2).holds(ink(mark)):
            yield f"out of its box: {mark.text!r} at {tuple(mark.rect)} in {tuple(box.rect)}"
    for one, other in combinations(words, 2):
        if ink(one).meets(ink(other)):
            yield f"overlap: {one.text!r} and {other.text!r}"


def ink(mark: Words) -> Rect:
    """Where the letters are: the line box without its leading."""
    return mark.rect.inset(0, max(0, (mark.rect.h - mark.px) // 2 + mark.px // 10))


def visible_words(scene: Scene) -> list[Words]:
    """Text that is not under the veil of a dialog."""
    veil, under = _veil(scene)
    return [
        mark
        for i, mark in enumerate(scene.marks)
        if isinstance(mark, Words) and not (i < veil and under.meets(mark.rect))
    ]


def _veil(scene: Scene) -> tuple[int, Rect]:
    """Where in the marks the veil of a dialog is, and over what; -1 when there is none."""
    for i, mark in enumerate(scene.marks):
        if isinstance(mark, Fill) and mark.alpha < 255:
            return i, mark.rect
    return -1, Rect(0, 0, 0, 0)


def _box_around(scene: Scene, mark: Words) -> Box | None:
    """The smallest box drawn before the text under its middle, on the same side of a veil."""
    here = scene.marks.index(mark)
    veil, _ = _veil(scene)
    before = scene.marks[veil + 1 if here > veil else 0 : here]
    boxes = [m for m in before if isinstance(m, Box) and m.rect.has(*mark.rect.centre)]
    boxes = [box for box in boxes if box.rect.h >= mark.px // 2]
    return min(boxes, key=lambda box: box.rect.w * box.rect.h, default=None)


# ---- Touch -------------------------------------------------------------------------------------------


def touchables(scene: Scene) -> list[Node]:
    """What can be touched now: not under a dialog."""
    return [
        node for node in scene.nodes
        if node.action is not None and not (scene.covered(node) and _under_dialog(scene, node))
    ]  # fmt: skip


def touch_problems(scene: Scene, display: Display) -> Iterator[str]:
    whole = Rect(0, 0, scene.width, scene.height)
    nodes = touchables(scene)
    least, gap = int(TARGET_MM * display.px_per_mm), int(GAP_MM * display.px_per_mm)
    for node in nodes:
        if min(node.rect.w, node.rect.h) < least:
            yield f"target of {node.rect.w} by {node.rect.h} px: {node.name!r}"
        if not whole.holds(node.rect):
            yield f"target off the screen: {node.name!r}"
        if scene.covered(node) and node.role is not Role.BACKGROUND:
            yield f"covered: {node.name!r}"
    for name, count in Counter(node.name for node in nodes).items():
        if count > 1:
            yield f"{count} things are called {name!r}"
    for one, other in combinations([n for n in nodes if n.role is not Role.BACKGROUND], 2):
        if one.rect.inset(-gap // 2, -gap // 2).meets(other.rect.inset(-(gap // 2), -(gap // 2))):
            yield f"less than {GAP_MM} mm between {one.name!r} and {other.name!r}"
    filled = [node.name for node in nodes if node.filled]
    if len(filled) > 1:
        yield f"more than one filled button: {filled}"


def _under_dialog(scene: Scene, node: Node) -> bool:
    dialogs = [i for i, other in enumerate(scene.nodes) if other.role is Role.DIALOG]
    return bool(dialogs) and scene.nodes.index(node) < dialogs[-1]


# ---- States ------------------------------------------------------------------------------------------


def state_problems(scene: Scene) -> Iterator[str]:
    drawings = [mark for mark in scene.marks if isinstance(mark, Drawing)]
    for node in scene.nodes:
        if node.role in SEEN_BY_TEXT or not node.states.intersection(MARKED_STATES):
            continue
        if not any(node.rect.holds(drawing.rect) for drawing in drawings):
            yield f"{sorted(node.states)} by colour alone: {node.name!r}"
