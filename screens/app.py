"""Between the machine's state and the picture: composes, answers touches, and forgets a person at the end.

Knows no window and reads no clock: whoever owns the display calls `refresh` and `draw` and hands over
touches.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

import pygame

from kiosk.cash import Limits
from kiosk.maintenance.events import ServiceCalled
from kiosk.maintenance.states import Service, Session
from kiosk.texts import Texts
from kiosk.visit.events import Event, StartTouched
from kiosk.visit.machine import Machine
from kiosk.visit.states import Attract, CheckingIdentity, Identifying, VisitState
from screens import broken
from screens.actions import Action, Field, Start, UiAction, UiState, changed
from screens.corner import Corner
from screens.nodes import Drawing, Node, Rect, Role, Scene
from screens.paint import Painter, changed_parts, frame
from screens.picture import compose
from screens.pointer import Moment, Pointer
from screens.text import Lettering
from screens.theme import Display
from screens.view import PriceTag, Site, View

IDLE_RESET_S = 60.0  # nobody is being served: somebody's large text or contrast is put back after this

LOOK_S = 0.2  # how often the time of day and the countdown are looked at when nothing else changes


@dataclass(frozen=True, slots=True)
class Setting:
    """What does not change while the program runs."""

    display: Display
    languages: tuple[Texts, ...]  # the first is the one a visit begins in
    site: Site
    prices: tuple[PriceTag, ...] = ()
    still_there_of_s: int = 30
    limits: tuple[Limits, ...] = ()


@dataclass(frozen=True, slots=True)
class Links:
    """The ways out of and into the screens. `now` is the wall clock; `still_there_left_s` runs down."""

    latest: Callable[[], Machine]
    emit: Callable[[Event], None]
    touched: Callable[[], None]
    make_visit_id: Callable[[], str]
    now: Callable[[], datetime]
    still_there_left_s: Callable[[], float]


class ScreenApp:
    """One person's picture of the machine."""

    def __init__(self, setting: Setting, links: Links, lettering: Lettering) -> None:
        self.setting = setting
        self.links = links
        self.painter = Painter(lettering)
        self.ui = self._fresh()
        self.view = self._view(links.latest())
        self._pressed = ""
        self._rescue = broken.Rescue()
        self.scene = self._composed(self.view)
        self._corner = Corner(setting.display.px_per_mm)
        self._composed_pressed = ""
        self._drawn: Scene | None = None
        self._frames: dict[Drawing, int] = {}
        self._last_touch_s = 0.0
        self._look_again_s = 0.0

    # ---- The picture ---------------------------------------------------------------------------------

    def refresh(self, now_s: float) -> bool:
        """Compose again if anything that the picture is made from has changed."""
        machine = self.links.latest()
        same = (
            machine is self.view.machine
            and self.ui is self.view.ui
            and self._pressed == self._composed_pressed
        )
        if same and now_s < self._look_again_s:
            return False
        self._look_again_s = now_s + LOOK_S
        if machine is not self.view.machine:
            self._follow(self.view.machine.visit, machine.visit)
            self._follow_staff(self.view.machine.service, machine.service)
        self._reset_when_idle(machine, now_s)
        view = self._view(machine)
        if view == self.view and self._pressed == self._composed_pressed:
            return False
        self.view = view
        self._composed_pressed = self._pressed
        self.scene = self._composed(view)
        return True

    def _composed(self, view: View) -> Scene:
        lettering, pressed = self.painter.lettering, self._pressed
        return self._rescue.attempt(lambda: compose(view, lettering, pressed), lambda: self._plain(view))

    def _plain(self, view: View) -> Scene:
        lettering, pressed = self.painter.lettering, self._pressed
        return self._rescue.attempt(
            lambda: broken.scene(view, lettering, pressed), lambda: broken.blank(view)
        )

    def draw(self, surface: pygame.Surface, now_s: float) -> tuple[Rect, ...]:
        """Bring the surface up to date; which parts of it changed."""
        return self._rescue.attempt(
            lambda: self._draw(surface, now_s), lambda: self._draw_plain(surface, now_s)
        )

    def _draw_plain(self, surface: pygame.Surface, now_s: float) -> tuple[Rect, ...]:
        """The picture was composed and cannot be painted: another one, all of it."""
        self._drawn, self._frames = None, {}
        self.scene = self._plain(self.view)
        return self._draw(surface, now_s)

    def _draw(self, surface: pygame.Surface, now_s: float) -> tuple[Rect, ...]:
        scene = self.scene
        whole = Rect(0, 0, scene.width, scene.height)
        parts = changed_parts(self._drawn, scene) if self._drawn is not scene else ()
        if parts is None:
            self.painter.paint(surface, scene, now_s)
            parts = (whole,)
        else:
            parts = (*parts, *self._moved(scene, now_s, parts))
            for part in parts:
                self.painter.paint(surface, scene, now_s, part)
        self._drawn = scene
        if parts:
            moving = (m for m in scene.marks if isinstance(m, Drawing) and m.moves)
            self._frames = {mark: frame(mark, now_s) for mark in moving}
        return parts

    def _moved(self, scene: Scene, now_s: float, parts: tuple[Rect, ...]) -> tuple[Rect, ...]:
        """Moving drawings that have come to another frame, and are not drawn again anyway."""
        return tuple(
            mark.extent
            for mark, shown in self._frames.items()
            if mark in scene.marks and frame(mark, now_s) != shown
            and not any(part.holds(mark.extent) for part in parts)
        )  # fmt: skip

    # ---- Touches -------------------------------------------------------------------------------------

    def point(self, pointer: Pointer, now_s: float) -> None:
        """A finger comes down, moves, or goes up. It counts where it comes down and goes up on one thing."""
        if self._corner.holds(self.scene, pointer):
            self._pressed = ""
            if self._corner.knocked(pointer, now_s):
                self.links.emit(ServiceCalled())
            return
        node = self.scene.at(pointer.x, pointer.y)
        name = node.name if node is not None and node.touchable else ""
        match pointer.moment:
            case Moment.DOWN:
                self._last_touch_s = now_s
                self.links.touched()
                self._pressed = name
            case Moment.MOVE:
                self._pressed = self._pressed if name == self._pressed else ""
            case Moment.UP:
                pressed, self._pressed = self._pressed, ""
                if node is not None and name and name == pressed:
                    self._act(node.action)

    def type(self, character: str, now_s: float) -> bool:
        """A key of a keyboard or keypad, where the same key is on the screen."""
        keys = [n for n in self.scene.nodes if n.role is Role.KEY and n.name == character and n.touchable]
        if len(keys) != 1 or self.scene.covered(keys[0]):
            return False
        self._last_touch_s = now_s
        self.links.touched()
        self._act(keys[0].action)
        return True

    def _act(self, action: Action | None) -> None:
        match action:
            case None:
                return
            case Start(language):
                if language:
                    self.ui = replace(self.ui, language=language)
                self.links.emit(StartTouched(self.links.make_visit_id()))
            case _ if isinstance(action, UiAction):
                self.ui = changed(self.ui, action)
            case _:
                self.links.emit(action)

    # ---- One person, then the next ---------------------------------------------------------------------

    def _follow(self, before: VisitState, after: VisitState) -> None:
        """Another state: another first page. The end of a visit, or another visit: nothing stays."""
        if _visit_id(before) and _visit_id(before) != _visit_id(after):
            self.ui = self._fresh()
            self._forget()
        elif type(before) is not type(after):
            self.ui = replace(self.ui, page=None)
            if not isinstance(after, Identifying | CheckingIdentity):
                self.ui = replace(self.ui, number="", birthday="", birthday_shown=False, letters=False)

    def _follow_staff(self, before: Service, after: Service) -> None:
        """Another step of the menu: what was typed for the last one goes, a PIN first of all."""
        if _step(before) == _step(after):
            return
        if before.state is None or after.state is None:
            self.ui = self._fresh()
            self._forget()
        typing = Field.FIGURE if isinstance(after.state, Session) else Field.STAFF
        typing = typing if after.state is not None else Field.NUMBER
        self.ui = replace(self.ui, typing=typing, staff="", pin="", figure="", coin=0, whole=False, page=None)

    def _reset_when_idle(self, machine: Machine, now_s: float) -> None:
        served = not isinstance(machine.visit, Attract) or machine.service.state is not None
        if not served and now_s - self._last_touch_s >= IDLE_RESET_S:
            fresh = self._fresh()
            self.ui = self.ui if self.ui == fresh else fresh

    def _forget(self) -> None:
        """Rendered names and numbers too, and the picture that showed them."""
        self.painter.lettering.forget()
        self._pressed = ""
        self._drawn = None

    def _fresh(self) -> UiState:
        return UiState(self.setting.languages[0].language)

    def _view(self, machine: Machine) -> View:
        setting = self.setting
        left = self.links.still_there_left_s() if machine.asking_still_there else setting.still_there_of_s
        return View(
            machine,
            self.ui,
            setting.languages,
            setting.site,
            setting.display,
            self.links.now().replace(second=0, microsecond=0),
            setting.prices,
            max(0, round(left)),
            setting.still_there_of_s,
            setting.limits,
        )

    def find(self, name: str) -> Node | str:
        """The one thing that can be touched under `name`, or why there is not one."""
        return find(self.scene, name)


def find(scene: Scene, name: str) -> Node | str:
    """The one thing in `scene` that can be touched under `name`, or why there is not one."""
    nodes = scene.named(name)
    if len(nodes) != 1:
        return f"{len(nodes)} things are called {name!r} on {scene.screen}"
    if not nodes[0].touchable:
        return f"{name!r} is disabled on {scene.screen}"
    if scene.covered(nodes[0]):
        return f"{name!r} is covered on {scene.screen}"
    return nodes[0]


def _step(service: Service) -> tuple[object, ...]:
    """What a person has typed for one of these means nothing for another."""
    match service.state:
        case Session(page=page, report=report):
            return Session, page, service.exchange, report
        case state:
            return (type(state),)


def _visit_id(visit: VisitState) -> str:
    return "" if isinstance(visit, Attract) else visit.visit_id
