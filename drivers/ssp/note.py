"""One note between the bezel and the cash box: what the validator's words say about where it is.

    SEEN --hold confirmed--> HELD --the poll that accepts it--> STACKING --> stacked, returned or in doubt
                              `---reject, or no longer there--> RETURNING -->          "

A word that says less than it seems to is a doubt. (ITL SSP Protocol Manual GA138 2.2.2129A, poll events.)
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from drivers.ssp import codes
from kiosk.money import Money


class Stage(Enum):
    SEEN = auto()
    HELD = auto()
    STACKING = auto()
    RETURNING = auto()


class Wish(Enum):
    STACK = auto()
    RETURN = auto()


class Fate(Enum):
    STACKED = auto()
    RETURNED = auto()
    IN_DOUBT = auto()


@dataclass(slots=True)
class Note:
    """`value` None: a channel that is not in the setup. `told`: the kiosk knows of it."""

    note_id: str
    value: Money | None
    stage: Stage
    since: float  # when this stage began
    news_at: float  # when it was last heard of
    told: bool = False
    wish: Wish | None = None
    may_be_stacked: bool = False  # the poll that accepts it may have been heard
    left_escrow: bool = False  # it was seen to move: what is in escrow now is another one
    gap: bool = False  # since then an answer may have been lost for good

    def moves(self, stage: Stage, now: float) -> None:
        self.stage = stage
        self.since = self.news_at = now
        self.left_escrow = False
        self.may_be_stacked |= stage is Stage.STACKING

    @property
    def moving(self) -> bool:
        return self.stage in (Stage.STACKING, Stage.RETURNING)

    def heard(self, code: int, value: Money | None, with_ack: bool) -> Fate | None:
        """What a poll event says of its end. `with_ack`: credits are repeated until acknowledged."""
        # Stacked, its credit lost for good, and then another note came back: without acknowledgements that
        # looks the same as if this one came back.
        surely_ours = with_ack or not (self.gap and self.may_be_stacked)
        match code:
            case codes.NOTE_CREDIT:
                return Fate.STACKED if value == self.value else Fate.IN_DOUBT
            case codes.STACKED if self.may_be_stacked:
                return Fate.STACKED
            case codes.NOTE_CLEARED_INTO_CASHBOX:
                # Of unknown value: while the power was off anything can have been pushed in.
                return Fate.STACKED if value is not None and value == self.value else Fate.IN_DOUBT
            case codes.REJECTED:
                return Fate.RETURNED if surely_ours else Fate.IN_DOUBT
            case codes.NOTE_CLEARED_FROM_FRONT if self.may_be_stacked:
                return Fate.RETURNED if surely_ours and value == self.value else Fate.IN_DOUBT
            case codes.NOTE_CLEARED_FROM_FRONT:
                return Fate.RETURNED
        return None
