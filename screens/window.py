"""The only file that opens a display: the loop of the main thread.

`event.get` and `tick(60)` instead of `event.wait`, which polls a thousand times a second. Under X11 without a
graphics card SDL must not draw through OpenGL, or every small change costs a whole frame; that is the default
here and can be switched off. Untried: a computer with a graphics card, Wayland, a real touch panel.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable

import pygame

from screens.app import ScreenApp
from screens.mirror import Mirror
from screens.pointer import TAP, PointerAdapter

FRAMES_PER_S = 125  # a touch waits 4 ms on average while somebody is busy here
IDLE_FRAMES_PER_S = 60  # and 8 ms when nothing was touched for IDLE_AFTER_S: an idle machine stays cool
IDLE_AFTER_S = 20.0
HINTS = {
    "SDL_FRAMEBUFFER_ACCELERATION": "0",
    "SDL_TOUCH_MOUSE_EVENTS": "0",
    "SDL_MOUSE_TOUCH_EVENTS": "0",
    "SDL_VIDEO_ALLOW_SCREENSAVER": "0",
}
REMEDY = (
    "This program needs pygame-ce, and the package pygame is installed in its place or over it. "
    "Cure: pip uninstall -y pygame pygame-ce && pip install pygame-ce"
)


class WrongPygame(RuntimeError):
    """Another pygame than pygame-ce was found."""


def check_pygame() -> None:
    """pygame-ce and pygame install into the same folder, and the last one silently wins."""
    if "IS_CE" not in vars(pygame):
        raise WrongPygame(REMEDY)


def open_hidden() -> None:
    """A display that nobody sees: surfaces take its format, so pictures can be drawn without a window."""
    os.environ["SDL_VIDEODRIVER"] = "dummy"
    pygame.display.init()
    pygame.display.set_mode((16, 16))


class Window:
    """Shows a ScreenApp until it is told to stop. Everything here happens in the thread that made it."""

    def __init__(
        self,
        app: ScreenApp,
        now_s: Callable[[], float],
        *,
        fullscreen: bool = False,
        headless: bool = False,
        accelerated: bool = False,
        mirror: Mirror | None = None,
    ) -> None:
        check_pygame()
        self.app = app
        self._now_s = now_s
        self._mirror = mirror
        display = app.setting.display
        for name, value in HINTS.items():
            if not (accelerated and name == "SDL_FRAMEBUFFER_ACCELERATION"):
                os.environ.setdefault(name, value)
        if headless:
            os.environ["SDL_VIDEODRIVER"] = "dummy"
        pygame.display.init()
        flags = pygame.FULLSCREEN | pygame.NOFRAME if fullscreen else 0
        self.surface = pygame.display.set_mode((display.width, display.height), flags)
        pygame.display.set_caption(app.view.texts("service.name"))
        pygame.mouse.set_visible(not fullscreen)
        self._pointers = PointerAdapter(display.width, display.height)
        self._pace = pygame.time.Clock()
        self.closed = False
        self._last_event_s = now_s()

    def run(self, stop: threading.Event) -> None:
        """Draw and answer until `stop` is set or the window is closed."""
        while not stop.is_set() and not self.closed:
            self.frame()
            idle = self._now_s() - self._last_event_s >= IDLE_AFTER_S
            self._pace.tick(IDLE_FRAMES_PER_S if idle else FRAMES_PER_S)
        pygame.display.quit()

    def frame(self) -> bool:
        """Take what has been touched, and bring the display up to date; whether anything changed."""
        now_s = self._now_s()
        events = pygame.event.get()
        if events:
            self._last_event_s = now_s
        for event in events:
            self._take(event, now_s)
        composed = self.app.refresh(now_s)
        if self._mirror is None:
            parts = self.app.draw(self.surface, now_s)
        else:
            with self._mirror.lock:
                parts = self.app.draw(self.surface, now_s)
            if parts:
                self._mirror.publish(self.app.scene, self.surface, composed, now_s)
        if parts:
            pygame.display.update([tuple(part) for part in parts])
        for event in events:
            if event.type == TAP:
                event.done.set()
        return bool(parts)

    def _take(self, event: pygame.event.Event, now_s: float) -> None:
        if event.type == pygame.QUIT:
            self.closed = True
            return
        if event.type == pygame.TEXTINPUT:
            self.app.type(event.text.upper(), now_s)
            return
        for pointer in self._pointers.pointers(event):
            # Each touch meets the picture that the one before has made.
            self.app.point(pointer, now_s)
            self.app.refresh(now_s)
