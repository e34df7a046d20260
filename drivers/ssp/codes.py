"""What SSP's bytes mean, by the titles of the manual: commands, generic responses, poll events.

ITL SSP Protocol Manual GA138 2.2.2129A, banknote validators.
"""

from __future__ import annotations

from dataclasses import dataclass

# Commands
RESET = 0x01
SET_INHIBITS = 0x02
SETUP_REQUEST = 0x05
HOST_PROTOCOL_VERSION = 0x06
POLL = 0x07
REJECT = 0x08
DISABLE = 0x09
ENABLE = 0x0A
GET_SERIAL_NUMBER = 0x0C
SYNC = 0x11
LAST_REJECT_CODE = 0x17
HOLD = 0x18
POLL_WITH_ACK = 0x56
EVENT_ACK = 0x57

# Generic responses
OK = 0xF0
COMMAND_NOT_KNOWN = 0xF2
WRONG_NO_PARAMETERS = 0xF3
PARAMETERS = 0xF4
COMMAND_CANNOT_BE_PROCESSED = 0xF5
SOFTWARE_ERROR = 0xF6
FAIL = 0xF8
KEY_NOT_SET = 0xFA
RESPONSES = frozenset(
    {
        OK,
        COMMAND_NOT_KNOWN,
        WRONG_NO_PARAMETERS,
        PARAMETERS,
        COMMAND_CANNOT_BE_PROCESSED,
        SOFTWARE_ERROR,
        FAIL,
        KEY_NOT_SET,
    }
)

# Poll events
SLAVE_RESET = 0xF1
READ = 0xEF  # channel 0: being scanned; another: in escrow, and the next poll accepts it
NOTE_CREDIT = 0xEE
REJECTING = 0xED
REJECTED = 0xEC
STACKED = 0xEB
SAFE_JAM = 0xEA
UNSAFE_JAM = 0xE9
DISABLED = 0xE8
STACKER_FULL = 0xE7
FRAUD_ATTEMPT = 0xE6
CASHBOX_REPLACED = 0xE4
CASHBOX_REMOVED = 0xE3
NOTE_CLEARED_INTO_CASHBOX = 0xE2
NOTE_CLEARED_FROM_FRONT = 0xE1
NOTE_PATH_OPEN = 0xE0
STACKING = 0xCC
INITIALISING = 0xB6
CHANNEL_DISABLE = 0xB5

WITH_CHANNEL = frozenset(
    {READ, NOTE_CREDIT, FRAUD_ATTEMPT, NOTE_CLEARED_INTO_CASHBOX, NOTE_CLEARED_FROM_FRONT}
)
KNOWN = WITH_CHANNEL | {
    SLAVE_RESET, REJECTING, REJECTED, STACKED, SAFE_JAM, UNSAFE_JAM, DISABLED, STACKER_FULL,
    CASHBOX_REPLACED, CASHBOX_REMOVED, NOTE_PATH_OPEN, STACKING, INITIALISING, CHANNEL_DISABLE,
}  # fmt: skip

ACKNOWLEDGED = frozenset({NOTE_CREDIT, FRAUD_ATTEMPT, NOTE_CLEARED_INTO_CASHBOX, NOTE_CLEARED_FROM_FRONT})
"""After POLL_WITH_ACK these come again in every answer until EVENT_ACK. The manual's table for the last one
is missing; acknowledging for nothing is answered COMMAND_CANNOT_BE_PROCESSED and does no harm."""

ON_THE_WAY = frozenset({READ, STACKING, REJECTING})
"""While one of these is in the answers, a note is moving or waiting inside."""

HOST_PROTOCOL = 6
"""The events above have at most one byte of data up to version 8; from 6 on the setup names each channel's
country and value in full."""


@dataclass(frozen=True, slots=True)
class PollEvent:
    """`channel` is 0 where the event has none, or the validator does not know it."""

    code: int
    channel: int = 0


def poll_events(data: bytes) -> tuple[tuple[PollEvent, ...], int]:
    """The events of one answer, oldest first, and how many bytes could not be read.

    Behind an event that we do not know, nothing can be read: its length is not known either.
    """
    events = []
    place = 0
    while place < len(data) and data[place] in KNOWN:
        size = 2 if data[place] in WITH_CHANNEL else 1
        if place + size > len(data):
            break
        events.append(PollEvent(data[place], data[place + 1] if size == 2 else 0))
        place += size
    return tuple(events), len(data) - place
