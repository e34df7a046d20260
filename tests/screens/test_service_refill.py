"""Filling and counting a hopper: one at a time, the books hidden while it is counted."""

from __future__ import annotations

from kiosk.maintenance.events import HopperFilled
from kiosk.visit.events import HopperCounted
from tests.screens.conftest import Look, Person, said
from tests.screens.staff import signed_in


def opened(person: Person) -> Person:
    signed_in(person)
    person.tap("補零錢")
    person.tap("50 元")
    return person


def test_coins_are_put_in(person: Person) -> None:
    opened(person)
    assert "帳面現有 42 枚" in person.sees()
    person.type("30")
    person.tap("完成並列印")
    assert person.emitted[-1] == HopperFilled("hopper_50", 30)
    assert "72 枚" in person.sees()


def test_all_are_counted_without_seeing_the_books(person: Person) -> None:
    opened(person)
    person.tap("全部清點")
    assert "42" not in person.sees()
    person.type("41")
    person.tap("完成並列印")
    assert person.emitted[-1] == HopperCounted("hopper_50", 41)
    assert "和帳面不同" in person.sees()


def test_nothing_typed_is_nothing_done(person: Person) -> None:
    opened(person)
    assert not person.scene.named("完成並列印")[0].touchable
    person.tap("沒動退幣器")
    assert person.machine.service.exchange is None


def test_a_slip_that_failed_is_offered_again(look: Look) -> None:
    scene = look("service-recounted")
    assert "沒有印出來" in said(scene)
    assert scene.named("再印一張")[0].touchable
