"""The words between kiosk and drivers: plain, frozen, and honest about what is not known."""

from __future__ import annotations

import dataclasses
from typing import get_args

import pytest

from kiosk.devices import OFFLINE, Condition, DeviceEvent, DeviceStatus, Outcome, Trouble


@pytest.mark.parametrize("condition", Condition)
def test_only_ready_and_attention_serve(condition: Condition) -> None:
    assert DeviceStatus(condition).serves == (condition in ("ready", "attention"))


def test_nobody_answers_is_not_serving() -> None:
    assert not OFFLINE.serves
    assert OFFLINE.troubles == (Trouble.NOT_RESPONDING,)


def test_delivery_has_three_values() -> None:
    assert {outcome.value for outcome in Outcome} == {"delivered", "not-delivered", "unknown"}


@pytest.mark.parametrize("event", get_args(DeviceEvent), ids=lambda event: event.__name__)
def test_every_device_event_is_frozen_and_names_its_device(event: type) -> None:
    assert event.__dataclass_params__.frozen  # type: ignore[attr-defined]
    assert dataclasses.fields(event)[0].name == "device"
