"""What a screen is made of once it is laid out: what each thing means (nodes) and what is drawn (marks).

A Scene holds no surface and no font: it is plain data, so that the same picture can be compared, audited,
spoken, sent to the simulator as a tree, and drawn.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from screens.actions import Action


class Rect(NamedTuple):
    x: int
    y: int
    w: int
    h: int

    @property
    def right(self) -> int:
        return self.x + self.w

    @property
    def bottom(self) -> int:
        return self.y + self.h

    @property
    def centre(self) -> tuple[int, int]:
        return self.x + self.w // 2, self.y + self.h // 2

    def has(self, x: int, y: int) -> bool:
        return self.x <= x < self.right and self.y <= y < self.bottom

    def holds(self, other: Rect) -> bool:
        return (
            self.x <= other.x
            and self.y <= other.y
            and self.right >= other.right
            and self.bottom >= other.bottom
        )

    def meets(self, other: Rect) -> bool:
        return (
            self.x < other.right and other.x < self.right and self.y < other.bottom and other.y < self.bottom
        )

    def inset(self, x: int, y: int) -> Rect:
        return Rect(self.x + x, self.y + y, self.w - 2 * x, self.h - 2 * y)

    def union(self, other: Rect) -> Rect:
        x, y = min(self.x, other.x), min(self.y, other.y)
        return Rect(x, y, max(self.right, other.right) - x, max(self.bottom, other.bottom) - y)


class Role(StrEnum):
    TITLE = "title"
    TEXT = "text"
    PICTURE = "picture"
    STATUS = "status"
    PROGRESS = "progress"
    STEP = "step"
    BUTTON = "button"
    KEY = "key"
    FIELD = "field"
    OPTION = "option"
    SWITCH = "switch"
    BACKGROUND = "background"  # touched where nothing else is
    DIALOG = "dialog"


class State(StrEnum):
    DISABLED = "disabled"
    SELECTED = "selected"
    ACTIVE = "active"  # the field that is being typed into
    DONE = "done"
    RUNNING = "running"
    WAITING = "waiting"
    FAILED = "failed"
    CLOSED = "closed"  # a document that cannot be had now


NO_STATES: frozenset[State] = frozenset()


@dataclass(frozen=True, slots=True)
class Node:
    """One thing a person can perceive: what it is, what it is called, where, and what a touch does."""

    role: Role
    name: str
    rect: Rect
    action: Action | None = None
    value: str = ""
    states: frozenset[State] = NO_STATES
    speech: str = ""
    filled: bool = False  # the one button of the screen

    @property
    def touchable(self) -> bool:
        return self.action is not None and State.DISABLED not in self.states

    @property
    def stops_touch(self) -> bool:
        """Whether a finger stops here: controls, also when they are off, and everything under a dialog."""
        return self.action is not None or self.role is Role.DIALOG


# ---- Marks: the drawing instructions, back to front ------------------------------------------------


@dataclass(frozen=True, slots=True)
class Fill:
    """A flat rectangle; `alpha` 255 covers."""

    rect: Rect
    colour: str
    alpha: int = 255

    @property
    def extent(self) -> Rect:
        return self.rect


@dataclass(frozen=True, slots=True)
class Blend:
    """A vertical blend from the first colour to the last."""

    rect: Rect
    colours: tuple[str, ...]

    @property
    def extent(self) -> Rect:
        return self.rect


@dataclass(frozen=True, slots=True)
class Box:
    """A rounded rectangle; empty `fill` leaves the ground."""

    rect: Rect
    radius: int
    fill: str = ""
    fill2: str = ""
    stroke: str = ""
    stroke_w: int = 0
    dash: str = ""

    @property
    def extent(self) -> Rect:
        return self.rect


@dataclass(frozen=True, slots=True)
class Shadow:
    rect: Rect
    radius: int
    dy: int
    blur: int
    alpha: int

    @property
    def extent(self) -> Rect:
        pad = 2 * self.blur
        return Rect(
            self.rect.x - pad, self.rect.y - pad + self.dy, self.rect.w + 2 * pad, self.rect.h + 2 * pad
        )


@dataclass(frozen=True, slots=True)
class Words:
    """One line of text in its line box."""

    rect: Rect
    text: str
    px: int
    bold: bool
    colour: str

    @property
    def extent(self) -> Rect:
        # Glyphs may stand out of a tight line box by a hand's breadth of a letter; never by more.
        return self.rect.inset(-2, -self.px // 3)


@dataclass(frozen=True, slots=True)
class Drawing:
    """SVG in a rectangle. More than one body: shown in turn, `period_s` for the whole round."""

    rect: Rect
    bodies: tuple[str, ...]
    viewbox: tuple[float, float]
    period_s: float = 0.0
    radius: int = 0  # corners are cut to it

    @property
    def extent(self) -> Rect:
        return self.rect

    @property
    def moves(self) -> bool:
        return len(self.bodies) > 1


Mark = Fill | Blend | Box | Shadow | Words | Drawing


@dataclass(frozen=True, slots=True)
class Scene:
    """One picture: what it means and how it is drawn."""

    screen: str
    width: int
    height: int
    nodes: tuple[Node, ...]
    marks: tuple[Mark, ...]

    def at(self, x: int, y: int) -> Node | None:
        """The topmost node that stops a finger there."""
        return next((n for n in reversed(self.nodes) if n.stops_touch and n.rect.has(x, y)), None)

    def named(self, name: str) -> tuple[Node, ...]:
        """Everything that can be touched under this name."""
        return tuple(node for node in self.nodes if node.name == name and node.action is not None)

    def covered(self, node: Node) -> bool:
        """Whether a touch on its middle would reach something else."""
        return self.at(*node.rect.centre) is not node
