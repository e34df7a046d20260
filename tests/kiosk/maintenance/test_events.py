"""What staff do is part of what can happen; what they type is secret."""

from __future__ import annotations

import dataclasses
from typing import get_args

from kiosk.maintenance import events
from kiosk.maintenance.events import PinEntered, ServiceEvent
from kiosk.visit.events import Event


def test_what_is_written_here_is_an_event() -> None:
    here = (item for item in vars(events).values() if dataclasses.is_dataclass(item))
    written = {item for item in here if item.__module__ == events.__name__}
    assert written == set(get_args(ServiceEvent))
    assert written < set(get_args(Event))


def test_number_and_pin_are_secret() -> None:
    assert {field.metadata["privacy"] for field in dataclasses.fields(PinEntered)} == {"secret"}
