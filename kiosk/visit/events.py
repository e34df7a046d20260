"""Everything that can happen to the machine. All of it is journalled before anything follows from it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from kiosk.devices import DeviceEvent
from kiosk.maintenance.events import ServiceEvent
from kiosk.visit.payout import FittedHopper
from kiosk.visit.states import (
    PERSONAL,
    SECRET,
    ChooseProblem,
    IdentityProblem,
    Offer,
    OpenClaim,
    Paper,
    Person,
)

# ---- The person at the screen -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class StartTouched:
    visit_id: str


@dataclass(frozen=True, slots=True)
class IdentityEntered:
    """Number and birthday as typed. Neither is kept in the journal: the birthday is a secret."""

    number: str = field(default="", metadata=PERSONAL)
    birthday: str = field(default="", metadata=SECRET)


@dataclass(frozen=True, slots=True)
class CopiesChosen:
    """The cart now holds `copies` of `code` (0 removes it)."""

    code: str
    copies: int


@dataclass(frozen=True, slots=True)
class OrderConfirmed:
    """Go to payment with what is in the cart."""


@dataclass(frozen=True, slots=True)
class BackTouched:
    """One step back, where that is possible without money."""


@dataclass(frozen=True, slots=True)
class CancelTouched:
    """End this visit; what was paid in goes back."""


@dataclass(frozen=True, slots=True)
class CashTouched:
    """Pay me what the machine owes me from an earlier visit."""


@dataclass(frozen=True, slots=True)
class DoneTouched:
    """I have everything, log out."""


@dataclass(frozen=True, slots=True)
class StillHereTouched:
    """Yes, I am still here."""


# ---- Answers of slow things ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class IdentityConfirmed:
    request_id: str
    person: Person
    offers: tuple[Offer, ...]


@dataclass(frozen=True, slots=True)
class IdentityRefused:
    request_id: str
    problem: IdentityProblem


@dataclass(frozen=True, slots=True)
class PapersReady:
    """Every paper of the order lies checked in the spool."""

    request_id: str
    papers: tuple[Paper, ...]


@dataclass(frozen=True, slots=True)
class PapersRefused:
    request_id: str
    problem: ChooseProblem
    detail: str = ""


@dataclass(frozen=True, slots=True)
class ClaimsBrought:
    """The central system has made this machine the holder of these claims; other holders gave them up."""

    claims: tuple[OpenClaim, ...]


@dataclass(frozen=True, slots=True)
class ClaimsWanted:
    """The counter or another machine asks for these claims; answered by facts, for each that is free."""

    claim_ids: tuple[str, ...]


# ---- Time, network, the machine itself ----------------------------------------------------------------


class Timer(StrEnum):
    ATTENTION = "attention"  # nobody has touched anything for a while: ask
    STILL_THERE = "still-there"  # asked, no answer: end the visit
    REQUEST = "request"  # a slow thing did not answer
    CLOSING = "closing"  # the acceptor did not say that it is closed
    SLIP = "slip"  # the receipt printer did not say how it went
    PAYOUT = "payout"  # a hopper did not say how it went
    DOCUMENT = "document"  # the document printer made no progress
    FINISHED = "finished"  # show what to take, then clear the screen
    RETRY = "retry"  # look again whether a visitor's trouble is over


@dataclass(frozen=True, slots=True)
class TimerFired:
    timer: Timer


@dataclass(frozen=True, slots=True)
class NetworkChanged:
    online: bool


@dataclass(frozen=True, slots=True)
class JournalRoomChanged:
    """Whether the disk has room for the journal of a whole visit."""

    enough: bool


@dataclass(frozen=True, slots=True)
class ClockChanged:
    """Whether the wall clock is to be believed."""

    sane: bool


@dataclass(frozen=True, slots=True)
class HoppersFitted:
    """Which hoppers the configuration says are in the machine; levels of known ones are kept."""

    hoppers: tuple[FittedHopper, ...]


@dataclass(frozen=True, slots=True)
class HopperCounted:
    """A person says how many coins are in a hopper now, after filling or counting it."""

    hopper: str
    level: int


@dataclass(frozen=True, slots=True)
class Booted:
    """The program started on this journal. Folding ends here; what was open is decided in recovery."""

    boot_id: str
    version: str
    down_s: float  # how long nothing was journalled; long means that the visitor has gone
    spooled: tuple[str, ...] = ()  # copy serials that lie whole in the spool


@dataclass(frozen=True, slots=True)
class SyncAcknowledged:
    """The central system has applied everything up to `seq`, whose hash is `row_hash`."""

    seq: int
    row_hash: str
    signature: str


@dataclass(frozen=True, slots=True)
class ProgramFault:
    """Our own code raised while it handled an event; the machine stays closed until the next boot.

    `kind` and `body` are the event as the journal would have kept it: evidence, and nothing follows from it.
    """

    where: str
    what: str
    kind: str = ""
    body: str = ""


Event = (
    StartTouched
    | IdentityEntered
    | CopiesChosen
    | OrderConfirmed
    | BackTouched
    | CancelTouched
    | CashTouched
    | DoneTouched
    | StillHereTouched
    | IdentityConfirmed
    | IdentityRefused
    | PapersReady
    | PapersRefused
    | ClaimsBrought
    | ClaimsWanted
    | TimerFired
    | NetworkChanged
    | JournalRoomChanged
    | ClockChanged
    | HoppersFitted
    | HopperCounted
    | Booted
    | SyncAcknowledged
    | ProgramFault
    | ServiceEvent
    | DeviceEvent
)
