"""One motor at a time: a hopper draws up to 3 A, and the 24 V supply of a bus carries one (part 4, 1.3.5).

A hopper holds the supply from before its payout until it is heard at rest. One that falls silent holds it no
longer than its motor can turn by itself, so that a dead hopper does not keep the others from paying for ever.
"""

from __future__ import annotations

from typing import Protocol, runtime_checkable

LONGEST_RUN_S = (
    30.0  # ten coins at three a second, the last of them missing for as long as makers wait (10 s)
)


class MotorSupply:
    """Who may turn, by name, and until when at most."""

    def __init__(self) -> None:
        self._turning: dict[str, float] = {}

    def take(self, name: str, now: float) -> bool:
        """Whether `name` may turn its motor; if so it holds the supply. Taking it again prolongs."""
        if any(until > now for other, until in self._turning.items() if other != name):
            return False
        self.turns(name, now)
        return True

    def turns(self, name: str, now: float) -> None:
        """Its motor turns, or may: nobody has heard of it yet."""
        self._turning[name] = now + LONGEST_RUN_S

    def rests(self, name: str) -> None:
        self._turning.pop(name, None)


@runtime_checkable
class DrivesMotor(Protocol):
    """A device of a bus with a motor on the shared supply."""

    def share(self, supply: MotorSupply) -> None:
        """Ask this supply from now on."""
