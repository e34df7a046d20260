"""The hidden corner: five touches while nobody is served, and what lies under it is not touched."""

from __future__ import annotations

from kiosk.maintenance.events import ServiceCalled
from kiosk.visit.states import Attract, Identifying
from tests.screens.conftest import Person

FAR_RIGHT, TOP = 1060, 20


def test_five_touches_call_the_sign_in_and_begin_no_visit(person: Person) -> None:
    for _ in range(4):
        person.touch(FAR_RIGHT, TOP)
    assert person.emitted == []
    person.touch(FAR_RIGHT, TOP)
    assert person.emitted == [ServiceCalled()]
    assert isinstance(person.machine.visit, Attract)
    assert person.scene.screen == "service_sign_in"


def test_touches_that_are_far_apart_are_none(person: Person) -> None:
    for _ in range(8):
        person.touch(FAR_RIGHT, TOP)
        person.wait(2.0)
    assert person.emitted == []


def test_beside_the_corner_a_visit_begins(person: Person) -> None:
    person.touch(FAR_RIGHT - 200, TOP)
    assert isinstance(person.machine.visit, Identifying)


def test_during_a_visit_the_corner_is_a_corner(person: Person) -> None:
    person.touch(500, 300)
    for _ in range(6):
        person.touch(FAR_RIGHT, TOP)
    assert ServiceCalled() not in person.emitted
