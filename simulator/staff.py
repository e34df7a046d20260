"""The scripted member of staff: finds the hidden corner, signs in, reads the service screens, counts coins.

Knows of the machine what a person sees, in the first language of the screen.
"""

from __future__ import annotations

from collections.abc import Mapping

from kiosk.texts import Texts
from simulator.mirror import Tree
from simulator.student import Eyes, Lost

CORNER_TOUCHES = 5
INSET = 20
MOST_PAGES = 12
PRINTED_S = 30.0


class Staff:
    """One person with a number and a PIN. Every method ends when the screen shows what came of it."""

    def __init__(self, eyes: Eyes, texts: Texts) -> None:
        self.eyes = eyes
        self._texts = texts

    # ---- In and out --------------------------------------------------------------------------------

    def find_corner(self) -> None:
        tree = self.eyes.screen("attract", "out_of_service")
        for _ in range(CORNER_TOUCHES):
            self.eyes.mirror.tap_at(tree.width - INSET, INSET)
        self.eyes.screen("service_sign_in")

    def try_pin(self, number: str, pin: str) -> Tree:
        """Type both and go on; what the machine answers."""
        self.touch(self._texts("service.number"))
        self.eyes.mirror.type(number)
        self.touch(self._texts("service.pin"))
        self.eyes.mirror.type(pin)
        self.touch(self._texts("service.enter"))
        waits = self._texts("service.checking")
        return self.eyes.until(
            lambda tree: (
                tree.screen != "service_sign_in"
                or not any(node.name == waits or node.value == number for node in tree.nodes)
            ),
            "an answer",
        )

    def sign_in(self, number: str, pin: str) -> None:
        self.find_corner()
        tree = self.try_pin(number, pin)
        if tree.screen != "service_overview":
            raise Lost(f"was not let in: {tree.said()}")

    def sign_out(self) -> None:
        self.touch(self._texts("service.sign-out"))
        self.eyes.screen("attract", "out_of_service")

    def go(self, page: str) -> None:
        """From the overview to a page, by its name in the address of its texts."""
        self.touch(self._texts(f"service.page.{page}"))
        self.eyes.screen(f"service_{page}")

    def go_back(self) -> None:
        self.touch(self._texts("service.menu"))
        self.eyes.screen("service_overview")

    # ---- Cash --------------------------------------------------------------------------------------

    def begin_collection(self) -> None:
        self.go("collection")
        self.touch(self._texts("service.collection.begin"))
        self._sees(self._texts("service.count.how"))

    def count(self, found: Mapping[int, int], values: tuple[int, ...]) -> None:
        """Type how many of each value were found."""
        for value in values:
            self.touch(self._texts("service.coin", value=value))
            self._type(str(found.get(value, 0)))
            self.touch(self._texts("service.count.take"))
            label = self._texts("service.coin", value=value)
            self.eyes.until(lambda tree, name=label: _done(tree, name), f"{value} counted")  # type: ignore[misc]

    def compare(self) -> Tree:
        self.touch(self._texts("service.count.compare"))
        return self._sees(self._texts("service.count.confirm"))

    def confirm_collection(self) -> Tree:
        self.touch(self._texts("service.count.confirm"))
        self._sees(self._texts("service.collection.done"))
        return self.wait_for_slip()

    def fill(self, value: int, pieces: int) -> Tree:
        """Put coins into one hopper."""
        return self._hopper(value, pieces, whole=False)

    def count_hopper(self, value: int, pieces: int) -> Tree:
        """Say how many are in one hopper."""
        return self._hopper(value, pieces, whole=True)

    def _hopper(self, value: int, pieces: int, *, whole: bool) -> Tree:
        self.go("refill")
        self.touch(self._texts("service.coin", value=value))
        self._sees(self._texts("service.refill.how"))
        if whole:
            self.touch(self._texts("service.refill.whole"))
            self._sees(self._texts("service.refill.count", value=value))
        self._type(str(pieces))
        self.touch(self._texts("service.refill.take"))
        name = self._texts("service.coin", value=value)
        self._sees(self._texts("service.refill.done", name=name))
        return self.wait_for_slip()

    def finish(self) -> None:
        """From a report back to the overview."""
        self.touch(self._texts("service.done"))
        self.eyes.screen("service_overview")

    # ---- Devices -----------------------------------------------------------------------------------

    def print_trial(self) -> Tree:
        self.touch(self._texts("service.test.print"))
        return self.wait_for_slip()

    def ask_hopper(self, value: int) -> Tree:
        name = self._texts("service.hopper", value=value)
        self.touch(self._texts("service.test.ask", name=name))
        return self._sees(self._texts("service.test.answered"))

    # ---- Door --------------------------------------------------------------------------------------

    def close_machine(self) -> None:
        self.touch(self._texts("service.close"))
        self._sees(self._texts("service.closed"))

    def open_machine(self) -> None:
        self.touch(self._texts("service.open"))
        self._sees(self._texts("service.close"))

    # ---- Eyes and fingers --------------------------------------------------------------------------

    def wait_for_slip(self) -> Tree:
        printed = self._texts("service.slip.delivered")
        return self.eyes.until(lambda tree: _says(tree, printed), f"“{printed}”", PRINTED_S)

    def touch(self, name: str) -> None:
        """Turns pages until it is there."""
        for _ in range(MOST_PAGES):
            tree = self.eyes.look()
            if tree.can_touch(name):
                self.eyes.mirror.tap(name)
                return
            if tree.can_touch(self._texts("page.next.name")):
                self.eyes.mirror.tap(self._texts("page.next.name"))
            else:
                self.eyes.until(lambda seen: seen.can_touch(name), f"“{name}” to touch")
        raise Lost(f"“{name}” stands on no page")

    def _sees(self, words: str) -> Tree:
        return self.eyes.until(lambda tree: _says(tree, words), f"“{words}”")

    def _type(self, figure: str) -> None:
        self.eyes.mirror.type(figure)


def _says(tree: Tree, words: str) -> bool:
    return any(node.name == words for node in tree.nodes)


def _done(tree: Tree, name: str) -> bool:
    """Whether the field of this name bears its check, or the list has gone on to the next screen."""
    return any(node.name == name and "done" in node.states for node in tree.nodes)
