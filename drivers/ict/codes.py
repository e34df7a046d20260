"""The bytes of the ICT002, ICT104 and ICT106 protocols, by the titles of the documents, and what they mean.

Sources: ICT002U General Protocol (2007), ICT104U Protocol 0.3 (2014), ICT106 General Protocol (2006).
"""

from __future__ import annotations

from typing import Final

from kiosk.devices import Trouble

# Controller to bill acceptor
SYNC: Final = 0x02  # the answer to a power-up; with a bill in escrow the same byte is ACCEPT
ACCEPT: Final = 0x02
POLL: Final = 0x0C
REJECT: Final = 0x0F
HOLD: Final = 0x18
RESET: Final = 0x30
ENABLE: Final = 0x3E
INHIBIT: Final = 0x5E

# Bill acceptor to controller
POWER_UP: Final = (0x80, 0x8F)
BILL_VALIDATED: Final = 0x81  # and then the bill type
FIRST_BILL_TYPE: Final = 0x40
LAST_BILL_TYPE: Final = 0x59
STACKED: Final = 0x10
RETURNED: Final = 0x11
ENABLED: Final = 0x3E
INHIBITED: Final = 0x5E
BUSY: Final = 0x71  # ICT106
POWER_SUPPLY_ON: Final = 0xA1  # ICT106: it waits for SYNC

MOTOR_FAILURE: Final = 0x20
CHECKSUM_ERROR: Final = 0x21
BILL_JAM: Final = 0x22
BILL_REMOVE: Final = 0x23
STACKER_OPEN: Final = 0x24
SENSOR_PROBLEM: Final = 0x25
COMMUNICATION_FAILURE: Final = 0x26
BILL_FISH: Final = 0x27
STACKER_PROBLEM: Final = 0x28
BILL_REJECT: Final = 0x29
INVALID_COMMAND: Final = 0x2A
ERROR_EXCLUSION: Final = 0x2F  # the error before is gone

FAULTS: Final[dict[int, tuple[Trouble, ...]]] = {
    MOTOR_FAILURE: (Trouble.JAM, Trouble.OTHER),
    CHECKSUM_ERROR: (Trouble.SELF_CHECK,),
    BILL_JAM: (Trouble.JAM,),
    STACKER_OPEN: (Trouble.CASH_BOX_REMOVED,),
    SENSOR_PROBLEM: (Trouble.OPTO,),
    BILL_FISH: (Trouble.FRAUD,),
    STACKER_PROBLEM: (Trouble.STACKER_FULL, Trouble.JAM),  # the documents do not tell the two apart
}

WORDS: Final = frozenset(
    {STACKED, RETURNED, ENABLED, INHIBITED, BUSY, POWER_SUPPLY_ON, BILL_REMOVE, COMMUNICATION_FAILURE}
    | {BILL_REJECT, INVALID_COMMAND, ERROR_EXCLUSION}
    | set(FAULTS)
)
"""What a bill acceptor may say in one byte."""
