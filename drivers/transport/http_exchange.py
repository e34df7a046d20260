"""What a device asked over HTTP is to the thread that carries its requests.

Like wire.py: the driver is sans-I/O, owns no socket, no thread and no clock. One request is under way
at a time; each gets exactly one answer, `answered` or `failed`, before the next is asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from kiosk.devices import DeviceEvent


@dataclass(frozen=True, slots=True)
class HttpAddress:
    host: str
    port: int
    path: str


@dataclass(frozen=True, slots=True)
class Post:
    """One POST; the document is kept apart from the message so that it is not copied about."""

    content_type: str
    message: bytes
    document: bytes = b""


class PostFailure(StrEnum):
    """Why there is no answer: the difference between "not asked" and "perhaps done" is money."""

    NOT_SENT = "not-sent"  # no connection: not one octet can have reached the device
    NO_REPLY = "no-reply"  # asked, or half asked; whether the device acted on it is unknown


class HttpDevice(Protocol):
    """A device behind one HTTP address. All calls come from one thread; `now` is monotonic seconds."""

    name: str
    address: HttpAddress

    def tick(self, now: float) -> tuple[Post | None, list[DeviceEvent]]:
        """What to ask now, if anything. Called at least every 50 ms while nothing is under way."""

    def answered(self, message: bytes, now: float) -> list[DeviceEvent]:
        """The body of the answer to the last Post."""

    def failed(self, failure: PostFailure, now: float) -> list[DeviceEvent]:
        """There was no answer to the last Post."""
