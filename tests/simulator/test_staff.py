"""The scripted member of staff reads the real screens, with the real core behind them."""

from __future__ import annotations

import pytest

from kiosk.documents.fonts import static_fonts
from screens import samples, service_samples
from screens.text import Lettering
from screens.window import open_hidden
from simulator.mirror import Node, Tree
from simulator.staff import CORNER_TOUCHES, MOST_PAGES, Staff
from simulator.student import Eyes, Lost
from tests.screens.conftest import Person
from tests.screens.staff import signed_in


@pytest.fixture
def person() -> Person:
    open_hidden()
    return Person(Lettering(static_fonts()), samples.texts())


class InFrontOf:
    """What the mirror would tell and do, of a person's screen in this process."""

    def __init__(self, person: Person) -> None:
        self.person = person

    def tree(self) -> Tree:
        scene = self.person.scene
        nodes = tuple(
            Node(n.role.value, n.name, n.value, frozenset(s.value for s in n.states),
                 n.touchable and not scene.covered(n))
            for n in scene.nodes
        )  # fmt: skip
        return Tree(scene.screen, scene.width, scene.height, nodes)

    def picture(self) -> bytes:
        return b""

    def tap(self, name: str) -> None:
        self.person.tap(name)

    def tap_at(self, x: int, y: int) -> None:
        self.person.touch(x, y)

    def type(self, digits: str) -> None:
        self.person.type(digits)


def before(person: Person) -> Staff:
    mirror = InFrontOf(person)
    return Staff(Eyes(mirror, lambda name, picture: None), person.spoken[0])  # type: ignore[arg-type]


def test_the_corner_is_found(person: Person) -> None:
    before(person).find_corner()
    assert person.scene.screen == "service_sign_in"
    assert CORNER_TOUCHES == 5


def test_pages_are_turned_until_the_name_is_there(person: Person) -> None:
    signed_in(person)
    staff = before(person)
    staff.go("devices")
    staff.touch("測試 1 元退幣器")
    assert person.app.ui.page
    assert person.app.ui.page < MOST_PAGES


def test_a_collection_is_counted_as_it_lies_there(person: Person) -> None:
    signed_in(person)
    staff = before(person)
    staff.begin_collection()
    staff.count({value.amount: count for value, count in service_samples.HELD.counts}, (1, 5, 10, 20, 50))
    assert "和帳面一致" in staff.compare().said()


def test_what_stands_nowhere_is_missed(person: Person) -> None:
    staff = before(person)
    with pytest.raises(Lost):
        staff.eyes.until(lambda tree: False, "nothing", 0.1)
