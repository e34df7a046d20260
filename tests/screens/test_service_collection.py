"""Counting: blind, one denomination after the other, then compared, confirmed and reported."""

from __future__ import annotations

from kiosk.maintenance.events import CollectionConfirmed, PiecesCounted
from kiosk.money import COINS, Money
from screens.service_samples import HELD
from tests.screens.conftest import Look, Person, said
from tests.screens.staff import signed_in


def begun(person: Person) -> Person:
    signed_in(person)
    person.tap("收款結帳")
    person.tap("開始收款")
    return person


def count(person: Person, figures: dict[int, int]) -> None:
    for value in COINS:
        person.tap(f"{value.amount} 元")
        person.type(str(figures.get(value.amount, 0)))
        person.tap("記下")


def test_the_books_are_not_shown_before_all_is_counted(person: Person) -> None:
    begun(person)
    for _, pieces in HELD.counts:
        assert f" {pieces}" not in person.sees()
    assert not person.scene.named("比對帳面")[0].touchable


def test_the_next_denomination_comes_by_itself(person: Person) -> None:
    begun(person)
    person.type("36")
    person.tap("記下")
    assert person.emitted[-1] == PiecesCounted(Money(1), 36)
    person.type("48")
    person.tap("記下")
    assert person.emitted[-1] == PiecesCounted(Money(5), 48)
    assert person.app.ui.figure == ""


def test_a_difference_is_shown_before_it_is_confirmed(person: Person) -> None:
    begun(person)
    count(person, {1: 36, 5: 48, 10: 213, 50: 48})
    person.tap("比對帳面")
    assert "比帳面少 NT$10" in person.sees()
    person.tap("確認結帳")
    assert person.emitted[-1] == CollectionConfirmed()
    assert "收款完成" in person.sees()
    assert "正在列印" in person.sees()


def test_what_agrees_says_so(person: Person) -> None:
    begun(person)
    count(person, {value.amount: pieces for value, pieces in HELD.counts})
    person.tap("比對帳面")
    assert "和帳面一致" in person.sees()


def test_a_mistake_is_counted_again(person: Person) -> None:
    begun(person)
    count(person, {})
    person.tap("比對帳面")
    person.tap("重新清點")
    person.tap("10 元")
    person.type("214")
    person.tap("記下")
    assert "214" in person.sees()


def test_a_box_that_was_not_touched_is_left_as_it_was(person: Person) -> None:
    begun(person)
    person.tap("沒動錢箱")
    assert person.machine.service.exchange is None
    assert person.scene.screen == "service_overview"


def test_the_report_shows_what_the_slip_shows(look: Look) -> None:
    words = said(look("service-collected"))
    assert "單號 12" in words
    assert "4,806" in words
