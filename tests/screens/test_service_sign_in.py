"""Signing in: what is typed is sent once, never shown again, and never kept."""

from __future__ import annotations

from kiosk.maintenance.events import PinEntered, PinRefused, SignedOut
from kiosk.maintenance.states import CheckingPin
from tests.screens.conftest import Look, Person
from tests.screens.staff import NOON_S, arrived, type_in


def test_number_and_pin_are_sent_and_gone(person: Person) -> None:
    type_in(arrived(person))
    assert person.emitted == [PinEntered("7001", "246802")]
    assert (person.app.ui.staff, person.app.ui.pin) == ("", "")
    assert "核對中" in person.sees()


def test_the_pin_shows_as_dots_only(person: Person) -> None:
    arrived(person)
    person.tap("密碼")
    person.type("246802")
    assert "246802" not in person.sees()
    assert "••••••" in person.sees()
    assert "246802" not in repr(person.app.ui)


def test_too_little_cannot_be_sent_and_letters_cannot_be_typed(person: Person) -> None:
    arrived(person)
    person.tap("員工編號")
    person.type("70")
    assert not person.scene.named("登入")[0].touchable
    assert not person.scene.named("A")


def test_a_wrong_pin_is_told_without_saying_which_of_both(person: Person) -> None:
    type_in(arrived(person))
    state = person.machine.service.state
    assert isinstance(state, CheckingPin)
    person.happen(PinRefused(state.request_id, "7001", NOON_S))
    assert "編號或密碼不對" in person.sees()
    assert person.app.ui.pin == ""


def test_back_leads_to_the_visitors(person: Person) -> None:
    arrived(person)
    person.tap("返回")
    assert person.emitted == [SignedOut()]
    assert person.scene.screen == "attract"


def test_a_lock_says_until_when(look: Look) -> None:
    names = [node.name for node in look("service-locked").nodes]
    assert "14:50 以後可以再試。" in names
