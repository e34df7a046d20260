"""What the tests of the screens share: the fonts, the languages, and a person who reads and touches."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

import pytest

from kiosk.documents.fonts import static_fonts
from kiosk.texts import Texts
from kiosk.visit.events import Event
from kiosk.visit.machine import Machine
from kiosk.visit.states import VisitState
from kiosk.visit.step import step
from screens import samples
from screens.app import Links, ScreenApp, Setting, find
from screens.nodes import Node, Scene
from screens.picture import compose
from screens.pointer import Moment, Pointer
from screens.text import Lettering
from screens.theme import Display
from screens.window import open_hidden

Look = Callable[..., Scene]


@pytest.fixture(scope="session")
def lettering() -> Lettering:
    open_hidden()
    return Lettering(static_fonts())


@pytest.fixture(scope="session")
def spoken() -> tuple[Texts, ...]:
    return samples.texts(strict=True)


@pytest.fixture
def look(lettering: Lettering, spoken: tuple[Texts, ...]) -> Look:
    """The picture of a sample, of a visit, or of a whole machine, in any mode."""

    def picture(
        what: str | VisitState | Machine,
        language: str = "zh-TW",
        display: Display = samples.PORTRAIT,
        large: bool = False,
        contrast: bool = False,
        **ui: object,
    ) -> Scene:
        name = what if isinstance(what, str) else "attract"
        view = samples.view(name, spoken, display, language, large, contrast)
        if isinstance(what, Machine):
            view = replace(view, machine=what)
        elif not isinstance(what, str):
            view = replace(view, machine=replace(samples.SERVING, visit=what))
        return compose(replace(view, ui=replace(view.ui, **ui)), lettering)  # type: ignore[arg-type]

    return picture


def said(scene: Scene) -> str:
    """Every word on the screen."""
    return " | ".join(f"{node.name} {node.value}".strip() for node in scene.nodes)


@pytest.fixture
def words() -> Callable[[Scene], str]:
    return said


@dataclass
class Person:
    """Reads the screen and touches it; the machine behind it is the real core, without devices."""

    lettering: Lettering
    spoken: tuple[Texts, ...]
    machine: Machine = samples.SERVING
    display: Display = samples.PORTRAIT
    emitted: list[Event] = field(default_factory=list)
    touches: int = 0
    visits: int = 0
    now_s: float = 0.0
    left_s: float = 25.0
    wall: datetime = datetime(2026, 9, 20, 14, 32, tzinfo=samples.TAIPEI)

    def __post_init__(self) -> None:
        links = Links(
            lambda: self.machine,
            self._emit,
            self._touched,
            self._visit_id,
            lambda: self.wall,
            lambda: self.left_s,
        )
        setting = Setting(self.display, self.spoken, samples.SITE, samples.PRICES, 25)
        self.app = ScreenApp(setting, links, self.lettering)

    @property
    def scene(self) -> Scene:
        return self.app.scene

    def sees(self) -> str:
        return said(self.scene)

    def tap(self, name: str) -> None:
        node = find(self.scene, name)
        assert isinstance(node, Node), node
        self.touch(*node.rect.centre)

    def touch(self, x: int, y: int) -> None:
        for moment in (Moment.DOWN, Moment.UP):
            self.app.point(Pointer(moment, x, y), self.now_s)
            self.app.refresh(self.now_s)

    def type(self, characters: str) -> None:
        for character in characters:
            self.tap(character)

    def happen(self, *events: Event) -> None:
        """Something that is not a touch: an answer, a coin, a slip."""
        for event in events:
            self.machine = step(self.machine, event).machine
        self.app.refresh(self.now_s)

    def wait(self, seconds: float) -> None:
        self.now_s += seconds
        self.app.refresh(self.now_s)

    def _emit(self, event: Event) -> None:
        self.emitted.append(event)
        self.machine = step(self.machine, event).machine

    def _touched(self) -> None:
        self.touches += 1

    def _visit_id(self) -> str:
        self.visits += 1
        return f"visit-{self.visits}"


@pytest.fixture
def person(lettering: Lettering, spoken: tuple[Texts, ...]) -> Person:
    return Person(lettering, spoken)
