from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from simulator import student as student_module
from simulator.controls import Controls
from simulator.mirror import Mirror, Node, Tree
from simulator.student import Eyes, Lost, Student, Wants, cancel_button
from simulator.walk import languages
from tests.simulator.fake_kiosk import PAPER, FakeKiosk

TEXTS = languages(("zh-TW", "en"))
NUMBER, BIRTHDAY = "B11199042", "20040505"


@contextmanager
def at_the_machine(
    language: str = "zh-TW", number: str = NUMBER, typed: str = "0930505", price: int = 20, refuses: int = 0
) -> Iterator[tuple[Student, FakeKiosk, list[str]]]:
    kiosk = FakeKiosk(TEXTS, number, typed, price=price, refuses=refuses)
    album: list[str] = []
    eyes = Eyes(Mirror(kiosk.url), lambda name, picture: album.append(name))
    try:
        yield Student(eyes, Controls(kiosk.twins.url), TEXTS, language), kiosk, album
    finally:
        kiosk.close()


def wants(number: str = NUMBER) -> Wants:
    return Wants(number, BIRTHDAY, PAPER)


@pytest.mark.parametrize(("language", "typed"), [("zh-TW", "0930505"), ("en", "20040505")])
def test_a_whole_visit_in_each_language(language: str, typed: str) -> None:
    with at_the_machine(language, typed=typed) as (student, kiosk, album):
        student.begin()
        assert student.identify(wants()).screen == "choose"
        student.choose(wants())
        student.wait_until_prepared()
        assert (student.credit, student.price) == (0, 20)
        assert student.insert(10)
        assert student.credit == 10
        assert student.insert(10)
        student.wait_for_papers(5.0)
        student.leave()
        assert kiosk.screen == "attract"
        assert album == ["attract", "identify", "choose", "pay", "finished", "attract"]


def test_a_number_with_a_letter_of_its_own_key_page() -> None:
    with at_the_machine(number="Z11199042") as (student, kiosk, _):
        student.begin()
        assert student.identify(wants("Z11199042")).screen == "choose"
        assert {"name": TEXTS["zh-TW"]("identify.letters")} in kiosk.touched


def test_a_price_above_a_thousand_is_read() -> None:
    with at_the_machine(price=1234) as (student, _, _):
        student.begin()
        student.identify(wants())
        student.choose(wants())
        assert student.price == 1234


def test_a_coin_that_comes_back_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(student_module, "AFTER_REFUSAL_S", 0.0)
    with at_the_machine(refuses=2) as (student, kiosk, _):
        student.begin()
        student.identify(wants())
        student.choose(wants())
        assert student.insert(10)
        assert len(kiosk.twins.deeds) == 3
        assert student.credit == 10


def test_a_coin_that_always_comes_back_is_put_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(student_module, "AFTER_REFUSAL_S", 0.0)
    with at_the_machine(refuses=99) as (student, _, _):
        student.begin()
        student.identify(wants())
        student.choose(wants())
        assert not student.insert(50)
        assert student.credit == 0


def test_who_is_not_known_stays_on_the_screen_and_reads_why() -> None:
    with at_the_machine(typed="0930506") as (student, _, _):
        student.begin()
        tree = student.identify(wants())
        assert tree.screen == "identify"
        assert TEXTS["zh-TW"]("identify.no-match") in tree.said()


def test_who_waits_in_vain_tells_what_the_screen_shows() -> None:
    with at_the_machine() as (student, _, _), pytest.raises(Lost, match=r"attract: .*開始使用"):
        student.wait_for_papers(0.2)


@pytest.mark.parametrize("language", ["zh-TW", "en"])
def test_the_way_to_cancel_is_known_by_what_it_says(language: str) -> None:
    """Also where an earlier visit has left something: the button names less than the credit then."""
    texts = TEXTS[language]

    def pay(*names: str, touchable: bool = True) -> Tree:
        nodes = (Node("button", name, "", frozenset(), touchable) for name in names)
        return Tree("pay", 1080, 1920, tuple(nodes))

    for name in (texts("pay.cancel"), texts("pay.cancel.refund", amount="NT$1,010")):
        assert cancel_button(pay(texts("pay.back"), name), texts) == name
        assert cancel_button(pay(name, touchable=False), texts) == ""
    assert cancel_button(pay(texts("pay.back"), texts("pay.cancel.coins")), texts) == ""
