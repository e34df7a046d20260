"""What a hopper says is wrong with it: the registers of header 163, and its level sensors (header 217).

Registers 2 and 3 are missing on some models. Register 2 of the Money Controls SCH2 (manual TSP016 3.0) has
the check sums of its counters where the specification (part 2, header 163) has other things.
"""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.devices import Trouble

# (register, bit): the trouble. These block every payout until the hopper is reset.
UNTIL_RESET = {
    (1, 0): Trouble.JAM,  # absolute maximum current exceeded
    (1, 3): Trouble.OPTO,  # blocked during idle
    (1, 4): Trouble.FRAUD,  # short-circuit during idle
    (1, 5): Trouble.OPTO,  # blocked permanently during payout
    (2, 0): Trouble.FRAUD,  # short-circuit during payout
    (2, 3): Trouble.SELF_CHECK,  # finger or slider mismatch
    (2, 4): Trouble.JAM,  # reverse limit reached
    (2, 5): Trouble.SELF_CHECK,  # inductive coil fault
    (3, 0): Trouble.POWER_LOST,  # during payout
    (3, 1): Trouble.OTHER,  # unknown coin paid
    (3, 2): Trouble.OTHER,  # PIN incorrect
    (3, 3): Trouble.OTHER,  # incorrect cipher key
}
COUNTERS_DAMAGED = {(2, 6): Trouble.SELF_CHECK}  # check sum of its memory
NEEDS_A_PIN = {(2, 7): Trouble.OTHER}  # it obeys nothing before header 218, which we do not send
STANDARD = UNTIL_RESET | COUNTERS_DAMAGED | NEEDS_A_PIN

SCH2_DAMAGED = {
    (2, bit): Trouble.SELF_CHECK for bit in (2, 3, 4, 5, 6)
}  # counters A to D; power failed in a write
SCH2_UNTIL_RESET = {place: why for place, why in UNTIL_RESET.items() if place[0] != 2 or place[1] == 0}
SCH2 = SCH2_UNTIL_RESET | SCH2_DAMAGED | NEEDS_A_PIN

PAYOUT_TIMEOUT = (1, 1)  # a warning: probably empty
PAYOUT_DISABLED = (1, 7)

BELOW_LOW_MARK = 0x01
LOW_SENSOR_FITTED = 0x10


@dataclass(frozen=True, slots=True)
class Flags:
    """One answer to header 163."""

    registers: bytes
    sch2: bool = False

    @property
    def enabled(self) -> bool:
        return not self._set(PAYOUT_DISABLED)

    @property
    def timed_out(self) -> bool:
        """The last payout waited for a coin in vain."""
        return self._set(PAYOUT_TIMEOUT)

    @property
    def troubles(self) -> tuple[Trouble, ...]:
        """Why it cannot pay. Being disabled is not one of them."""
        meanings = SCH2 if self.sch2 else STANDARD
        return tuple(dict.fromkeys(why for place, why in meanings.items() if self._set(place)))

    @property
    def needs_reset(self) -> bool:
        return any(map(self._set, SCH2_UNTIL_RESET if self.sch2 else UNTIL_RESET))

    @property
    def counters_damaged(self) -> bool:
        """What it kept without power is not to be believed."""
        return any(map(self._set, SCH2_DAMAGED if self.sch2 else COUNTERS_DAMAGED))

    def _set(self, place: tuple[int, int]) -> bool:
        register, bit = place
        return register <= len(self.registers) and bool(self.registers[register - 1] >> bit & 1)


def below_low_mark(levels: int) -> bool:
    """Header 217: bit 0 counts where bit 4 says that the sensor is there."""
    return bool(levels & LOW_SENSOR_FITTED and levels & BELOW_LOW_MARK)
