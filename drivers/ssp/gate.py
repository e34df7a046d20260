"""Which notes the validator is told to take: inhibits and enable, each confirmed before it counts.

ITL SSP Protocol Manual GA138 2.2.2129A, SET_INHIBITS, ENABLE, DISABLE.
"""

from __future__ import annotations

from drivers.ssp import codes
from drivers.ssp.host import Command, Reply

AGAIN_S = 1.0  # after it refused, or shut itself
FAILING_AFTER = 3  # refusals in a row


class Gate:
    """`wanted` is a mask, bit k is channel k + 1; 0: shut."""

    def __init__(self) -> None:
        self.wanted = 0
        self.since = 0.0  # when what is confirmed was confirmed
        self._mask: int | None = None  # confirmed; None: unknown
        self._enabled: bool | None = None
        self._refusals = 0
        self._not_before = 0.0

    @property
    def confirmed(self) -> bool:
        """The validator does what is wanted."""
        return self._mask == self.wanted and self._enabled == bool(self.wanted)

    @property
    def failing(self) -> bool:
        return self._refusals >= FAILING_AFTER

    def forget(self) -> None:
        """It was reset."""
        self._mask = self._enabled = None
        self._refusals = 0
        self._not_before = 0.0

    def shut_itself(self, now: float) -> None:
        """It says that it is disabled though we had enabled it; try again, but not at once."""
        if self._enabled:
            self._mask = self._enabled = None
            self._not_before = now + AGAIN_S

    def next_command(self, now: float) -> Command | None:
        if self.confirmed or now < self._not_before:
            return None
        if self._mask != self.wanted:
            return Command(codes.SET_INHIBITS, self.wanted.to_bytes(2, "little"))
        return Command(codes.ENABLE if self.wanted else codes.DISABLE)

    def on_reply(self, reply: Reply, now: float) -> None:
        if not reply.ok:
            self._refusals += 1
            self._not_before = now + AGAIN_S
            return
        self._refusals = 0
        self.since = now
        match reply.command.code:
            case codes.SET_INHIBITS:
                self._mask = int.from_bytes(reply.command.data, "little")
            case codes.ENABLE:
                self._enabled = True
            case codes.DISABLE:
                self._enabled = False
