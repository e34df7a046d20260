"""The hidden way in for staff: five touches in the upper right corner while nobody is being served."""

from __future__ import annotations

from screens.nodes import Scene
from screens.pointer import Moment, Pointer

SCREENS = ("attract", "out_of_service")
SIDE_MM = 30.0
TOUCHES = 5
WITHIN_S = 4.0


class Corner:
    """Counts touches in the corner; what is under it is not touched."""

    def __init__(self, px_per_mm: float) -> None:
        self._side = round(SIDE_MM * px_per_mm)
        self._touches: list[float] = []

    def holds(self, scene: Scene, pointer: Pointer) -> bool:
        """Whether this touch is the corner's; moves and releases that began elsewhere are not asked about."""
        return scene.screen in SCREENS and pointer.x >= scene.width - self._side and pointer.y < self._side

    def knocked(self, pointer: Pointer, now_s: float) -> bool:
        """Whether that was the fifth touch in a row."""
        if pointer.moment is not Moment.DOWN:
            return False
        self._touches = [at for at in self._touches if now_s - at <= WITHIN_S]
        self._touches.append(now_s)
        if len(self._touches) < TOUCHES:
            return False
        self._touches.clear()
        return True
