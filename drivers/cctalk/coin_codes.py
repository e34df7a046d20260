"""What the error and fault codes of a coin acceptor mean (specification part 3, headers 229 and 232)."""

from __future__ import annotations

from kiosk.devices import Trouble

INHIBITED_COIN = 2
SWALLOWED_COIN = 36  # it went in; nobody knows what it was
COIN_RETURN_LEVER = 254

NOT_ABOUT_A_COIN = frozenset({0, 27, 28, 34, 40, 253, COIN_RETURN_LEVER, 255})

RETURNED = frozenset(
    {1, INHIBITED_COIN, 3, 8, 9, 10, 11, 12, 13, 14, 15, 22, 24, 25, 30, 32, 33, 37, 38}
    | set(range(128, 160))
)
"""The codes of which the manual promises that the coin came back; 128..159 are inhibited coins 1..32."""

ASK_WHAT_IS_WRONG = frozenset({14, 15, 20, 26, 29, 30, 31, 32, 35, COIN_RETURN_LEVER, 255})
"""After one of these the device may have stopped itself. Only the beginning of such a condition is an event,
so it is asked until it says that it is well again."""


def says_inhibited(code: int) -> bool:
    """Whether a coin came back because its position was not enabled."""
    return code == INHIBITED_COIN or 128 <= code <= 159


NO_FAULT = 0
_FAULT_TROUBLES = {
    18: Trouble.JAM,  # reject sensor
    19: Trouble.RETURN_LEVER,  # coin return mechanism
    20: Trouble.FRAUD,  # coin on string
    41: Trouble.FRAUD,  # string sensor
    42: Trouble.JAM,  # accept gate stuck open
    43: Trouble.JAM,  # accept gate stuck closed
    51: Trouble.COVER_OPEN,  # door
}


def trouble_of_fault(code: int) -> Trouble:
    """What a fault code of the self-check is for the operator; the code itself stays with the driver."""
    return _FAULT_TROUBLES.get(code, Trouble.SELF_CHECK)


STATUS_OK = 0
_STATUS_TROUBLES = {1: Trouble.RETURN_LEVER, 2: Trouble.FRAUD}


def trouble_of_status(code: int) -> Trouble:
    """What a status byte of header 248 other than 0 is for the operator."""
    return _STATUS_TROUBLES.get(code, Trouble.OTHER)
