"""Several ccTalk twins on one data line: each hears everything, and answers what is addressed to it."""

from __future__ import annotations

from collections.abc import Sequence

from drivers.transport.wire import LineSettings
from simulator.wire import SerialTwin


class BusTwin:
    """A simulator.wire.SerialTwin for a whole bus. The twins must have one kind of line."""

    def __init__(self, twins: Sequence[SerialTwin]) -> None:
        if len({(twin.line, twin.echoes) for twin in twins}) != 1:
            raise ValueError("the devices of a bus have the same line settings and the same interface")
        self.line: LineSettings = twins[0].line
        self.echoes = twins[0].echoes
        self._twins = list(twins)

    def receive(self, data: bytes, now: float) -> None:
        for twin in self._twins:
            twin.receive(data, now)

    def output(self, now: float) -> bytes:
        """Mostly of one twin: only a broadcast makes several talk, and then their bytes collide anyway."""
        said = b""
        for twin in self._twins:
            reply = twin.output(now)
            if reply:
                said += reply
                for other in self._twins:
                    if other is not twin:
                        other.receive(reply, now)
        return said
