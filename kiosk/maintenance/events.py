"""What staff do, and the answers that only they wait for. Part of kiosk.visit.events.Event."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from kiosk.maintenance.states import Books, Page, Role
from kiosk.money import Money

SECRET: dict[str, Any] = {"privacy": "secret"}


@dataclass(frozen=True, slots=True)
class ServiceCalled:
    """The hidden corner was touched five times, or a key was turned in the service switch."""


@dataclass(frozen=True, slots=True)
class PinEntered:
    """Neither is ever written: a PIN is easily typed into the field for the number."""

    number: str = field(default="", metadata=SECRET, repr=False)
    pin: str = field(default="", metadata=SECRET, repr=False)


@dataclass(frozen=True, slots=True)
class PinConfirmed:
    """Number and PIN fit. `wall_s` is the wall clock, seconds since 1970: a lock-out may still be on."""

    request_id: str
    staff_id: str
    role: Role
    wall_s: int


@dataclass(frozen=True, slots=True)
class PinRefused:
    """They do not; `staff_id` is empty where there is no such number."""

    request_id: str
    staff_id: str
    wall_s: int
    nobody: bool = False  # the configuration names no staff at all


@dataclass(frozen=True, slots=True)
class SignedOut:
    """By a touch."""


@dataclass(frozen=True, slots=True)
class PageOpened:
    page: Page


@dataclass(frozen=True, slots=True)
class MachineClosed:
    """Staff closed the machine for visitors, or opened it again (`closed` False)."""

    closed: bool


@dataclass(frozen=True, slots=True)
class CollectionBegun:
    """The boxes are being taken out; the exchange is open."""


@dataclass(frozen=True, slots=True)
class PiecesCounted:
    """So many of one denomination were in the boxes."""

    value: Money
    pieces: int


@dataclass(frozen=True, slots=True)
class CountFinished:
    """All is counted (`done`), or it is to be counted again."""

    done: bool


@dataclass(frozen=True, slots=True)
class CollectionConfirmed:
    """The count stands, with its difference."""


@dataclass(frozen=True, slots=True)
class RefillBegun:
    """This hopper is being opened; the exchange is open."""

    hopper: str


@dataclass(frozen=True, slots=True)
class HopperFilled:
    """So many coins were put in on top of those that are there; only in an exchange."""

    hopper: str
    added: int


@dataclass(frozen=True, slots=True)
class ExchangeGivenUp:
    """The person says that nothing was taken out, put in or counted."""


@dataclass(frozen=True, slots=True)
class ReportWanted:
    """Print the report of what was just done again."""


@dataclass(frozen=True, slots=True)
class TrialWanted:
    """Print a slip to see that the receipt printer prints."""


@dataclass(frozen=True, slots=True)
class DeviceAsked:
    """Let this device say again how it is and what its counters show."""

    device: str


@dataclass(frozen=True, slots=True)
class BooksRead:
    """What the journal says about the past."""

    request_id: str
    books: Books


ServiceEvent = (
    ServiceCalled
    | PinEntered
    | PinConfirmed
    | PinRefused
    | SignedOut
    | PageOpened
    | MachineClosed
    | CollectionBegun
    | PiecesCounted
    | CountFinished
    | CollectionConfirmed
    | RefillBegun
    | HopperFilled
    | ExchangeGivenUp
    | ReportWanted
    | TrialWanted
    | DeviceAsked
    | BooksRead
)
