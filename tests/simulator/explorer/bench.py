"""What the explorer's tests share: an ear for events, and a world with one device in it."""

from __future__ import annotations

from random import Random
from typing import TypeVar

from kiosk.devices import DeviceEvent
from simulator.explorer.world import World

Kind = TypeVar("Kind", bound=DeviceEvent)


class Ear:
    """Takes the place of the program: hears every event, with the time at which it came."""

    def __init__(self) -> None:
        self.heard: list[DeviceEvent] = []

    def __call__(self, event: DeviceEvent) -> None:
        self.heard.append(event)

    def all(self, kind: type[Kind]) -> list[Kind]:
        return [event for event in self.heard if isinstance(event, kind)]

    def last(self, kind: type[Kind]) -> Kind:
        return self.all(kind)[-1]


def world_and_dice(seed: int = 1) -> tuple[World, Random]:
    return World(), Random(seed)
