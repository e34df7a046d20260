"""Each device with its counters, and a try whose answer is shown beside it."""

from __future__ import annotations

from kiosk.devices import HopperRead
from kiosk.maintenance.events import DeviceAsked, TrialWanted
from screens.service_samples import READING
from tests.screens.conftest import Look, Person, said
from tests.screens.staff import signed_in


def test_counters_are_shown(look: Look) -> None:
    words = said(look("service-devices"))
    assert "序號 20431" in words
    assert "出廠至今出幣 4210 枚" in words
    assert "有回應" in words


def test_a_device_is_asked_and_its_answer_is_shown(person: Person) -> None:
    signed_in(person)
    person.tap("設備檢查")
    person.tap("測試 50 元退幣器")
    assert person.emitted[-1] == DeviceAsked("hopper_50")
    assert "等它回應" in person.sees()
    assert not person.scene.named("測試 50 元退幣器")[0].touchable
    person.happen(HopperRead("hopper_50", READING))
    assert "有回應" in person.sees()


def test_a_slip_is_printed_to_try(person: Person) -> None:
    signed_in(person)
    person.tap("設備檢查")
    person.tap("印一張測試單")
    assert person.emitted[-1] == TrialWanted()
    assert "正在列印" in person.sees()
