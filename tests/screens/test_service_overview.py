"""The first page: says what is so, what needs a hand, and leads only where this person may go."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.maintenance.events import MachineClosed
from kiosk.maintenance.states import Role
from screens.service_samples import LOW, STOCKED
from tests.screens.conftest import Look, Person, said
from tests.screens.staff import signed_in


def test_all_is_well(look: Look) -> None:
    words = said(look("service-overview"))
    assert "可以服務" in words
    assert "要注意" not in words


def test_what_needs_a_hand_is_named_and_counted(look: Look) -> None:
    words = said(look("service-attention"))
    assert "可以服務，3 項要注意" in words
    assert "50 元退幣器剩 6 枚，請補。" in words
    assert "2 枚存疑" in words


def test_an_open_exchange_is_never_called_in_service(look: Look) -> None:
    words = said(look("service-still-open"))
    assert "可以服務" not in words
    assert "由員工 7001 開始" in words
    assert "接著做完" in words


@pytest.mark.parametrize(("role", "may"), [(Role.CASHIER, True), (Role.TECHNICIAN, False)])
def test_money_is_the_cashiers(person: Person, role: Role, may: bool) -> None:
    signed_in(person, role=role)
    assert bool(person.scene.named("收款結帳")) is may
    assert person.scene.named("設備檢查")


def test_the_machine_is_closed_and_opened_here(person: Person) -> None:
    signed_in(person)
    person.tap("暫停服務")
    assert person.emitted[-1] == MachineClosed(True)
    assert "已由人員關閉" in person.sees()
    person.tap("結束維護")
    assert person.scene.screen == "out_of_service"
    assert "工作人員暫時關閉了這台機器" in person.sees()


def test_a_machine_that_does_not_serve_says_why(person: Person) -> None:
    signed_in(person, replace(LOW, online=False))
    assert "暫停服務" in person.sees()
    assert "沒有連線" in person.sees()


def test_the_watermark_and_the_version_are_there(look: Look) -> None:
    words = said(look("service-overview"))
    assert f"{STOCKED.acknowledged:,}" in words
    assert "程式版本" in words
